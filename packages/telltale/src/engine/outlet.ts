// The queue between one signal and one exporter: sealed batches wait here, a bounded number is on its way at a time.
import type { Batch, Exporter } from "./exporter.ts";
import { report } from "./diagnose.ts";
import { suppressed } from "./suppress.ts";

/** What an outlet has done so far, in items. */
export interface OutletCounts {
  exported: number;
  readonly dropped: Record<string, number>;
}

export interface Outlet {
  readonly exporter: Exporter;
  readonly counts: OutletCounts;
  /** Takes a batch, or counts it as `queue_full` when there is no room. */
  push(batch: Batch): void;
  /** Items that wait; those on their way are not counted. */
  items(): number;
  /** Bytes that wait or are on their way. */
  bytes(): number;
  /** Resolves when nothing waits and nothing is on its way. */
  drain(): Promise<void>;
  /** Gives up what waits and what is on its way, counted under `reason`. */
  abandon(reason: string): void;
}

/** An outlet into `exporter`. */
export function createOutlet(
  exporter: Exporter,
  limits: { readonly maxQueueSize: number; readonly maxQueueBytes: number; readonly maxInFlight: number },
): Outlet {
  const queue: Batch[] = [];
  const counts: OutletCounts = { exported: 0, dropped: {} };
  const idle: (() => void)[] = [];
  let abort = new AbortController();
  let waitingItems = 0;
  let heldBytes = 0;
  let inFlight = 0;

  function drop(count: number, reason: string): void {
    counts.dropped[reason] = (counts.dropped[reason] ?? 0) + count;
  }

  function next(): void {
    while (inFlight < limits.maxInFlight) {
      const batch = queue.shift();
      if (batch === undefined) break;
      waitingItems -= batch.items;
      inFlight++;
      void deliver(batch);
    }
    if (inFlight === 0 && queue.length === 0) for (const resolve of idle.splice(0)) resolve();
  }

  async function deliver(batch: Batch): Promise<void> {
    try {
      const outcome = await suppressed(async () => exporter.send(batch, abort.signal));
      counts.exported += outcome.exported;
      if (outcome.dropped > 0) {
        drop(outcome.dropped, outcome.reason ?? "rejected");
        report(`${batch.signal}_dropped_${outcome.reason ?? "rejected"}`, outcome.message);
      }
    } catch (error) {
      drop(batch.items, "exporter_failed");
      report(`${batch.signal}_dropped_exporter_failed`, error);
    }
    heldBytes -= batch.body.length;
    inFlight--;
    next();
  }

  return {
    exporter,
    counts,
    items: () => waitingItems,
    bytes: () => heldBytes,
    push(batch) {
      const fits = waitingItems + batch.items <= limits.maxQueueSize && heldBytes < limits.maxQueueBytes;
      if (!fits) {
        drop(batch.items, "queue_full");
        return;
      }
      queue.push(batch);
      waitingItems += batch.items;
      heldBytes += batch.body.length;
      next();
    },
    async drain() {
      if (inFlight === 0 && queue.length === 0) return;
      await new Promise<void>((resolve) => idle.push(resolve));
    },
    abandon(reason) {
      for (const batch of queue.splice(0)) {
        drop(batch.items, reason);
        waitingItems -= batch.items;
        heldBytes -= batch.body.length;
      }
      abort.abort();
      abort = new AbortController();
      next();
    },
  };
}
