// Work that is on its way and has to be waited for.

export interface Running {
  readonly size: number;
  /** Counts `work`, which must not fail, until it is done; then calls `after`. */
  track(work: Promise<void>, after?: () => void): void;
  /** There is none. */
  settled(): Promise<void>;
}

export function createRunning(): Running {
  const running = new Set<Promise<void>>();
  return {
    get size() {
      return running.size;
    },
    track(work, after) {
      const done: Promise<void> = work.finally(() => {
        running.delete(done);
        after?.();
      });
      running.add(done);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
