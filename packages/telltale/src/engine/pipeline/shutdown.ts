// Flush, shutdown and the end of the process, when nothing asynchronous can run any more. Always in this order: traces are decided, open
// batches are finished, queues are emptied.
import { report } from "../diagnostics/diagnose.ts";
import type { Exporter, Signal } from "../exporter/exporter.ts";
import type { TailBuffer } from "../tail-buffer/tail-buffer.ts";
import type { SignalPipeline } from "../queue/signal-pipeline.ts";
import { type LogRecordProcessor, callLogProcessors } from "../processor/log-processor.ts";
import { noteLoss, printLosses } from "../exporter/loss.ts";
import type { MetricsOut } from "../meter/metrics-export.ts";
import type { OpenSpans } from "../tracer/open-spans.ts";
import type { ExporterQueue } from "../queue/exporter-queue.ts";
import { type SpanProcessor, callSpanProcessors } from "../processor/span-processor.ts";
import { announceFlush } from "../running/state.ts";
import type { Exporters } from "./exporters.ts";
import { type Patience, within, withinProgress } from "../runtime/within.ts";

/** The ends of a pipeline. */
export interface PipelineEnd {
  /** Whether anything was recorded that was not pushed to the exporters yet. */
  pending(): boolean;
  /** Whether batches are in flight that no flush has waited for. */
  isExporting(): boolean;
  flush(timeoutMs: number): Promise<void>;
  /** Flushes for as long as items are exported. Resolves to whether the flush ended; never rejects. */
  flushWhileProgress(patience: Patience): Promise<boolean>;
  /** Flushes the spans alone. */
  flushTraces(): Promise<void>;
  stop(timeoutMs: number): Promise<void>;
  /** Pushes spans and records to the exporters; those with a {@link Exporter.take} have them when this returns. */
  finishBatches(): void;
  /** {@link PipelineEnd.finishBatches}, and a collection of the metrics. */
  handOver(): void;
  /** Stops timers and queues at once; what is left in them is counted as `stopped`. */
  halt(): void;
  /** Decides all buffered traces with the spans that they have. Never throws. */
  decideHeld(): void;
  /** Whether spans are open. */
  hasOpen(): boolean;
  /** Marks open spans as failed by `error`, which ends the process. Never throws. */
  failOpen(error: unknown): void;
  /**
   * Ends open spans as incomplete: as many as the queue accepts before this returns, the others as it empties, for `timeoutMs` at most.
   * Never throws or rejects.
   */
  endOpen(timeoutMs: number): Promise<void>;
  /** Has exporters that can do so write what is left to disk before it returns: the process ends. Never throws. */
  leave(): void;
}

/** The parts of a pipeline that a flush or shutdown concerns. */
export interface PipelineParts {
  readonly exporters: readonly Exporter[];
  readonly spanProcessors: readonly SpanProcessor[];
  readonly logProcessors: readonly LogRecordProcessor[];
  readonly ways: Exporters;
  readonly metricsOut: MetricsOut;
  readonly tailBuffer: TailBuffer | undefined;
  readonly open: OpenSpans;
}

/** The ends of the pipeline that consists of `parts`. */
export function createPipelineEnd(parts: PipelineParts): PipelineEnd {
  const { ways, tailBuffer, open } = parts;
  const { traces, logs } = ways.pipelines;
  return {
    pending: () => traces.open() + logs.open() + (tailBuffer?.waiting() ?? 0) > 0,
    isExporting: () => allOf(ways).some((queue) => queue.untried()),
    async flush(timeoutMs) {
      if (!(await within(flushAll(parts), timeoutMs))) report("flush_timed_out");
    },
    async flushWhileProgress(patience) {
      const ended = await withinProgress(flushAll(parts), () => exportedBy(ways), patience);
      if (!ended) report("flush_timed_out");
      return ended;
    },
    flushTraces: async () => flushTraces(parts),
    stop: async (timeoutMs) => stop(parts, timeoutMs),
    finishBatches: () => finishBatches(parts),
    handOver: () => handOver(parts),
    halt: () => halt(parts),
    decideHeld: () => tailBuffer?.decideAll(),
    hasOpen: () => open.any(),
    failOpen: (error) => guarded(() => open.failAll(error)),
    endOpen: async (timeoutMs) => endOpen(parts, timeoutMs),
    leave: () => leave(parts),
  };
}

async function flushTraces({ ways, spanProcessors, tailBuffer }: PipelineParts): Promise<void> {
  tailBuffer?.decidePending();
  await Promise.all([ways.pipelines.traces.flush(), callSpanProcessors(spanProcessors, "forceFlush")]);
}

async function flushAll(parts: PipelineParts): Promise<void> {
  await announceFlush();
  await Promise.all([
    flushTraces(parts),
    parts.ways.pipelines.logs.flush(),
    parts.metricsOut.flush(),
    callLogProcessors(parts.logProcessors, "forceFlush"),
  ]);
}

const allOf = ({ queues }: Exporters): readonly ExporterQueue[] => Object.values(queues).flat();

/** Items that receivers have accepted. What is held is no progress: it changes with each new batch, too. */
function exportedBy(ways: Exporters): number {
  return allOf(ways).reduce((sum, queue) => sum + queue.exported(), 0);
}

async function stop(parts: PipelineParts, timeoutMs: number): Promise<void> {
  const { exporters, spanProcessors, logProcessors, ways, metricsOut, tailBuffer, open } = parts;
  const until = performance.now() + timeoutMs;
  metricsOut.stop();
  await endOpen(parts, timeoutMs);
  if (open.any()) {
    // more spans than the receiver accepted in time
    saveFromNow(ways.queues.traces, "stopped");
    open.endWhile(() => true);
    tailBuffer?.decideAll();
  }
  await within(flushAll(parts), Math.max(0, until - performance.now()));
  await within(callSpanProcessors(spanProcessors, "shutdown"), timeoutMs);
  await within(Promise.all([callLogProcessors(logProcessors, "shutdown"), metricsOut.shutdown()]), timeoutMs);
  halt(parts);
  await within(Promise.allSettled(exporters.map(async (exporter) => exporter.stop?.())), timeoutMs);
}

function finishBatches({ ways, tailBuffer }: PipelineParts): void {
  tailBuffer?.decidePending();
  ways.pipelines.traces.finishBatch();
  ways.pipelines.logs.finishBatch();
}

function handOver(parts: PipelineParts): void {
  parts.metricsOut.collectNow();
  finishBatches(parts);
}

function halt({ ways, metricsOut, tailBuffer }: PipelineParts): void {
  metricsOut.stop();
  tailBuffer?.stop();
  tailBuffer?.decideAll();
  ways.pipelines.traces.stop();
  ways.pipelines.logs.stop();
  for (const queue of allOf(ways)) queue.abandon("stopped");
}

async function endOpen({ ways, tailBuffer, open }: PipelineParts, timeoutMs: number): Promise<void> {
  const { traces } = ways.pipelines;
  const until = performance.now() + timeoutMs;
  try {
    open.endWhile(traces.hasRoom);
    for (let leftMs = timeoutMs; open.any() && leftMs > 0; leftMs = until - performance.now()) {
      await within(traces.flush(), leftMs);
      // nothing was exported: the receiver is away
      if (!traces.hasRoom()) break;
      open.endWhile(traces.hasRoom);
    }
    tailBuffer?.decideAll();
  } catch (error) {
    report("leave_failed", error);
  }
}

function leave(parts: PipelineParts): void {
  const { exporters, ways, tailBuffer, open } = parts;
  guarded(() => {
    // first, because the spans that are ended here may be more than a queue holds
    saveFromNow(allOf(ways), "lost_at_exit");
    tailBuffer?.keepOpen();
    open.endWhile(() => true);
    const canSave = exporters.some((exporter) => exporter.save !== undefined);
    if (canSave) {
      // its callbacks record before it returns
      void announceFlush();
      handOver(parts);
    }
    for (const signal of ["traces", "logs"] as const)
      reportLost(signal, ways.pipelines[signal], ways.queues[signal]);
    if (canSave) for (const exporter of exporters) exporter.leave?.();
  });
  printLosses();
}

/** Runs `work`; an error is reported, not thrown. */
function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    report("leave_failed", error);
  }
}

/** Has exporters that can do so write what waits to disk, and from now on everything else. */
function saveFromNow(queues: readonly ExporterQueue[], reason: string): void {
  for (const queue of queues) if (queue.exporter.save !== undefined) queue.abandon(reason);
}

/**
 * Reports how much of `signal` the end of the process loses: what no exporter has written to disk. Metrics are sums that the next
 * collection would have repeated.
 */
function reportLost(signal: Signal, pipeline: SignalPipeline, queues: readonly ExporterQueue[]): void {
  const losing = queues.filter(({ exporter }) => exporter.take === undefined);
  const lost = pipeline.open() * losing.length + losing.reduce((sum, queue) => sum + queue.held(), 0);
  if (lost === 0) return;
  noteLoss(signal, "lost_at_exit", lost);
  report(`${signal}_lost_at_exit`, "the process ended before they could be sent", lost);
}
