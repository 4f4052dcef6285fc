// The model of metrics. Source: opentelemetry/proto/metrics/v1/metrics.proto.
import type { Attributes, Resource, Scope } from "./value.ts";

export interface ResourceMetrics {
  readonly resource: Resource;
  readonly scopeMetrics: readonly ScopeMetrics[];
  readonly schemaUrl: string;
}

export interface ScopeMetrics {
  readonly scope: Scope;
  readonly metrics: readonly Metric[];
  readonly schemaUrl: string;
}

export interface Metric {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly metadata: Attributes;
  /** `undefined` when the message holds no data of a known kind. */
  readonly data: MetricData | undefined;
}

export type MetricData = Gauge | Sum | Histogram | ExponentialHistogram | Summary;

export interface Gauge {
  readonly kind: "gauge";
  readonly points: readonly NumberPoint[];
}

export interface Sum {
  readonly kind: "sum";
  readonly points: readonly NumberPoint[];
  readonly temporality: number;
  readonly monotonic: boolean;
}

export interface Histogram {
  readonly kind: "histogram";
  readonly points: readonly HistogramPoint[];
  readonly temporality: number;
}

export interface ExponentialHistogram {
  readonly kind: "exponentialHistogram";
  readonly points: readonly ExponentialHistogramPoint[];
  readonly temporality: number;
}

export interface Summary {
  readonly kind: "summary";
  readonly points: readonly SummaryPoint[];
}

/** Values of `temporality`. */
export const DELTA = 1;
export const CUMULATIVE = 2;

/** Bit of a point's `flags`: the series stopped, the point has no value. */
export const NO_RECORDED_VALUE = 1;

/** Fields of every point. Times are Unix nanoseconds; a start of 0 is unknown. */
export interface Point {
  readonly attributes: Attributes;
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly flags: number;
}

/** A point of a gauge or sum. */
export interface NumberPoint extends Point {
  /** A `bigint` is an integer point, a `number` a double, `null` none. */
  readonly value: bigint | number | null;
  readonly exemplars: readonly Exemplar[];
}

export interface HistogramPoint extends Point {
  readonly count: bigint;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** One more than `explicitBounds`, or none. */
  readonly bucketCounts: readonly bigint[];
  readonly explicitBounds: readonly number[];
  readonly exemplars: readonly Exemplar[];
}

export interface ExponentialHistogramPoint extends Point {
  readonly count: bigint;
  readonly sum: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly scale: number;
  readonly zeroCount: bigint;
  readonly zeroThreshold: number;
  readonly positive: Buckets;
  readonly negative: Buckets;
  readonly exemplars: readonly Exemplar[];
}

/** Counts of neighbouring buckets; the first has index `offset`. */
export interface Buckets {
  readonly offset: number;
  readonly bucketCounts: readonly bigint[];
}

export interface SummaryPoint extends Point {
  readonly count: bigint;
  readonly sum: number;
  readonly quantiles: readonly QuantileValue[];
}

export interface QuantileValue {
  /** From 0 (the minimum) to 1 (the maximum). */
  readonly quantile: number;
  readonly value: number;
}

/** A sample measurement with its span. */
export interface Exemplar {
  readonly timeUnixNano: bigint;
  readonly value: bigint | number | null;
  /** Attributes of the measurement that the point does not have. */
  readonly filteredAttributes: Attributes;
  /** Empty when the measurement was made outside of a trace. */
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
}
