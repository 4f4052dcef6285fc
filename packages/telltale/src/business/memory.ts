// A bounded memory of instances, the ones used last: what this process remembers of journeys and workflows.

/** Remembers at most `limit` values; setting one more forgets the one that was set longest ago. */
export interface Memory<Value> {
  get(name: string, id: string): Value | undefined;
  set(name: string, id: string, value: Value): void;
  delete(name: string, id: string): void;
  clear(): void;
  readonly size: number;
}

/** How many instances one kind of business object is remembered for. */
const instanceLimit = 10_000;

/** Creates an empty memory, keyed by a name and an id. One map operation a look-up, two a write. */
export function createMemory<Value>(limit: number = instanceLimit): Memory<Value> {
  const values = new Map<string, Value>();
  return {
    get: (name, id) => values.get(toKey(name, id)),
    set(name, id, value) {
      const key = toKey(name, id);
      values.delete(key);
      values.set(key, value);
      if (values.size > limit) values.delete(oldestOf(values));
    },
    delete: (name, id) => void values.delete(toKey(name, id)),
    clear: () => values.clear(),
    get size() {
      return values.size;
    },
  };
}

// The length keeps ("a", "bc") and ("ab", "c") apart, whatever the two hold.
function toKey(name: string, id: string): string {
  return `${name.length}:${name}${id}`;
}

function oldestOf(values: ReadonlyMap<string, unknown>): string {
  for (const key of values.keys()) return key;
  return "";
}
