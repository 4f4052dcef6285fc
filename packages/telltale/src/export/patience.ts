// How long a batch is tried, and the wait before the next attempt: exponential backoff with jitter, or the wait that the receiver asks
// for (specification: protocol/exporter, "Retry"). One export ends after its timeout; the batch then waits in the queue and continues from
// there, until the time for its attempts is over.
import { harmless } from "../engine/diagnostics/guard.ts";

/** Waits between attempts of one exporter. */
export interface Patience<Batch extends object> {
  /** Begins an export of `batch`, which ends after `timeoutMs`. */
  begin(batch: Batch, timeoutMs: number): Turn<Batch>;
  /** Ends the waits that no receiver asked for, because of a flush. */
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
  /** When the export is over, on the clock of `performance.now()`; `Infinity` without a limit. */
  readonly until: number;
  /** Waits before the next attempt, for `askedMs` if the receiver asked for that. An abort of `signal` ends the wait, as `later`. */
  next(askedMs: number | undefined, signal: AbortSignal): Promise<Next>;
  /** Lets `rest`, what is left of the batch, continue where this export ends. */
  leave(rest: Batch): void;
}

/** The numbers of {@link createPatience}. */
export interface PatienceOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  /** From the first attempt at a batch. */
  readonly maxElapsedMs: number;
}

/** The progress of a batch. */
interface Progress {
  readonly giveUpAt: number;
  nextMs: number;
}

/** Creates the waits by `options`; `random` returns 0 to 1. */
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
      const timer = setTimeout(harmless(wake), ms).unref();
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
