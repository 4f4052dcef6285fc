// The pipeline of one signal. Items are encoded into the open batch of their instrumentation scope. The batch becomes one OTLP request
// when it is full or old, and goes to every exporter queue. Items and bytes are bounded; what does not fit is dropped and counted.
import { ByteWriter } from "otlp";
import { reanchor } from "../runtime/clock.ts";
import { harmless } from "../diagnostics/guard.ts";
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
  /** Bytes of business records that may wait or be in flight, in addition to all others; their number is not limited. */
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
  /** Whether an item is being encoded into an open batch: nothing else may be written before it is whole. */
  encoding: boolean;
  /**
   * Whether there is room for one more item; when there is not, the item is counted as `queue_full`. Business facts have room of their
   * own, limited in bytes only, and always have room when a queue writes to disk what does not fit.
   */
  admit(fact?: boolean): boolean;
  /** Does the same for `items` that are admitted together or not at all: there is room for all of them if there is for one. */
  admitAll(items: number): boolean;
  /** Whether {@link SignalPipeline.admit} would count no item as `queue_full` now. */
  hasRoom(): boolean;
  /** Counts one item that was encoded into `batch`. */
  added(batch: ScopeBatch, fact?: boolean): void;
  /** Finishes the open batch and pushes it to the queues. */
  finishBatch(): void;
  /** Finishes the open batch. Resolves when every batch was exported or dropped. */
  flush(): Promise<void>;
  /** Items in the open batch. */
  open(): number;
  /** Items pushed to the queues so far. */
  handed(): number;
  /** Milliseconds spent on finishing batches so far. */
  batchMs(): number;
  /** Items dropped so far because there was no room. */
  refused(): number;
  /** Stops the timer; items of the open batch are counted as refused. */
  stop(): void;
}

/** The state of a pipeline: its open batch, and what became of earlier ones. */
interface PipelineState {
  readonly signal: Signal;
  readonly resource: () => Uint8Array;
  readonly queues: readonly ExporterQueue[];
  readonly limits: SignalPipelineLimits;
  /** The scopes with items in the open batch. */
  readonly openScopes: ScopeBatch[];
  openItems: number;
  /** When the first of them was added, in Unix ms. */
  openedMs: number;
  openBytes: number;
  openFacts: number;
  openFactBytes: number;
  refused: number;
  handed: number;
  batchMs: number;
  stopped: boolean;
  timer: NodeJS.Timeout | undefined;
  /** Finishes the open batch: for the timer. */
  readonly onTimer: () => void;
}

/** Creates the pipeline of `signal` into `queues`. Without a queue it admits nothing and counts nothing. */
export function createSignalPipeline(
  signal: Signal,
  resource: () => Uint8Array,
  queues: readonly ExporterQueue[],
  limits: SignalPipelineLimits,
): SignalPipeline {
  const pipeline: PipelineState = {
    signal,
    resource,
    queues,
    limits,
    openScopes: [],
    openItems: 0,
    openedMs: 0,
    openBytes: 0,
    openFacts: 0,
    openFactBytes: 0,
    refused: 0,
    handed: 0,
    batchMs: 0,
    stopped: false,
    timer: undefined,
    onTimer: harmless(() => finishOpen(pipeline)),
  };
  return {
    encoding: false,
    open: () => pipeline.openItems,
    refused: () => pipeline.refused,
    handed: () => pipeline.handed,
    batchMs: () => pipeline.batchMs,
    finishBatch: () => finishOpen(pipeline),
    hasRoom: () => queues.length === 0 || pipeline.stopped || hasRoom(pipeline),
    admit(fact = false) {
      if (queues.length === 0) return false;
      if (!pipeline.stopped && (fact ? hasFactRoom(pipeline) : hasRoom(pipeline))) return true;
      return refuse(pipeline, 1, fact ? 1 : 0);
    },
    admitAll(items) {
      if (queues.length === 0) return false;
      return (!pipeline.stopped && hasRoom(pipeline)) || refuse(pipeline, items, 0);
    },
    added: (batch, fact = false) => add(pipeline, batch, fact),
    async flush() {
      for (const queue of queues) queue.hurry();
      finishOpen(pipeline);
      await Promise.all(queues.map(async (queue) => queue.drain()));
    },
    stop() {
      clearTimeout(pipeline.timer);
      pipeline.stopped = true;
      if (pipeline.openItems > 0) refuse(pipeline, pipeline.openItems, pipeline.openFacts);
      pipeline.openItems = 0;
    },
  };
}

function hasRoom({ queues, limits, openItems, openFacts, openBytes, openFactBytes }: PipelineState): boolean {
  for (const queue of queues) {
    const items = queue.items() + openItems - openFacts;
    const bytes = queue.bytes() + openBytes - openFactBytes;
    if (items < limits.maxQueueSize && bytes < limits.maxQueueBytes) return true;
  }
  return false;
}

function hasFactRoom({ queues, limits, openFactBytes }: PipelineState): boolean {
  for (const queue of queues) {
    if (queue.spills || queue.factBytes() + openFactBytes < limits.maxFactBytes) return true;
  }
  return false;
}

function refuse(pipeline: PipelineState, items: number, facts: number): false {
  pipeline.refused += items;
  noteLoss(pipeline.signal, pipeline.stopped ? "stopped" : "queue_full", items, facts);
  return false;
}

function add(pipeline: PipelineState, batch: ScopeBatch, fact: boolean): void {
  if (batch.items++ === 0) pipeline.openScopes.push(batch);
  if (pipeline.openItems++ === 0) pipeline.openedMs = Date.now();
  const bytes = batch.writer.length - batch.counted;
  pipeline.openBytes += bytes;
  if (fact) {
    pipeline.openFacts++;
    pipeline.openFactBytes += bytes;
  }
  batch.counted = batch.writer.length;
  const { maxBatchSize, batchBytes, scheduleDelayMs } = pipeline.limits;
  if (pipeline.openItems >= maxBatchSize || pipeline.openBytes >= batchBytes) finishOpen(pipeline);
  else if (scheduleDelayMs !== Infinity)
    pipeline.timer ??= setTimeout(pipeline.onTimer, scheduleDelayMs).unref();
}

function finishOpen(pipeline: PipelineState): void {
  clearTimeout(pipeline.timer);
  pipeline.timer = undefined;
  if (pipeline.openItems === 0) return;
  const { signal, openScopes, openItems, openFacts, openFactBytes } = pipeline;
  const began = performance.now();
  const body = finishBatch(pipeline.resource(), openScopes);
  const batch: Batch = { signal, body, items: openItems, oldestMs: pipeline.openedMs };
  for (const scope of openScopes) {
    scope.writer.reset();
    scope.items = 0;
    scope.counted = 0;
  }
  openScopes.length = 0;
  pipeline.handed += openItems;
  pipeline.batchMs += performance.now() - began;
  pipeline.openItems = 0;
  pipeline.openBytes = 0;
  pipeline.openFacts = 0;
  pipeline.openFactBytes = 0;
  for (const queue of pipeline.queues) queue.push(batch, { items: openFacts, bytes: openFactBytes });
  reanchor();
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
