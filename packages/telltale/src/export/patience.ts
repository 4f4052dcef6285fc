// How long a batch may be tried, and how long to wait before the next attempt: exponential back-off with jitter, or what the receiver asks
// for (specification: protocol/exporter, "Retry"). One export ends after its time; the batch then waits in the queue and goes on from where it was,
// until it has been tried for as long as it is worth.

/** Waits between attempts of one exporter. */
export interface Patience<Batch extends object> {
  /** Begins an export of `batch`, which ends after `timeoutMs`. */
  begin(batch: Batch, timeoutMs: number): Turn<Batch>;
  /** Ends the waits that no receiver asked for: somebody is waiting for a flush. */
  hurry(): void;
}

/** What comes after an attempt that failed. */
type Next =
  /** The wait is over: try again. */
  | { readonly kind: "again" }
  /** The time of this export is over; the batch may be tried again after `afterMs`. */
  | { readonly kind: "later"; readonly afterMs: number }
  /** The batch has been tried for too long. */
  | { readonly kind: "never" };

/** The attempts of one export. */
interface Turn<Batch> {
  /** When the export is over, on the clock of `performance.now()`; `Infinity` where nothing limits it. */
  readonly until: number;
  /** Waits before the next attempt: `askedMs` where the receiver asked for it. An abort of `signal` ends the wait, as `later`. */
  next(askedMs: number | undefined, signal: AbortSignal): Promise<Next>;
  /** Has `rest`, which is what is left of the batch, go on where this export ends. */
  leave(rest: Batch): void;
}

/** The numbers of {@link createPatience}. */
export interface PatienceOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** From the first attempt at a batch. */
  readonly maxElapsedMs: number;
}

/** Where a batch has got to. */
interface Progress {
  readonly giveUpAt: number;
  nextMs: number;
}

/** Patience with `options`; `random` gives 0 to 1. */
export function createPatience<Batch extends object>(
  options: PatienceOptions,
  random: () => number = Math.random,
): Patience<Batch> {
  const sleepers = new Set<() => void>();
  const left = new WeakMap<Batch, Progress>();

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
    begin(batch, timeoutMs) {
      const now = performance.now();
      const progress = left.get(batch) ?? { giveUpAt: now + options.maxElapsedMs, nextMs: options.initialMs };
      const until = now + timeoutMs;
      return {
        until,
        async next(askedMs, signal) {
          const ms = askedMs ?? progress.nextMs * (0.8 + 0.4 * random());
          progress.nextMs = Math.min(options.maxMs, progress.nextMs * 1.5);
          const at = performance.now() + ms;
          if (at > progress.giveUpAt) return { kind: "never" };
          if (at < until && !signal.aborted) await sleep(ms, signal, askedMs === undefined);
          if (at < until && !signal.aborted) return { kind: "again" };
          return { kind: "later", afterMs: Math.max(0, at - performance.now()) };
        },
        leave: (rest) => void left.set(rest, progress),
      };
    },
    hurry() {
      for (const wake of sleepers) wake();
    },
  };
}
