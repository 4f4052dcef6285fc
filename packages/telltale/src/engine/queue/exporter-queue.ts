// The queue between one signal and one exporter. Finished batches wait here; a bounded number is exported at a time. A batch that failed
// with a retryable error keeps its slot, waits and is exported again, so it takes no room from waiting batches and the order stays.
import { report } from "../diagnostics/diagnose.ts";
import type { Batch, Exporter, Outcome, Signal } from "../exporter/exporter.ts";
import { noteLoss } from "../exporter/loss.ts";
import { sendWithin } from "../exporter/send-within.ts";
import { suppressed } from "../context/suppress.ts";

/** The limits of a queue. */
export interface ExporterQueueLimits {
  /** Items that may wait. */
  readonly maxQueueSize: number;
  /** Bytes that may wait or be on their way. */
  readonly maxQueueBytes: number;
  /** The same of business facts, beside all others. */
  readonly maxFactBytes: number;
  /** Batches that may be on their way, or wait to be sent again, at a time. */
  readonly maxInFlight: number;
  /** How long one export may take; `Infinity` for no limit. */
  readonly exportTimeoutMs: number;
}

/** One export that has ended. */
export interface Operation {
  readonly seconds: number;
  /** The reason of a loss; `retried` where nothing is lost and something is sent again. */
  readonly error: string | undefined;
  /** What the receiver answered last, if it did. */
  readonly status?: number | string | undefined;
}

/** What exporting costs. */
interface ExporterQueueFigures {
  /** Items on their way, and those that came back and are sent again. */
  readonly inFlight: number;
  /** Exports that were begun. */
  readonly batches: number;
  /** Handed to the exporter, not compressed. */
  readonly bytes: number;
  /** From handing over to the answer, over all batches. */
  readonly seconds: number;
  /** For which the event loop was held. */
  readonly busySeconds: number;
}

/** The business facts in a batch, which have room of their own. */
interface Facts {
  readonly items: number;
  readonly bytes: number;
}

/** A batch that waits, is being exported, or is to be exported again. */
interface Load {
  batch: Batch;
  facts: Facts;
  /** How many flushes had been asked for when it was sent. */
  flush?: number | undefined;
  /** The same of the last export that has ended. */
  tried?: number | undefined;
  /** Set while it waits to be sent again. */
  wait?: { readonly timer: NodeJS.Timeout; readonly asked: boolean } | undefined;
}

const noFacts: Facts = { items: 0, bytes: 0 };
const againMs = 1000;
const maxTimerMs = 2_147_483_647;

/** The queue of one exporter for one signal. Counts are in items. */
export interface ExporterQueue {
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
  /**
   * A flush begins, and hands over what is open next: waits that no receiver asked for end at once, and what is on its way and comes back is sent
   * once more.
   */
  hurry(): void;
  /** Resolves when everything has left, was given up, or was tried since {@link ExporterQueue.hurry} and waits to be sent again. */
  drain(): Promise<void>;
  /** Items that wait on disk; undefined without a spool. */
  spooled(): number | undefined;
  /**
   * Gives up what waits and what is on its way: written down where the exporter can, else counted under `reason`; batches
   * that come later too. Everything that can be done is done when it returns.
   */
  abandon(reason: string): void;
  figures(): ExporterQueueFigures;
  /** Tells `listener` of every export that has ended. */
  watch(listener: (operation: Operation) => void): void;
  exported(): number;
  dropped(): Readonly<Record<string, number>>;
}

/** Creates the queue of `signal` for `exporter`. */
export function createExporterQueue(
  exporter: Exporter,
  signal: Signal,
  limits: ExporterQueueLimits,
): ExporterQueue {
  const queue: Load[] = [];
  /** What is on its way and what came back, oldest first. */
  const slots = new Set<Load>();
  const draining: { readonly flush: number; readonly resolve: () => void }[] = [];
  const abort = new AbortController();
  const dropped: Record<string, number> = {};
  let exported = 0;
  let waiting = 0;
  let onTheWay = 0;
  let waitingFacts = 0;
  let bytes = 0;
  let factBytes = 0;
  let flushes = 0;
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
    while (slots.size < limits.maxInFlight && queue.length > 0) {
      const load = queue.shift() as Load;
      waiting -= load.batch.items;
      waitingFacts -= load.facts.items;
      onTheWay += load.batch.items;
      slots.add(load);
      void deliver(load);
    }
    if (draining.length > 0) resolveDrained();
  }

  function resolveDrained(): void {
    for (const one of draining.splice(0))
      if (isDrained(one.flush)) one.resolve();
      else draining.push(one);
  }

  /** Whether each batch waits to be sent again, or has come back since so many flushes were asked for and is sent once more. */
  function isDrained(flush: number): boolean {
    for (const { wait, tried = -1 } of slots) if (wait === undefined && tried < flush) return false;
    return true;
  }

  async function deliver(load: Load): Promise<void> {
    const { batch, facts } = load;
    load.flush = flushes;
    batches++;
    sentBytes += batch.body.length;
    const began = performance.now();
    let failure: string | undefined;
    let status: number | string | undefined;
    try {
      const work = suppressed(async () => sendWithin(exporter, batch, abort.signal, limits.exportTimeoutMs));
      busyMs += performance.now() - began;
      const outcome = await work;
      status = outcome.status;
      failure = failureOf(outcome);
      if (slots.has(load)) settle(load, outcome);
    } catch (error) {
      failure = "exporter_failed";
      if (slots.has(load)) drop(batch.items, "exporter_failed", facts.items);
      land(load);
      report(`${signal}_dropped_exporter_failed`, error);
    }
    const tookMs = performance.now() - began;
    ms += tookMs;
    listener?.({ seconds: tookMs / 1000, error: failure, status });
    next();
  }

  function settle(load: Load, outcome: Outcome): void {
    const { batch, facts } = load;
    exported += outcome.exported;
    const reason = outcome.reason ?? "rejected";
    // which ones a receiver left out of a batch is not known
    drop(outcome.dropped, reason, outcome.dropped === batch.items ? facts.items : 0);
    if (outcome.dropped > 0) report(`${signal}_dropped_${reason}`, outcome.message);
    const { rest } = outcome;
    if (rest !== undefined && closed === undefined) {
      comeBack(load, rest, outcome);
      return;
    }
    if (rest !== undefined) drop(rest.items, closed as string, Math.min(facts.items, rest.items));
    land(load);
  }

  /** Has `load`, of which `rest` is left, wait to be sent again. */
  function comeBack(load: Load, rest: Batch, { afterMs = againMs, asked = false }: Outcome): void {
    const { batch, facts } = load;
    load.tried = load.flush;
    load.batch = rest;
    load.facts = restOf(facts, rest);
    onTheWay += rest.items - batch.items;
    bytes += rest.body.length - batch.body.length;
    factBytes += load.facts.bytes - facts.bytes;
    // sent before somebody asked for a flush: what is said about it then is out of date, above all where the event loop was held meanwhile
    if (!asked && draining.length > 0 && load.flush !== flushes) {
      sendAgain(load);
      return;
    }
    const timer = setTimeout(() => sendAgain(load), Math.min(afterMs, maxTimerMs)).unref();
    load.wait = { timer, asked };
  }

  function sendAgain(load: Load): void {
    clearTimeout(load.wait?.timer);
    load.wait = undefined;
    void deliver(load);
  }

  function land(load: Load): void {
    if (!slots.delete(load)) return;
    clearTimeout(load.wait?.timer);
    bytes -= load.batch.body.length;
    factBytes -= load.facts.bytes;
    onTheWay -= load.batch.items;
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
    hurry() {
      flushes++;
      exporter.hurry?.();
      for (const load of slots) if (load.wait?.asked === false) sendAgain(load);
    },
    async drain() {
      const flush = flushes;
      if (!isDrained(flush)) await new Promise<void>((resolve) => draining.push({ flush, resolve }));
    },
    abandon(reason) {
      closed = reason;
      // in the order in which they came; the outcome of what is written down here is not counted any more
      for (const load of slots) {
        if (exporter.save?.(load.batch) === true) land(load);
        else if (load.wait !== undefined) {
          drop(load.batch.items, reason, load.facts.items);
          land(load);
        }
      }
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

function failureOf({ dropped, reason, rest }: Outcome): string | undefined {
  if (dropped > 0) return reason ?? "rejected";
  return rest === undefined ? undefined : "retried";
}

/** The facts in what is left of a batch: at most as many as there were, for which ones are left is not known. */
function restOf(facts: Facts, { items, body }: Batch): Facts {
  return { items: Math.min(facts.items, items), bytes: Math.min(facts.bytes, body.length) };
}
