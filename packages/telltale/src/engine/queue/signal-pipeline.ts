// The pipeline of one signal. Items are encoded into the open batch of their instrumentation scope. The batch becomes one OTLP request
// when it is full or old, and goes to every exporter queue. Items and bytes are bounded; what does not fit is dropped and counted.
import { ByteWriter } from "otlp";
import { reanchor } from "../runtime/clock.ts";
import type { Batch, Signal } from "../exporter/exporter.ts";
import { noteLoss } from "../exporter/loss.ts";
import type { ExporterQueue } from "./exporter-queue.ts";
import { redactScopeText } from "../redaction/redaction.ts";
import { finishBatch } from "./finish-batch.ts";

/** The limits of a pipeline, named as in the specification's batch processors. */
export interface SignalPipelineLimits {
  readonly maxQueueSize: number;
  readonly maxBatchSize: number;
  /** `Infinity` for no timer. */
  readonly scheduleDelayMs: number;
  readonly maxQueueBytes: number;
  /** Bytes of business records that may wait or be on their way, beside all others; their number is not limited. */
  readonly maxFactBytes: number;
  /** How long one export may take; `Infinity` for no limit. */
  readonly exportTimeoutMs: number;
  /** A batch is finished when it has this many bytes, far below the 64 MiB that receivers accept. */
  readonly batchBytes: number;
}

/** The open batch of one instrumentation scope. Encode one item into `writer`, then call `SignalPipeline.added`. */
export interface ScopeBatch {
  /** Encoded `InstrumentationScope` with its field. */
  readonly scope: Uint8Array;
  readonly schemaUrl: string;
  readonly writer: ByteWriter;
  items: number;
  /** Bytes of `writer` that the pipeline has counted. */
  counted: number;
}

/** Encoded items of one signal on their way to the exporter queues. */
export interface SignalPipeline {
  /**
   * Whether there is room for one more item; the answer no is counted as `queue_full`. A business fact has room of its own, in bytes
   * alone, and always where a queue writes to disk what it has no room for.
   */
  admit(fact?: boolean): boolean;
  /** The same for so many that leave together or not at all: there is room for all of them where there is for one. */
  admitAll(items: number): boolean;
  /** Whether {@link SignalPipeline.admit} would count no item as `queue_full` now. */
  hasRoom(): boolean;
  /** Tells that one item, which may be a business fact, was encoded into `batch`. */
  added(batch: ScopeBatch, fact?: boolean): void;
  /** Finishes the open batch and hands it to the queues. */
  finishBatch(): void;
  /** Finishes the open batch. Resolves when every batch was exported or dropped. */
  flush(): Promise<void>;
  /** Items in the open batch. */
  open(): number;
  /** Items handed to the queues so far. */
  handed(): number;
  /** Milliseconds spent on finishing batches so far. */
  batchMs(): number;
  /** Items dropped so far because there was no room. */
  refused(): number;
  /** Ends the timer; what is open is counted as refused. */
  stop(): void;
}

/** Creates the pipeline of `signal` into `queues`. Without a queue it admits nothing and counts nothing. */
export function createSignalPipeline(
  signal: Signal,
  resource: () => Uint8Array,
  queues: readonly ExporterQueue[],
  limits: SignalPipelineLimits,
): SignalPipeline {
  const dirty: ScopeBatch[] = [];
  let openItems = 0;
  let openBytes = 0;
  let openFacts = 0;
  let openFactBytes = 0;
  let refused = 0;
  let handed = 0;
  let batchMs = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function hasRoom(): boolean {
    for (const queue of queues) {
      const items = queue.items() + openItems - openFacts;
      const bytes = queue.bytes() + openBytes - openFactBytes;
      if (items < limits.maxQueueSize && bytes < limits.maxQueueBytes) return true;
    }
    return false;
  }

  function hasFactRoom(): boolean {
    for (const queue of queues) {
      if (queue.spills || queue.factBytes() + openFactBytes < limits.maxFactBytes) return true;
    }
    return false;
  }

  function refuse(items: number, facts: number): false {
    refused += items;
    noteLoss(signal, stopped ? "stopped" : "queue_full", items, facts);
    return false;
  }

  function finishOpen(): void {
    clearTimeout(timer);
    timer = undefined;
    if (openItems === 0) return;
    const began = performance.now();
    const batch: Batch = { signal, body: finishBatch(resource(), dirty), items: openItems };
    for (const scope of dirty) {
      scope.writer.reset();
      scope.items = 0;
      scope.counted = 0;
    }
    dirty.length = 0;
    handed += openItems;
    batchMs += performance.now() - began;
    const facts = { items: openFacts, bytes: openFactBytes };
    openItems = 0;
    openBytes = 0;
    openFacts = 0;
    openFactBytes = 0;
    for (const queue of queues) queue.push(batch, facts);
    reanchor();
  }

  return {
    open: () => openItems,
    refused: () => refused,
    handed: () => handed,
    batchMs: () => batchMs,
    finishBatch: finishOpen,
    hasRoom: () => queues.length === 0 || stopped || hasRoom(),
    admit(fact = false) {
      if (queues.length === 0) return false;
      if (!stopped && (fact ? hasFactRoom() : hasRoom())) return true;
      return refuse(1, fact ? 1 : 0);
    },
    admitAll(items) {
      if (queues.length === 0) return false;
      if (!stopped && hasRoom()) return true;
      return refuse(items, 0);
    },
    added(batch, fact = false) {
      if (batch.items++ === 0) dirty.push(batch);
      openItems++;
      const bytes = batch.writer.length - batch.counted;
      openBytes += bytes;
      if (fact) {
        openFacts++;
        openFactBytes += bytes;
      }
      batch.counted = batch.writer.length;
      if (openItems >= limits.maxBatchSize || openBytes >= limits.batchBytes) finishOpen();
      else if (limits.scheduleDelayMs !== Infinity)
        timer ??= setTimeout(finishOpen, limits.scheduleDelayMs).unref();
    },
    async flush() {
      for (const queue of queues) queue.hurry();
      finishOpen();
      await Promise.all(queues.map(async (queue) => queue.drain()));
    },
    stop() {
      clearTimeout(timer);
      stopped = true;
      if (openItems > 0) refuse(openItems, openFacts);
      openItems = 0;
    },
  };
}

/** An empty batch for an instrumentation scope. */
export function createScopeBatch(
  name: string,
  version: string,
  schemaUrl: string,
  attributes: Uint8Array,
): ScopeBatch {
  const writer = new ByteWriter(128);
  const mark = writer.open(1);
  writer.string(1, redactScopeText(name));
  if (version !== "") writer.string(2, redactScopeText(version));
  writer.append(attributes);
  writer.close(mark);
  return {
    scope: writer.finish(),
    schemaUrl: redactScopeText(schemaUrl),
    writer: new ByteWriter(),
    items: 0,
    counted: 0,
  };
}
