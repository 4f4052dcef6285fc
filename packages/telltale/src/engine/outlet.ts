// The queue between one signal and one exporter: sealed batches wait here, a bounded number is on its way at a time.
import { report } from "./diagnose.ts";
import type { Batch, Exporter, Outcome, Signal } from "./exporter.ts";
import { sendWithin } from "./send-within.ts";
import { suppressed } from "./suppress.ts";

/** How much an outlet holds. */
export interface OutletLimits {
  /** Items that may wait. */
  readonly maxQueueSize: number;
  /** Bytes that may wait or be on their way. */
  readonly maxQueueBytes: number;
  /** Batches that may be on their way at a time. */
  readonly maxInFlight: number;
  /** How long one batch may take, where somebody has set it; else that is the exporter's matter. */
  readonly exportTimeoutMs?: number | undefined;
}

/** One batch that has left or was given up. */
export interface Operation {
  readonly seconds: number;
  /** The reason of a loss. */
  readonly error: string | undefined;
  /** What the receiver answered last, if it did. */
  readonly status?: number | string | undefined;
}

/** What exporting costs. */
export interface OutletFigures {
  /** Items on their way. */
  readonly inFlight: number;
  readonly batches: number;
  /** Handed to the exporter, not compressed. */
  readonly bytes: number;
  /** From handing over to the answer, over all batches. */
  readonly seconds: number;
  /** For which the event loop was held. */
  readonly busySeconds: number;
}

/** The queue of one exporter for one signal. Counts are in items. */
export interface Outlet {
  readonly exporter: Exporter;
  /** Takes a batch, or counts it as `queue_full` when there is no room. */
  push(batch: Batch): void;
  /** Items that wait; those on their way are not counted. */
  items(): number;
  /** Bytes that wait or are on their way. */
  bytes(): number;
  /** Items that wait or are on their way. */
  held(): number;
  /** Resolves when nothing waits and nothing is on its way. */
  drain(): Promise<void>;
  /** Items that wait on disk; undefined without a spool. */
  spooled(): number | undefined;
  /**
   * Gives up what waits and what is on its way: written down where the exporter can, else counted under `reason`; batches
   * that come later too. Everything that can be done is done when it returns.
   */
  abandon(reason: string): void;
  figures(): OutletFigures;
  /** Tells `listener` of every batch that is settled. */
  watch(listener: (operation: Operation) => void): void;
  exported(): number;
  dropped(): Readonly<Record<string, number>>;
}

/** An outlet for `signal` into `exporter`. */
export function createOutlet(exporter: Exporter, signal: Signal, limits: OutletLimits): Outlet {
  const queue: Batch[] = [];
  const flying = new Set<Batch>();
  const idle: (() => void)[] = [];
  const abort = new AbortController();
  const dropped: Record<string, number> = {};
  let exported = 0;
  let waiting = 0;
  let onTheWay = 0;
  let bytes = 0;
  let inFlight = 0;
  let closed: string | undefined;
  let batches = 0;
  let sentBytes = 0;
  let ms = 0;
  let busyMs = 0;
  let listener: ((operation: Operation) => void) | undefined;

  function drop(count: number, reason: string): void {
    if (count > 0) dropped[reason] = (dropped[reason] ?? 0) + count;
  }

  function next(): void {
    while (inFlight < limits.maxInFlight && queue.length > 0) {
      const batch = queue.shift() as Batch;
      waiting -= batch.items;
      inFlight++;
      onTheWay += batch.items;
      void deliver(batch);
    }
    if (inFlight === 0 && queue.length === 0) for (const resolve of idle.splice(0)) resolve();
  }

  async function deliver(batch: Batch): Promise<void> {
    flying.add(batch);
    batches++;
    sentBytes += batch.body.length;
    const began = performance.now();
    let failure: string | undefined;
    let status: number | string | undefined;
    try {
      const sending = suppressed(async () => send(batch));
      busyMs += performance.now() - began;
      const outcome = await sending;
      status = outcome.status;
      if (outcome.dropped > 0) failure = outcome.reason ?? "rejected";
      if (flying.has(batch)) note(batch, outcome);
    } catch (error) {
      failure = "exporter_failed";
      if (flying.has(batch)) drop(batch.items, "exporter_failed");
      report(`${batch.signal}_dropped_exporter_failed`, error);
    }
    const tookMs = performance.now() - began;
    ms += tookMs;
    listener?.({ seconds: tookMs / 1000, error: failure, status });
    inFlight--;
    landed(batch);
    next();
  }

  async function send(batch: Batch): Promise<Outcome> {
    const { exportTimeoutMs } = limits;
    if (exportTimeoutMs === undefined) return exporter.send(batch, abort.signal);
    return sendWithin(exporter, batch, abort.signal, exportTimeoutMs);
  }

  function note(batch: Batch, outcome: Outcome): void {
    exported += outcome.exported;
    const reason = outcome.reason ?? "rejected";
    drop(outcome.dropped, reason);
    if (outcome.dropped > 0) report(`${batch.signal}_dropped_${reason}`, outcome.message);
  }

  function landed(batch: Batch): void {
    if (!flying.delete(batch)) return;
    bytes -= batch.body.length;
    onTheWay -= batch.items;
  }

  return {
    exporter,
    items: () => waiting,
    bytes: () => bytes,
    held: () => waiting + onTheWay,
    figures: () => ({
      inFlight: onTheWay,
      batches,
      bytes: sentBytes,
      seconds: ms / 1000,
      busySeconds: busyMs / 1000,
    }),
    watch(told) {
      listener = told;
    },
    exported: () => exported + (exporter.kept?.(signal).exported ?? 0),
    dropped() {
      const later = exporter.kept?.(signal).dropped;
      if (later === undefined) return dropped;
      const all = { ...dropped };
      for (const [reason, lost] of Object.entries(later)) all[reason] = (all[reason] ?? 0) + lost;
      return all;
    },
    spooled: () => exporter.kept?.(signal).items,
    push(batch) {
      if (closed !== undefined) {
        drop(batch.items, closed);
        return;
      }
      if (waiting + batch.items > limits.maxQueueSize || bytes >= limits.maxQueueBytes) {
        drop(batch.items, "queue_full");
        report(`${batch.signal}_dropped_queue_full`);
        return;
      }
      queue.push(batch);
      waiting += batch.items;
      bytes += batch.body.length;
      next();
    },
    async drain() {
      exporter.hurry?.();
      if (inFlight === 0 && queue.length === 0) return;
      await new Promise<void>((resolve) => idle.push(resolve));
    },
    abandon(reason) {
      closed = reason;
      // in the order in which they came; the outcome of what is written down here is not counted any more
      for (const batch of flying) if (exporter.save?.(batch) === true) landed(batch);
      for (const batch of queue.splice(0)) {
        if (exporter.save?.(batch) !== true) drop(batch.items, reason);
        bytes -= batch.body.length;
      }
      waiting = 0;
      abort.abort();
      next();
    },
  };
}
