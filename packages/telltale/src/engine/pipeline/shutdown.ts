// How what a pipeline holds gets out: at a flush, at a stop, and when the process ends and nothing can be waited for any more. In the
// order it came in: traces are decided, open batches are finished, queues are emptied.
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
import { within } from "../runtime/within.ts";

/** The ends of a pipeline. */
export interface PipelineEnd {
  /** Whether anything was recorded that has not been handed to an exporter. */
  pending(): boolean;
  flush(timeoutMs: number): Promise<void>;
  /** Flushes the spans alone. */
  flushTraces(): Promise<void>;
  stop(timeoutMs: number): Promise<void>;
  /** Hands spans and records to the exporters; those with a {@link Exporter.take} have them when this returns. */
  finishBatches(): void;
  /** {@link PipelineEnd.finishBatches}, and the metrics as they stand. */
  handOver(): void;
  /** Ends timers and queues at once; what is left in them is counted as `stopped`. */
  halt(): void;
  /** Decides the traces that are held, as things stand: nothing more is going to happen. Never throws. */
  decideHeld(): void;
  /** Whether spans are open. */
  hasOpen(): boolean;
  /** Marks the spans that are open as failed by `error`, which ends the process. Never throws. */
  failOpen(error: unknown): void;
  /**
   * Ends the spans that are open, as incomplete: as many as the queue takes before it returns, the others as it empties, for `timeoutMs` at
   * most. Never throws or rejects.
   */
  endOpen(timeoutMs: number): Promise<void>;
  /** Writes down what is left, where an exporter can, before it returns: the process ends. Never throws. */
  leave(): void;
}

/** What there is to be ended. */
export interface PipelineParts {
  readonly exporters: readonly Exporter[];
  readonly spanProcessors: readonly SpanProcessor[];
  readonly logProcessors: readonly LogRecordProcessor[];
  readonly ways: Exporters;
  readonly metricsOut: MetricsOut;
  readonly tailBuffer: TailBuffer | undefined;
  readonly open: OpenSpans;
}

/** The ends of the pipeline that `parts` make. */
export function createPipelineEnd(parts: PipelineParts): PipelineEnd {
  const { exporters, spanProcessors, logProcessors, ways, metricsOut, tailBuffer, open } = parts;
  const { traces, logs } = ways.pipelines;
  const allQueues = Object.values(ways.queues).flat();

  async function flushTraces(): Promise<void> {
    tailBuffer?.decidePending();
    await Promise.all([traces.flush(), callSpanProcessors(spanProcessors, "forceFlush")]);
  }

  async function flushAll(): Promise<void> {
    await announceFlush();
    await Promise.all([
      flushTraces(),
      logs.flush(),
      metricsOut.flush(),
      callLogProcessors(logProcessors, "forceFlush"),
    ]);
  }

  async function endOpen(timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    try {
      open.endWhile(traces.hasRoom);
      for (let leftMs = timeoutMs; open.any() && leftMs > 0; leftMs = until - performance.now()) {
        await within(traces.flush(), leftMs);
        // nothing has left: the receiver is away
        if (!traces.hasRoom()) break;
        open.endWhile(traces.hasRoom);
      }
      tailBuffer?.decideAll();
    } catch (error) {
      report("leave_failed", error);
    }
  }

  function halt(): void {
    metricsOut.stop();
    tailBuffer?.stop();
    tailBuffer?.decideAll();
    traces.stop();
    logs.stop();
    for (const queue of allQueues) queue.abandon("stopped");
  }

  function finishBatches(): void {
    tailBuffer?.decidePending();
    traces.finishBatch();
    logs.finishBatch();
  }

  function handOver(): void {
    metricsOut.collectNow();
    finishBatches();
  }

  return {
    halt,
    finishBatches,
    handOver,
    flushTraces,
    pending: () => traces.open() + logs.open() + (tailBuffer?.waiting() ?? 0) > 0,
    async flush(timeoutMs) {
      if (!(await within(flushAll(), timeoutMs))) report("flush_timed_out");
    },
    async stop(timeoutMs) {
      const until = performance.now() + timeoutMs;
      metricsOut.stop();
      await endOpen(timeoutMs);
      if (open.any()) {
        // more than the receiver took in time
        saveFromNow(ways.queues.traces, "stopped");
        open.endWhile(() => true);
        tailBuffer?.decideAll();
      }
      await within(flushAll(), Math.max(0, until - performance.now()));
      await within(callSpanProcessors(spanProcessors, "shutdown"), timeoutMs);
      await within(
        Promise.all([callLogProcessors(logProcessors, "shutdown"), metricsOut.shutdown()]),
        timeoutMs,
      );
      halt();
      await within(Promise.allSettled(exporters.map(async (exporter) => exporter.stop?.())), timeoutMs);
    },
    decideHeld() {
      tailBuffer?.decideAll();
    },
    hasOpen: () => open.any(),
    failOpen(error) {
      try {
        open.failAll(error);
      } catch (cause) {
        report("leave_failed", cause);
      }
    },
    endOpen,
    leave() {
      try {
        // first: what is ended here may be more than a queue holds
        saveFromNow(allQueues, "lost_at_exit");
        tailBuffer?.keepOpen();
        open.endWhile(() => true);
        const saves = exporters.some((exporter) => exporter.save !== undefined);
        if (saves) handOver();
        for (const signal of ["traces", "logs"] as const)
          reportLost(signal, ways.pipelines[signal], ways.queues[signal]);
        if (saves) for (const exporter of exporters) exporter.leave?.();
      } catch (error) {
        report("leave_failed", error);
      }
      printLosses();
    },
  };
}

/** Makes exporters that can write down what waits, and from now on all that comes. */
function saveFromNow(queues: readonly ExporterQueue[], reason: string): void {
  for (const queue of queues) if (queue.exporter.save !== undefined) queue.abandon(reason);
}

/**
 * Reports how much of `signal` the end of the process loses: what no exporter has written down. Metrics are sums that the next
 * collection would have repeated.
 */
function reportLost(signal: Signal, pipeline: SignalPipeline, queues: readonly ExporterQueue[]): void {
  const losing = queues.filter(({ exporter }) => exporter.take === undefined);
  const lost = pipeline.open() * losing.length + losing.reduce((sum, queue) => sum + queue.held(), 0);
  if (lost === 0) return;
  noteLoss(signal, "lost_at_exit", lost);
  report(`${signal}_lost_at_exit`, "the process ended before they could be sent", lost);
}
