// How much a computation does between two of its pauses. Tests bound that and not its time, which depends on the machine.

/** Counts what is read of things. */
export interface ReadCounter {
  /** The same thing, whose reads are counted. */
  counted<Thing extends object>(thing: Thing): Thing;
  /** Runs `work` to its end. The most reads between two of its pauses, and all of them. */
  readsOf(work: Iterator<void, unknown>): { readonly most: number; readonly all: number };
}

export function createReadCounter(): ReadCounter {
  let reads = 0;
  return {
    counted: (thing) =>
      new Proxy(thing, {
        get(target, key) {
          reads += 1;
          return Reflect.get(target, key) as unknown;
        },
      }),
    readsOf(work) {
      let [most, all] = [0, 0];
      for (let done: boolean | undefined = false; done !== true;) {
        reads = 0;
        ({ done } = work.next());
        most = Math.max(most, reads);
        all += reads;
      }
      return { most, all };
    },
  };
}
