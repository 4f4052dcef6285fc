// How long to wait before the next attempt: exponential with jitter, or what the receiver asks for, until time is up.

/** Waits between attempts of one exporter. */
export interface Patience {
  /**
   * Begins the attempts of one batch. The returned function waits before the next one, `askedMs` when the receiver asked for it;
   * it resolves with false when the time for this batch is over or `signal` aborted.
   */
  begin(signal: AbortSignal): (askedMs: number | undefined) => Promise<boolean>;
  /** Ends the waits that no receiver asked for: somebody is waiting for a flush. */
  hurry(): void;
}

/** The numbers of {@link createPatience}. */
export interface PatienceOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly maxElapsedMs: number;
}

/** Patience with `options`; `random` gives 0 to 1. */
export function createPatience(options: PatienceOptions, random: () => number = Math.random): Patience {
  const sleepers = new Set<() => void>();

  async function sleep(ms: number, signal: AbortSignal, wakeable: boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", wake);
        sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms).unref();
      signal.addEventListener("abort", wake, { once: true });
      if (wakeable) sleepers.add(wake);
    });
  }

  return {
    begin(signal) {
      const deadline = performance.now() + options.maxElapsedMs;
      let nextMs = options.initialMs;
      return async (askedMs) => {
        if (signal.aborted) return false;
        const ms = askedMs ?? nextMs * (0.8 + 0.4 * random());
        nextMs = Math.min(options.maxMs, nextMs * 1.5);
        if (performance.now() + ms > deadline) return false;
        await sleep(ms, signal, askedMs === undefined);
        return !signal.aborted;
      };
    },
    hurry() {
      for (const wake of sleepers) wake();
    },
  };
}
