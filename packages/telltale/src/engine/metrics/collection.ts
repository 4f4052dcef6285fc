// What a metric reader gets from one collection: plain data, owned by the reader, that no later measurement changes.
// All outputs (OTLP bytes, Prometheus text, readers of the OpenTelemetry shape) are written from it.
import type { AttributeSet } from "./attribute-set.ts";
import type { InstrumentKind } from "./descriptor.ts";

/** Cumulative: from one start on, growing. Delta: since the collection before. */
export type Temporality = "cumulative" | "delta";

/** The instrumentation scope of a meter. */
export interface MeterScope {
  readonly name: string;
  readonly version: string;
  readonly schemaUrl: string;
  /** Attributes of the scope. */
  readonly attributes: AttributeSet;
}

/** One collection. Scopes without metrics, and metrics without points, are left out. */
export interface Collection {
  /** When it was made (a moment of clock.ts). */
  readonly moment: number;
  readonly scopes: readonly CollectedScope[];
  /** Points in all. */
  readonly points: number;
  /** What callbacks threw, and that some were late. */
  readonly errors: readonly unknown[];
}

/** The metrics of one meter. */
export interface CollectedScope {
  readonly scope: MeterScope;
  readonly metrics: readonly CollectedMetric[];
}

/** One metric: one stream of one instrument, as its view has it. */
export interface CollectedMetric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  /** The instrument it comes from. */
  readonly kind: InstrumentKind;
  /** Whether the instrument was declared to count whole numbers. */
  readonly integer: boolean;
  /** Meaningless for gauges. */
  readonly temporality: Temporality;
  readonly data: CollectedData;
}

/** The points by their form. */
export type CollectedData =
  | { readonly form: "sum"; readonly monotonic: boolean; readonly points: readonly NumberPoint[] }
  | { readonly form: "gauge"; readonly points: readonly NumberPoint[] }
  | { readonly form: "histogram"; readonly points: readonly HistogramPoint[] }
  | { readonly form: "exponentialHistogram"; readonly points: readonly ExponentialPoint[] };

/** What every point has. `start` and `moment` are moments of clock.ts: `toEpochMs`, `toEpochNs` and `putMoment` read them. */
export interface Point {
  readonly attributes: AttributeSet;
  readonly start: number;
  readonly moment: number;
  readonly exemplars: readonly Exemplar[];
}

export interface NumberPoint extends Point {
  readonly value: number;
}

/** What both histograms have. */
export interface DistributionPoint extends Point {
  readonly count: number;
  /** Undefined where values may be negative. */
  readonly sum: number | undefined;
  /** Undefined where the view does not want it. */
  readonly min: number | undefined;
  readonly max: number | undefined;
}

export interface HistogramPoint extends DistributionPoint {
  /** Upper bounds, ascending. */
  readonly bounds: readonly number[];
  /** Not summed up; one more than `bounds`: the last counts what lies above. */
  readonly counts: readonly number[];
}

export interface ExponentialPoint extends DistributionPoint {
  /** The base is 2^(2^-scale). */
  readonly scale: number;
  readonly zeroCount: number;
  /** Absolute values up to it are in `zeroCount`. */
  readonly zeroThreshold: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
}

/** Neighbouring buckets: bucket `offset + i` holds base^(offset + i) < |value| <= base^(offset + i + 1). */
export interface Buckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** One sampled measurement, with the span in which it was recorded. */
export interface Exemplar {
  readonly value: number;
  /** When it was made (a moment of clock.ts). */
  readonly moment: number;
  /** Undefined when it was made outside of any span. */
  readonly span: ExemplarSpan | undefined;
  /** Attributes of the measurement that a view took from the point. */
  readonly attributes: AttributeSet;
}

/** Trace id in four words, span id in two; `wordToHex` of ids.ts gives their text. */
export interface ExemplarSpan {
  readonly t0: number;
  readonly t1: number;
  readonly t2: number;
  readonly t3: number;
  readonly s0: number;
  readonly s1: number;
}
