// How what a pipeline holds gets out: at a flush, at a stop, and when the process ends and nothing can be waited for any more. In the
// order it came in: traces are decided, batches are sealed, outlets are emptied.
import { report } from "./diagnose.ts";
import type { Exporter, Signal } from "./exporter.ts";
import type { SpanHold } from "./hold/span-hold.ts";
import type { Lane } from "./lane.ts";
import { type LogRecordProcessor, tellProcessors } from "./log-processor.ts";
import { noteLoss, tellLosses } from "./loss.ts";
import type { MetricsOut } from "./metrics-out.ts";
import type { OpenSpans } from "./open-spans.ts";
import type { Outlet } from "./outlet.ts";
import { type SpanProcessor, tellSpanProcessors } from "./span-processor.ts";
import { announceFlush } from "./state.ts";
import type { WaysOut } from "./ways-out.ts";
import { within } from "./within.ts";

/** The ends of a pipeline. */
export interface PipelineEnd {
  /** Whether anything was recorded that has not been handed to an exporter. */
  pending(): boolean;
  flush(timeoutMs: number): Promise<void>;
  /** Flushes the spans alone. */
  flushTraces(): Promise<void>;
  stop(timeoutMs: number): Promise<void>;
  /** Hands spans and records to the exporters; those with a {@link Exporter.take} have them when this returns. */
  seal(): void;
  /** {@link PipelineEnd.seal}, and the metrics as they stand. */
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
  readonly ways: WaysOut;
  readonly metricsOut: MetricsOut;
  readonly hold: SpanHold | undefined;
  readonly open: OpenSpans;
}

/** The ends of the pipeline that `parts` make. */
export function createPipelineEnd(parts: PipelineParts): PipelineEnd {
  const { exporters, spanProcessors, logProcessors, ways, metricsOut, hold, open } = parts;
  const { traces, logs } = ways.lanes;
  const allOutlets = Object.values(ways.outlets).flat();

  async function flushTraces(): Promise<void> {
    hold?.settle();
    await Promise.all([traces.flush(), tellSpanProcessors(spanProcessors, "forceFlush")]);
  }

  async function flushAll(): Promise<void> {
    await announceFlush();
    await Promise.all([
      flushTraces(),
      logs.flush(),
      metricsOut.flush(),
      tellProcessors(logProcessors, "forceFlush"),
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
      hold?.decideAll();
    } catch (error) {
      report("leave_failed", error);
    }
  }

  function halt(): void {
    metricsOut.stop();
    hold?.stop();
    hold?.decideAll();
    traces.stop();
    logs.stop();
    for (const outlet of allOutlets) outlet.abandon("stopped");
  }

  function seal(): void {
    hold?.settle();
    traces.seal();
    logs.seal();
  }

  function handOver(): void {
    metricsOut.collectNow();
    seal();
  }

  return {
    halt,
    seal,
    handOver,
    flushTraces,
    pending: () => traces.open() + logs.open() + (hold?.waiting() ?? 0) > 0,
    async flush(timeoutMs) {
      if (!(await within(flushAll(), timeoutMs))) report("flush_timed_out");
    },
    async stop(timeoutMs) {
      const until = performance.now() + timeoutMs;
      metricsOut.stop();
      await endOpen(timeoutMs);
      if (open.any()) {
        // more than the receiver took in time
        saveFromNow(ways.outlets.traces, "stopped");
        open.endWhile(() => true);
        hold?.decideAll();
      }
      await within(flushAll(), Math.max(0, until - performance.now()));
      await within(tellSpanProcessors(spanProcessors, "shutdown"), timeoutMs);
      await within(
        Promise.all([tellProcessors(logProcessors, "shutdown"), metricsOut.shutdown()]),
        timeoutMs,
      );
      halt();
      await within(Promise.allSettled(exporters.map(async (exporter) => exporter.stop?.())), timeoutMs);
    },
    decideHeld() {
      hold?.decideAll();
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
        saveFromNow(allOutlets, "lost_at_exit");
        hold?.keepOpen();
        open.endWhile(() => true);
        const saves = exporters.some((exporter) => exporter.save !== undefined);
        if (saves) handOver();
        for (const signal of ["traces", "logs"] as const)
          tellLost(signal, ways.lanes[signal], ways.outlets[signal]);
        if (saves) for (const exporter of exporters) exporter.leave?.();
      } catch (error) {
        report("leave_failed", error);
      }
      tellLosses();
    },
  };
}

/** Makes exporters that can write down what waits, and from now on all that comes. */
function saveFromNow(outlets: readonly Outlet[], reason: string): void {
  for (const outlet of outlets) if (outlet.exporter.save !== undefined) outlet.abandon(reason);
}

/**
 * Reports how much of `signal` the end of the process loses: what no exporter has written down. Metrics are sums that the next
 * collection would have repeated.
 */
function tellLost(signal: Signal, lane: Lane, outlets: readonly Outlet[]): void {
  const losing = outlets.filter(({ exporter }) => exporter.take === undefined);
  const lost = lane.open() * losing.length + losing.reduce((sum, outlet) => sum + outlet.held(), 0);
  if (lost === 0) return;
  noteLoss(signal, "lost_at_exit", lost);
  report(`${signal}_lost_at_exit`, "the process ended before they could be sent", lost);
}
