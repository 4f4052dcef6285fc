// Limits the total weight of what runs at the same time. Callers that do not fit wait, in the order of their calls.

export interface Semaphore {
  /** Resolves when there is room; call `release` with the same weight. What weighs more than the capacity runs alone. */
  acquire(weight: number): Promise<void>;
  release(weight: number): void;
}

/** @param within another one, which what runs takes from as well. */
export function createSemaphore(capacity: number, within?: Semaphore): Semaphore {
  const waiting: { readonly weight: number; readonly admit: () => void }[] = [];
  let acquired = 0;

  function admitWaiting(): void {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      if (acquired > 0 && acquired + first.weight > capacity) return;
      waiting.shift();
      acquired += first.weight;
      first.admit();
    }
  }

  return {
    async acquire(weight) {
      await new Promise<void>((admit) => {
        waiting.push({ weight, admit });
        admitWaiting();
      });
      await within?.acquire(weight);
    },
    release(weight) {
      within?.release(weight);
      acquired -= weight;
      admitWaiting();
    },
  };
}
