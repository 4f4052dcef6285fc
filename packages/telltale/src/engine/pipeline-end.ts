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
  /** Ends the spans that are open, as incomplete. Never throws. */
  endOpen(): void;
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

  function endAll(): void {
    open.endAll();
    hold?.decideAll();
  }

  function abandonAll(reason: string): void {
    for (const outlet of Object.values(ways.outlets).flat()) outlet.abandon(reason);
  }

  function halt(): void {
    metricsOut.stop();
    hold?.stop();
    hold?.decideAll();
    traces.stop();
    logs.stop();
    abandonAll("stopped");
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
      metricsOut.stop();
      endAll();
      await within(flushAll(), timeoutMs);
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
    endOpen() {
      try {
        endAll();
      } catch (error) {
        report("leave_failed", error);
      }
    },
    leave() {
      try {
        hold?.keepOpen();
        open.endAll();
        for (const signal of ["traces", "logs"] as const)
          tellLost(signal, ways.lanes[signal], ways.outlets[signal]);
        if (exporters.some((exporter) => exporter.save !== undefined)) {
          handOver();
          abandonAll("lost_at_exit");
          for (const exporter of exporters) exporter.leave?.();
        }
      } catch (error) {
        report("leave_failed", error);
      }
      tellLosses();
    },
  };
}

/**
 * Says how much of `signal` the end of the process loses, because its exporter cannot write it down. Metrics are sums that the next
 * collection would have repeated.
 */
function tellLost(signal: Signal, lane: Lane, outlets: readonly Outlet[]): void {
  const losing = outlets.filter(({ exporter }) => exporter.save === undefined && exporter.take === undefined);
  const lost = lane.open() * losing.length + losing.reduce((sum, outlet) => sum + outlet.held(), 0);
  if (lost === 0) return;
  noteLoss(signal, "lost_at_exit", lost);
  report(`${signal}_lost_at_exit`, "the process ended before they could be sent", lost);
}
