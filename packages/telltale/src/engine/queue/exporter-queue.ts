// The queue between one signal and one exporter. Finished batches wait here; a bounded number is exported at a time. A batch that failed
// with a retryable error keeps its slot, waits and is exported again, so it takes no room from waiting batches and the order stays.
import { report } from "../diagnostics/diagnose.ts";
import type { Batch, Exporter, Signal } from "../exporter/exporter.ts";
import {
  dropItems,
  type ExporterQueueLimits,
  exportNext,
  type Facts,
  freeSlot,
  isDrained,
  type Operation,
  type QueueState,
  retryNow,
} from "./export-batch.ts";

/** What exporting costs. */
interface ExporterQueueFigures {
  /** Items in flight, and those that are exported again. */
  readonly inFlight: number;
  /** Exports that were begun. */
  readonly batches: number;
  /** Bytes passed to the exporter, not compressed. */
  readonly bytes: number;
  /** From the start of an export to its answer, over all batches. */
  readonly seconds: number;
  /** For which the event loop was blocked. */
  readonly busySeconds: number;
}

/** The queue of one exporter for one signal. Counts are in items. */
export interface ExporterQueue {
  readonly exporter: Exporter;
  /** Whether business facts that have no room in memory are written to disk. */
  readonly spills: boolean;
  /** Accepts a batch with that many business facts, or counts it as `queue_full` when there is no room. */
  push(batch: Batch, facts?: Facts): void;
  /** Items that wait, without business facts and without those in flight. */
  items(): number;
  /** Bytes that wait or are in flight, without business facts. */
  bytes(): number;
  /** Bytes of business facts that wait or are in flight. */
  factBytes(): number;
  /** Items that wait or are in flight. */
  held(): number;
  /**
   * Begins a flush, before the open batch is pushed: waits that the receiver did not ask for end at once, and batches in flight that
   * fail are exported once more.
   */
  hurry(): void;
  /**
   * Resolves when every batch pushed so far was exported, dropped, or tried since {@link ExporterQueue.hurry} and waits to be exported
   * again.
   */
  drain(): Promise<void>;
  /** Whether a batch is in flight that was not tried since the last {@link ExporterQueue.hurry}. */
  untried(): boolean;
  /** Items that wait on disk; undefined without a spool. */
  spooled(): number | undefined;
  /**
   * Gives up all batches, also those that come later: they are written to disk if the exporter can, else counted under `reason`. Done
   * when it returns.
   */
  abandon(reason: string): void;
  /** Resolves when no export is in flight any more. */
  idle(): Promise<void>;
  /** After {@link ExporterQueue.abandon}: counts what is still in flight as lost, whatever its outcome. */
  giveUp(reason: string): void;
  /** What {@link ExporterQueue.abandon} has written to disk, for a later process to send. */
  saved(): { readonly items: number; readonly facts: number };
  figures(): ExporterQueueFigures;
  /** Calls `listener` after each export. */
  watch(listener: (operation: Operation) => void): void;
  exported(): number;
  dropped(): Readonly<Record<string, number>>;
}

const noFacts: Facts = { items: 0, bytes: 0 };

/** Creates the queue of `signal` for `exporter`. */
export function createExporterQueue(
  exporter: Exporter,
  signal: Signal,
  limits: ExporterQueueLimits,
): ExporterQueue {
  const queue = createState(exporter, signal, limits);
  return {
    exporter,
    spills: exporter.spill !== undefined,
    items: () => queue.waitingItems - queue.waitingFacts,
    bytes: () => queue.bytes - queue.factBytes,
    factBytes: () => queue.factBytes,
    held: () => queue.waitingItems + queue.inFlight,
    figures: () => ({
      inFlight: queue.inFlight,
      batches: queue.exports,
      bytes: queue.sentBytes,
      seconds: queue.exportMs / 1000,
      busySeconds: queue.busyMs / 1000,
    }),
    watch(listener) {
      queue.listener = listener;
    },
    exported: () => queue.exported + (exporter.kept?.(signal).exported ?? 0),
    dropped: () => droppedOf(queue),
    spooled: () => exporter.kept?.(signal).items,
    push: (batch, facts = noFacts) => push(queue, batch, facts),
    hurry: () => hurry(queue),
    drain: async () => drained(queue, queue.flushes),
    // every batch was tried since a flush that never began
    idle: async () => drained(queue, Infinity),
    giveUp: (reason) => giveUp(queue, reason),
    saved: () => queue.saved,
    untried: () => !isDrained(queue, { flush: queue.flushes, last: queue.pushed }),
    abandon: (reason) => abandon(queue, reason),
  };
}

function createState(exporter: Exporter, signal: Signal, limits: ExporterQueueLimits): QueueState {
  return {
    exporter,
    signal,
    limits,
    waiting: [],
    slots: new Set(),
    drains: [],
    abort: new AbortController(),
    dropped: {},
    saved: { items: 0, facts: 0 },
    pushed: 0,
    exported: 0,
    waitingItems: 0,
    waitingFacts: 0,
    inFlight: 0,
    bytes: 0,
    factBytes: 0,
    flushes: 0,
    closed: undefined,
    exports: 0,
    sentBytes: 0,
    exportMs: 0,
    busyMs: 0,
    listener: undefined,
  };
}

function push(queue: QueueState, batch: Batch, facts: Facts): void {
  if (queue.closed !== undefined) {
    saveOrDrop(queue, batch, facts, queue.closed);
    return;
  }
  if (!hasRoom(queue, batch, facts)) {
    if (spill(queue, batch, facts)) return;
    dropItems(queue, batch.items, "queue_full", facts.items);
    report(`${batch.signal}_dropped_queue_full`);
    return;
  }
  queue.waiting.push({ batch, facts, number: ++queue.pushed, flush: 0, triedFlush: -1, retry: undefined });
  queue.waitingItems += batch.items;
  queue.waitingFacts += facts.items;
  queue.bytes += batch.body.length;
  queue.factBytes += facts.bytes;
  exportNext(queue);
}

function hasRoom(queue: QueueState, { items }: Batch, facts: Facts): boolean {
  const { limits, bytes, factBytes } = queue;
  // a message or two over the limit is better than a lost fact
  if (facts.items > 0)
    return factBytes < limits.maxFactBytes && bytes < limits.maxQueueBytes + limits.maxFactBytes;
  const waiting = queue.waitingItems - queue.waitingFacts;
  return waiting + items <= limits.maxQueueSize && bytes - factBytes < limits.maxQueueBytes;
}

/** Writes a batch with facts to disk because memory has no room for it; false when the exporter cannot. */
function spill({ exporter }: QueueState, batch: Batch, facts: Facts): boolean {
  return facts.items > 0 && exporter.spill?.(batch) === true;
}

function save({ exporter, saved }: QueueState, batch: Batch, facts: Facts): boolean {
  if (exporter.save?.(batch) !== true) return false;
  saved.items += batch.items;
  saved.facts += facts.items;
  return true;
}

function saveOrDrop(queue: QueueState, batch: Batch, facts: Facts, reason: string): void {
  if (!save(queue, batch, facts)) dropItems(queue, batch.items, reason, facts.items);
}

async function drained(queue: QueueState, flush: number): Promise<void> {
  const drain = { flush, last: queue.pushed };
  if (isDrained(queue, drain)) return;
  await new Promise<void>((resolve) => queue.drains.push({ ...drain, resolve }));
}

function giveUp(queue: QueueState, reason: string): void {
  for (const queued of queue.slots) {
    dropItems(queue, queued.batch.items, reason, queued.facts.items);
    freeSlot(queue, queued);
  }
}

function hurry(queue: QueueState): void {
  queue.flushes++;
  queue.exporter.hurry?.();
  for (const queued of queue.slots) if (queued.retry?.asked === false) retryNow(queue, queued);
}

function abandon(queue: QueueState, reason: string): void {
  queue.closed = reason;
  // in their order; the outcome of a batch in flight that is written to disk here is not counted
  for (const queued of queue.slots) {
    if (save(queue, queued.batch, queued.facts)) freeSlot(queue, queued);
    else if (queued.retry !== undefined) {
      dropItems(queue, queued.batch.items, reason, queued.facts.items);
      freeSlot(queue, queued);
    }
  }
  for (const { batch, facts } of queue.waiting.splice(0)) {
    saveOrDrop(queue, batch, facts, reason);
    queue.bytes -= batch.body.length;
    queue.factBytes -= facts.bytes;
  }
  queue.waitingItems = 0;
  queue.waitingFacts = 0;
  queue.abort.abort();
  exportNext(queue);
}

function droppedOf({ exporter, signal, dropped }: QueueState): Readonly<Record<string, number>> {
  const fromDisk = exporter.kept?.(signal).dropped;
  if (fromDisk === undefined) return dropped;
  const all = { ...dropped };
  for (const [reason, items] of Object.entries(fromDisk)) all[reason] = (all[reason] ?? 0) + items;
  return all;
}
