// A bounded memory of instances, the ones used last: what this process remembers of journeys and workflows.

/** Remembers at least the `limit` values that were set last, and at most twice as many. */
export interface Memory<Value> {
  get(name: string, id: string): Value | undefined;
  /** The same, and remembered from now as if it were set anew. */
  use(name: string, id: string): Value | undefined;
  set(name: string, id: string, value: Value): void;
  delete(name: string, id: string): void;
  clear(): void;
  readonly size: number;
}

/** How many instances one kind of business object is remembered for. */
const instanceLimit = 10_000;

type Generation<Value> = Map<string, Map<string, Value>>;

/**
 * Creates an empty memory, by name and id. In two generations: what is set goes into the young one, and when that is full it becomes the
 * old one, and the old one is forgotten. So nothing has to be put in order, and no keys have to be made of the two texts.
 */
export function createMemory<Value>(limit: number = instanceLimit): Memory<Value> {
  let young: Generation<Value> = new Map();
  let old: Generation<Value> = new Map();
  let inYoung = 0;

  function add(name: string, id: string, value: Value): void {
    if (++inYoung > limit) {
      old = young;
      young = new Map();
      inYoung = 1;
    }
    const values = young.get(name);
    if (values === undefined) young.set(name, new Map([[id, value]]));
    else values.set(id, value);
  }

  return {
    get: (name, id) => young.get(name)?.get(id) ?? old.get(name)?.get(id),
    use(name, id) {
      const known = young.get(name)?.get(id);
      if (known !== undefined) return known;
      const older = old.get(name)?.get(id);
      if (older !== undefined) add(name, id, older);
      return older;
    },
    set(name, id, value) {
      const values = young.get(name);
      if (values?.has(id) === true) values.set(id, value);
      else add(name, id, value);
    },
    delete(name, id) {
      if (young.get(name)?.delete(id) === true) inYoung--;
      old.get(name)?.delete(id);
    },
    clear() {
      young = new Map();
      old = new Map();
      inYoung = 0;
    },
    get size() {
      return sizeOf(young) + sizeOf(old);
    },
  };
}

/** With those that are in both counted twice. */
function sizeOf(generation: Generation<unknown>): number {
  return [...generation.values()].reduce((sum, values) => sum + values.size, 0);
}
