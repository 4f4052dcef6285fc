// The queue between one signal and one exporter: sealed batches wait here, a bounded number is on its way at a time.
import { report } from "./diagnose.ts";
import type { Batch, Exporter, Outcome, Signal } from "./exporter.ts";
import { noteLoss } from "./loss.ts";
import { sendWithin } from "./send-within.ts";
import { suppressed } from "./suppress.ts";

/** How much an outlet holds. */
export interface OutletLimits {
  /** Items that may wait. */
  readonly maxQueueSize: number;
  /** Bytes that may wait or be on their way. */
  readonly maxQueueBytes: number;
  /** The same of business facts, beside all others. */
  readonly maxFactBytes: number;
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

/** The business facts in a batch, which have room of their own. */
export interface Facts {
  readonly items: number;
  readonly bytes: number;
}

/** A batch that waits or is on its way. */
interface Load {
  readonly batch: Batch;
  readonly facts: Facts;
}

const noFacts: Facts = { items: 0, bytes: 0 };

/** The queue of one exporter for one signal. Counts are in items. */
export interface Outlet {
  readonly exporter: Exporter;
  /** Whether business facts that have no room in memory go to disk. */
  readonly spills: boolean;
  /** Takes a batch, with so many business facts in it, or counts it as `queue_full` when there is no room. */
  push(batch: Batch, facts?: Facts): void;
  /** Items that wait, without business facts; those on their way are not counted. */
  items(): number;
  /** Bytes that wait or are on their way, without business facts. */
  bytes(): number;
  /** Bytes of business facts that wait or are on their way. */
  factBytes(): number;
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
  const queue: Load[] = [];
  const flying = new Map<Batch, Facts>();
  const idle: (() => void)[] = [];
  const abort = new AbortController();
  const dropped: Record<string, number> = {};
  let exported = 0;
  let waiting = 0;
  let onTheWay = 0;
  let waitingFacts = 0;
  let bytes = 0;
  let factBytes = 0;
  let inFlight = 0;
  let closed: string | undefined;
  let batches = 0;
  let sentBytes = 0;
  let ms = 0;
  let busyMs = 0;
  let listener: ((operation: Operation) => void) | undefined;

  function drop(count: number, reason: string, facts = 0): void {
    if (count <= 0) return;
    dropped[reason] = (dropped[reason] ?? 0) + count;
    noteLoss(signal, reason, count, facts);
  }

  function hasRoom({ items }: Batch, facts: Facts): boolean {
    // a message or two over the limit is better than a fact that is lost
    if (facts.items > 0) {
      return factBytes < limits.maxFactBytes && bytes < limits.maxQueueBytes + limits.maxFactBytes;
    }
    return waiting - waitingFacts + items <= limits.maxQueueSize && bytes - factBytes < limits.maxQueueBytes;
  }

  function next(): void {
    while (inFlight < limits.maxInFlight && queue.length > 0) {
      const { batch, facts } = queue.shift() as Load;
      waiting -= batch.items;
      waitingFacts -= facts.items;
      inFlight++;
      onTheWay += batch.items;
      void deliver(batch, facts);
    }
    if (inFlight === 0 && queue.length === 0) for (const resolve of idle.splice(0)) resolve();
  }

  async function deliver(batch: Batch, facts: Facts): Promise<void> {
    flying.set(batch, facts);
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
      if (flying.has(batch)) note(batch, outcome, facts);
    } catch (error) {
      failure = "exporter_failed";
      if (flying.has(batch)) drop(batch.items, "exporter_failed", facts.items);
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

  function note(batch: Batch, outcome: Outcome, facts: Facts): void {
    exported += outcome.exported;
    const reason = outcome.reason ?? "rejected";
    // which ones a receiver left out of a batch is not known
    drop(outcome.dropped, reason, outcome.dropped === batch.items ? facts.items : 0);
    if (outcome.dropped > 0) report(`${batch.signal}_dropped_${reason}`, outcome.message);
  }

  function landed(batch: Batch): void {
    const facts = flying.get(batch);
    if (facts === undefined) return;
    flying.delete(batch);
    bytes -= batch.body.length;
    factBytes -= facts.bytes;
    onTheWay -= batch.items;
  }

  /** Has the exporter write down a batch with facts that memory has no room for. */
  function spill(batch: Batch, facts: Facts): boolean {
    return facts.items > 0 && exporter.spill?.(batch) === true;
  }

  return {
    exporter,
    spills: exporter.spill !== undefined,
    items: () => waiting - waitingFacts,
    bytes: () => bytes - factBytes,
    factBytes: () => factBytes,
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
    push(batch, facts = noFacts) {
      if (closed !== undefined) {
        if (exporter.save?.(batch) !== true) drop(batch.items, closed, facts.items);
        return;
      }
      if (!hasRoom(batch, facts)) {
        if (spill(batch, facts)) return;
        drop(batch.items, "queue_full", facts.items);
        report(`${batch.signal}_dropped_queue_full`);
        return;
      }
      queue.push({ batch, facts });
      waiting += batch.items;
      waitingFacts += facts.items;
      bytes += batch.body.length;
      factBytes += facts.bytes;
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
      for (const batch of flying.keys()) if (exporter.save?.(batch) === true) landed(batch);
      for (const { batch, facts } of queue.splice(0)) {
        if (exporter.save?.(batch) !== true) drop(batch.items, reason, facts.items);
        bytes -= batch.body.length;
        factBytes -= facts.bytes;
      }
      waiting = 0;
      waitingFacts = 0;
      abort.abort();
      next();
    },
  };
}
