// What an exposition says, before it is written in one of the formats: families of series, as OpenMetrics has them.

/** Kinds that OpenTelemetry's metrics become. */
export type FamilyType = "counter" | "gauge" | "histogram" | "info";

/** Series of one name and type. */
export interface Family {
  /** Without `_total` and `_info`. */
  readonly name: string;
  /** Of the samples of counters, gauges and infos. */
  readonly sample: string;
  readonly type: FamilyType;
  readonly help: string;
  /** In words; empty when the name does not end in it. */
  readonly unit: string;
  readonly series: readonly FamilySeries[];
}

/** Names and values, not escaped; no name twice. */
export type Labels = readonly (readonly [name: string, value: string])[];

/** One series: a number, or a histogram. */
export interface FamilySeries {
  readonly labels: Labels;
  /** When it began, in epoch seconds. */
  readonly created: number | undefined;
  readonly value: number;
  readonly exemplar: FamilyExemplar | undefined;
  /** With `value` as the number of observations. */
  readonly histogram: FamilyHistogram | undefined;
}

/** The distribution of a histogram. */
export interface FamilyHistogram {
  /** Undefined where it may fall. */
  readonly sum: number | undefined;
  /** Upper bounds ascending, counts growing; the last bound is Infinity. */
  readonly buckets: readonly FamilyBucket[];
  /** The same as a native histogram. */
  readonly native: NativeHistogram | undefined;
}

export interface FamilyBucket {
  readonly bound: number;
  /** Observations up to `bound`. */
  readonly count: number;
  readonly exemplar: FamilyExemplar | undefined;
}

/** A native histogram of Prometheus: sparse exponential buckets. */
export interface NativeHistogram {
  /** From -4 to 8. */
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number;
  readonly positive: NativeBuckets;
  readonly negative: NativeBuckets;
  readonly exemplars: readonly FamilyExemplar[];
}

/** Neighbouring buckets; the first has index `offset`, its upper bound is base^offset. */
export interface NativeBuckets {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** One measurement as an example of many. */
export interface FamilyExemplar {
  readonly labels: Labels;
  readonly value: number;
  /** In epoch seconds. */
  readonly at: number;
}
