// Exports the batches of a queue: a bounded number at a time, each with a time limit. A batch that failed with a retryable error keeps its
// slot, waits and is exported again.
import { report } from "../diagnostics/diagnose.ts";
import { harmless } from "../diagnostics/guard.ts";
import type { Batch, Exporter, Outcome, Signal } from "../exporter/exporter.ts";
import { noteLoss } from "../exporter/loss.ts";
import { sendWithin } from "../exporter/send-within.ts";
import { suppressed } from "../context/suppress.ts";

/** The limits of a queue. */
export interface ExporterQueueLimits {
  /** Items that may wait. */
  readonly maxQueueSize: number;
  /** Bytes that may wait or be in flight. */
  readonly maxQueueBytes: number;
  /** Bytes of business facts that may wait or be in flight, in addition to all others. */
  readonly maxFactBytes: number;
  /** Batches that may be in flight, or wait to be exported again, at a time. */
  readonly maxInFlight: number;
  /** How long one export may take; `Infinity` for no limit. */
  readonly exportTimeoutMs: number;
}

/** One export that has ended. */
export interface Operation {
  readonly seconds: number;
  /** The reason of a loss; `retried` when nothing is lost and something is exported again. */
  readonly error: string | undefined;
  /** What the receiver answered last, if it did. */
  readonly status?: number | string | undefined;
}

/** The business facts in a batch, which have room of their own. */
export interface Facts {
  readonly items: number;
  readonly bytes: number;
}

/** A batch that waits, is being exported, or is to be exported again. */
export interface QueuedBatch {
  batch: Batch;
  facts: Facts;
  /** Counts the batches that were pushed. */
  readonly number: number;
  /** The number of flushes requested before its current export began. */
  flush: number;
  /** The same of its last export that has ended; -1 before. */
  triedFlush: number;
  /** Set while it waits to be exported again. */
  retry: { readonly timer: NodeJS.Timeout; readonly asked: boolean } | undefined;
}

/** What a flush waits for. */
export interface Drain {
  /** The number of flushes requested when it began. */
  readonly flush: number;
  /** The latest batch that it waits for. Later ones would keep it from ending under load. */
  readonly last: number;
}

/** The state of the queue between one signal and one exporter. Counts are in items unless noted. */
export interface QueueState {
  readonly exporter: Exporter;
  readonly signal: Signal;
  readonly limits: ExporterQueueLimits;
  /** Batches that were not exported yet, oldest first. */
  readonly waiting: QueuedBatch[];
  /** Batches in flight, and those to be exported again, oldest first. */
  readonly slots: Set<QueuedBatch>;
  /** Calls that wait until everything was exported or tried. */
  readonly drains: (Drain & { readonly resolve: () => void })[];
  readonly abort: AbortController;
  readonly dropped: Record<string, number>;
  /** Items that were written to disk because the queue was abandoned, and the business facts among them. */
  readonly saved: { items: number; facts: number };
  /** Batches pushed so far. */
  pushed: number;
  exported: number;
  waitingItems: number;
  waitingFacts: number;
  inFlight: number;
  bytes: number;
  factBytes: number;
  /** Flushes requested so far. */
  flushes: number;
  /** The reason to drop every batch; undefined while the queue accepts batches. */
  closed: string | undefined;
  exports: number;
  sentBytes: number;
  exportMs: number;
  /** Time for which exports blocked the event loop. */
  busyMs: number;
  listener: ((operation: Operation) => void) | undefined;
}

const defaultRetryMs = 1000;
const maxTimerMs = 2_147_483_647;

/** Exports waiting batches as slots are free. */
export function exportNext(queue: QueueState): void {
  while (queue.slots.size < queue.limits.maxInFlight && queue.waiting.length > 0) {
    const queued = queue.waiting.shift() as QueuedBatch;
    queue.waitingItems -= queued.batch.items;
    queue.waitingFacts -= queued.facts.items;
    queue.inFlight += queued.batch.items;
    queue.slots.add(queued);
    void exportBatch(queue, queued).catch(failed);
  }
  if (queue.drains.length > 0) resolveDrains(queue);
}

/** Exports a batch again before its wait is over. */
export function retryNow(queue: QueueState, queued: QueuedBatch): void {
  clearTimeout(queued.retry?.timer);
  queued.retry = undefined;
  void exportBatch(queue, queued).catch(failed);
}

/** Frees the slot of a batch that was exported, dropped or written to disk. */
export function freeSlot(queue: QueueState, queued: QueuedBatch): void {
  if (!queue.slots.delete(queued)) return;
  clearTimeout(queued.retry?.timer);
  queue.bytes -= queued.batch.body.length;
  queue.factBytes -= queued.facts.bytes;
  queue.inFlight -= queued.batch.items;
}

/** Counts `items` as lost, `facts` business facts among them. */
export function dropItems(queue: QueueState, items: number, reason: string, facts = 0): void {
  if (items <= 0) return;
  queue.dropped[reason] = (queue.dropped[reason] ?? 0) + items;
  noteLoss(queue.signal, reason, items, facts);
}

/** Whether each batch up to the last one waits to be exported again, or was tried since the flush began and is exported once more. */
export function isDrained({ slots }: QueueState, { flush, last }: Drain): boolean {
  // batches are exported in their order: while one waits, no later one has a slot
  for (const { number, retry, triedFlush } of slots)
    if (number <= last && retry === undefined && triedFlush < flush) return false;
  return true;
}

function resolveDrains(queue: QueueState): void {
  for (const drain of queue.drains.splice(0))
    if (isDrained(queue, drain)) drain.resolve();
    else queue.drains.push(drain);
}

const failed = (error: unknown): void => report("internal_error", error);

async function exportBatch(queue: QueueState, queued: QueuedBatch): Promise<void> {
  const { exporter, signal, slots, abort, limits } = queue;
  const { batch, facts } = queued;
  queued.flush = queue.flushes;
  queue.exports++;
  queue.sentBytes += batch.body.length;
  const began = performance.now();
  let error: string | undefined;
  let status: number | string | undefined;
  try {
    const work = suppressed(async () => sendWithin(exporter, batch, abort.signal, limits.exportTimeoutMs));
    queue.busyMs += performance.now() - began;
    const outcome = await work;
    status = outcome.status;
    error = errorOf(outcome);
    if (slots.has(queued)) applyOutcome(queue, queued, outcome);
  } catch (cause) {
    error = "exporter_failed";
    if (slots.has(queued)) dropItems(queue, batch.items, "exporter_failed", facts.items);
    freeSlot(queue, queued);
    report(`${signal}_dropped_exporter_failed`, cause);
  }
  const tookMs = performance.now() - began;
  queue.exportMs += tookMs;
  queue.listener?.({ seconds: tookMs / 1000, error, status });
  exportNext(queue);
}

function applyOutcome(queue: QueueState, queued: QueuedBatch, outcome: Outcome): void {
  const { batch, facts } = queued;
  const { rest } = outcome;
  queue.exported += outcome.exported;
  const reason = outcome.reason ?? "rejected";
  // which items of a batch a receiver rejected is unknown
  dropItems(queue, outcome.dropped, reason, outcome.dropped === batch.items ? facts.items : 0);
  if (outcome.dropped > 0) report(`${queue.signal}_dropped_${reason}`, outcome.message);
  if (rest !== undefined && queue.closed === undefined) {
    scheduleRetry(queue, queued, rest, outcome);
    return;
  }
  if (rest !== undefined)
    dropItems(queue, rest.items, queue.closed as string, Math.min(facts.items, rest.items));
  freeSlot(queue, queued);
}

/** Exports `rest`, which is left of `queued`, again later. */
function scheduleRetry(
  queue: QueueState,
  queued: QueuedBatch,
  rest: Batch,
  { afterMs = defaultRetryMs, asked = false }: Outcome,
): void {
  const { batch, facts } = queued;
  queued.triedFlush = queued.flush;
  queued.batch = rest;
  queued.facts = factsLeft(facts, rest);
  queue.inFlight += rest.items - batch.items;
  queue.bytes += rest.body.length - batch.body.length;
  queue.factBytes += queued.facts.bytes - facts.bytes;
  // its export began before the flush that a caller awaits: the failure may be outdated, above all when the event loop was blocked
  if (!asked && queue.drains.length > 0 && queued.flush !== queue.flushes) {
    retryNow(queue, queued);
    return;
  }
  const timer = setTimeout(
    harmless(() => retryNow(queue, queued)),
    Math.min(afterMs, maxTimerMs),
  ).unref();
  queued.retry = { timer, asked };
}

function errorOf({ dropped, reason, rest }: Outcome): string | undefined {
  if (dropped > 0) return reason ?? "rejected";
  return rest === undefined ? undefined : "retried";
}

/** The facts in the rest of a batch: at most as many as there were, because which ones are left is unknown. */
function factsLeft(facts: Facts, { items, body }: Batch): Facts {
  return { items: Math.min(facts.items, items), bytes: Math.min(facts.bytes, body.length) };
}
