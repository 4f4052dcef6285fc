// The calls as the library makes them itself: by names that no catalog of an application declares (typed.ts).
import type { Observe } from "./engine/running/engine.ts";
import type { HistogramOptions, InstrumentOptions } from "./instrument-handle.ts";
import * as metrics from "./metric.ts";
import * as spans from "./span.ts";
import * as timers from "./timer.ts";

interface MakeCounter {
  (name: string, options?: InstrumentOptions): metrics.Counter;
  (name: string, options: InstrumentOptions, callback: Observe): metrics.Observation;
}

/** See `counter` of metric.ts. */
export const counter: MakeCounter = metrics.counter as unknown as MakeCounter;
/** See `upDownCounter` of metric.ts. */
export const upDownCounter: MakeCounter = metrics.upDownCounter as unknown as MakeCounter;

type MakeHistogram = (name: string, options?: HistogramOptions) => metrics.Histogram;
/** See `histogram` of metric.ts. */
export const histogram: MakeHistogram = metrics.histogram as unknown as MakeHistogram;

type MakeTimer = (name: string, options?: timers.TimerOptions) => timers.Timer;
/** See `timer` of timer.ts. */
export const timer: MakeTimer = timers.timer as unknown as MakeTimer;

type Trace = <T>(name: string, options: spans.TraceOptions, fn: (span: spans.Span) => T) => T;
/** See `trace` of span.ts. */
export const trace: Trace = spans.trace as unknown as Trace;

type StartSpan = (name: string, options?: spans.SpanOptions) => spans.Span;
/** See `startSpan` of span.ts. */
export const startSpan: StartSpan = spans.startSpan as unknown as StartSpan;
