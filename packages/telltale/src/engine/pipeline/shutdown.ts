// Flush, shutdown and the end of the process, when nothing asynchronous can run any more. Always in this order: traces are decided, open
// batches are finished, queues are emptied.
import { report } from "../diagnostics/diagnose.ts";
import type { Exporter, Signal } from "../exporter/exporter.ts";
import type { TailBuffer } from "../tail-buffer/tail-buffer.ts";
import type { LossReports } from "./loss-reports.ts";
import { type LogRecordProcessor, callLogProcessors } from "../processor/log-processor.ts";
import { keptReason, noteLoss, printLosses } from "../exporter/loss.ts";
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
  /**
   * Writes what is left to disk, or gives it up and reports that to the receiver, for two seconds at most: the process is about to end. Never
   * rejects.
   */
  giveUp(): Promise<void>;
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
  readonly lossReports: LossReports;
}

/** The parts, and the `stop` that was called. */
interface EndingParts extends PipelineParts {
  readonly life: { stopping: Promise<void> | undefined };
}

/** The share of a flush at the end that business records, and the log records beside them, have for themselves. */
const firstShare = 1 / 2;
/** The share of a shutdown that is kept for the metrics, which are collected last. */
const lastShare = 1 / 5;
/** For the exports in flight to end when they are given up, and for the report of what is lost. */
const graceMs = 1000;

/** The ends of the pipeline that consists of `parts`. */
export function createPipelineEnd(given: PipelineParts): PipelineEnd {
  const parts: EndingParts = { ...given, life: { stopping: undefined } };
  const { ways, tailBuffer, open } = parts;
  const { traces, logs } = ways.pipelines;
  return {
    pending: () => traces.open() + logs.open() + (tailBuffer?.waiting() ?? 0) > 0,
    isExporting: () => allOf(ways).some((queue) => queue.untried()),
    async flush(timeoutMs) {
      if (!(await within(flushAll(parts), timeoutMs))) report("flush_timed_out");
    },
    async flushWhileProgress(patience) {
      const flushing = flushAll(parts, patience.idleMs * firstShare);
      const ended = await withinProgress(flushing, () => exportedBy(ways), patience);
      if (!ended) report("flush_timed_out");
      return ended;
    },
    flushTraces: async () => flushTraces(parts),
    stop: async (timeoutMs) => (parts.life.stopping ??= stop(parts, timeoutMs)),
    finishBatches: () => finishBatches(parts),
    handOver: () => handOver(parts),
    halt: () => halt(parts),
    decideHeld: () => tailBuffer?.decideAll(),
    hasOpen: () => open.any(),
    failOpen: (error) => guarded(() => open.failAll(error)),
    endOpen: async (timeoutMs) => endOpen(parts, timeoutMs),
    giveUp: async () => giveUp(parts, "lost_at_exit"),
    leave: () => leave(parts),
  };
}

async function flushTraces({ ways, spanProcessors, tailBuffer }: PipelineParts): Promise<void> {
  tailBuffer?.decidePending();
  await Promise.all([ways.pipelines.traces.flush(), callSpanProcessors(spanProcessors, "forceFlush")]);
}

/**
 * Flushes everything. At the end of the process business records are sent alone for `firstMs`, because they are worth most, and losses are
 * reported.
 */
async function flushAll(parts: EndingParts, firstMs = 0): Promise<void> {
  const atEnd = firstMs > 0;
  const { life, logProcessors, lossReports, metricsOut, ways } = parts;
  await announceFlush();
  const logs = Promise.all([ways.pipelines.logs.flush(), callLogProcessors(logProcessors, "forceFlush")]);
  if (atEnd) await within(logs, firstMs);
  // it sends all that there is: what is collected beside it would come too late, and count as lost
  if (atEnd && life.stopping !== undefined) return life.stopping;
  await Promise.all([flushTraces(parts), logs, metricsOut.flush()]);
  if (atEnd) await lossReports.send(graceMs);
}

const allOf = ({ queues }: Exporters): readonly ExporterQueue[] => Object.values(queues).flat();

/** Items that receivers have accepted. What is held is not progress: it changes with each new batch, too. */
function exportedBy(ways: Exporters): number {
  return allOf(ways).reduce((sum, queue) => sum + queue.exported(), 0);
}

async function stop(parts: EndingParts, timeoutMs: number): Promise<void> {
  const { exporters, spanProcessors, logProcessors, ways, metricsOut, tailBuffer, open } = parts;
  const until = performance.now() + timeoutMs;
  const leftMs = (keptMs = 0): number => Math.max(0, until - keptMs - performance.now());
  metricsOut.stop();
  // before the spans, of which there may be more than their time is enough for
  await within(ways.pipelines.logs.flush(), timeoutMs * firstShare);
  await endOpen(parts, leftMs(timeoutMs * lastShare));
  if (open.any()) {
    // more spans than the receiver accepted in time
    saveFromNow(ways.queues.traces, "stopped");
    open.endWhile(() => true);
    tailBuffer?.decideAll();
  }
  await within(flushAll(parts), leftMs());
  await within(callSpanProcessors(spanProcessors, "shutdown"), timeoutMs);
  await within(Promise.all([callLogProcessors(logProcessors, "shutdown"), metricsOut.shutdown()]), timeoutMs);
  halt(parts);
  await drain(parts, "stopped", Math.min(graceMs, timeoutMs / 4));
  await within(Promise.allSettled(exporters.map(async (exporter) => exporter.stop?.())), timeoutMs);
  printLosses(true);
}

/** Waits a moment for the exports of abandoned queues, counts what is still in flight as lost, and reports what is lost. */
async function drain({ ways, lossReports }: PipelineParts, reason: string, waitMs: number): Promise<void> {
  const queues = allOf(ways);
  await within(Promise.all(queues.map(async (queue) => queue.idle())), waitMs);
  for (const queue of queues) queue.giveUp(reason);
  // the crash file is written in a moment, and may be full
  await new Promise((resolve) => setImmediate(resolve));
  for (const [signal, own] of Object.entries(ways.queues)) noteKept(signal as Signal, own);
  // an exporter that gives the report up has ended before telemetry has
  await within(lossReports.send(waitMs * 0.8), waitMs);
}

/** Reports what is in a crash file: it arrives only if another process of the service starts here. Who has a spool knows of it. */
function noteKept(signal: Signal, queues: readonly ExporterQueue[]): void {
  for (const queue of queues) {
    const { items, facts } = queue.saved();
    if (queue.exporter.kept === undefined) noteLoss(signal, keptReason, items, facts);
  }
}

async function giveUp(parts: PipelineParts, reason: string): Promise<void> {
  try {
    finishBatches(parts);
    for (const queue of allOf(parts.ways)) queue.abandon(reason);
    await drain(parts, reason, graceMs);
  } catch (error) {
    report("leave_failed", error);
  }
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

function halt({ ways, lossReports, metricsOut, tailBuffer }: EndingParts): void {
  metricsOut.stop();
  lossReports.stop();
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
    ways.pipelines.traces.finishBatch();
    ways.pipelines.logs.finishBatch();
    for (const signal of ["traces", "logs", "metrics"] as const) loseAtExit(signal, ways.queues[signal]);
    if (canSave) for (const exporter of exporters) exporter.leave?.();
  });
  printLosses(true);
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

/** Gives up and reports what the end of the process loses of `signal`: what no exporter has written to disk. */
function loseAtExit(signal: Signal, queues: readonly ExporterQueue[]): void {
  let lost = 0;
  for (const queue of queues) {
    lost += queue.held();
    queue.abandon("lost_at_exit");
    queue.giveUp("lost_at_exit");
  }
  if (lost > 0) report(`${signal}_lost_at_exit`, "the process ended before they could be sent", lost);
}
