// What Prometheus knows: families of samples. Both ways in, scraped text and remote write, come to this before they become OTLP.

/** Types of families, in the words of OpenMetrics. */
export type FamilyType =
  | "unknown"
  | "counter"
  | "gauge"
  | "histogram"
  | "gaugehistogram"
  | "summary"
  | "info"
  | "stateset";

/** One measurement as an example of many. */
export interface PrometheusExemplar {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly timestampMs: number | undefined;
}

/** One line of an exposition, one sample of a series. */
export interface PrometheusSample {
  /** With its suffix: `latency_seconds_bucket`. */
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** `null`: the series has ended (Prometheus' stale marker). */
  readonly value: number | null;
  /** `undefined`: when it was scraped. */
  readonly timestampMs: number | undefined;
  readonly exemplars: readonly PrometheusExemplar[];
}

export interface Family {
  /** Without suffixes: `latency_seconds`. */
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  readonly unit: string;
  readonly samples: readonly PrometheusSample[];
}

/** What may follow a family's name, by type. */
export const suffixes: Readonly<Record<FamilyType, readonly string[]>> = {
  unknown: [""],
  gauge: [""],
  stateset: [""],
  counter: ["_total", "_created"],
  info: ["_info"],
  histogram: ["_bucket", "_count", "_sum", "_created"],
  gaugehistogram: ["_bucket", "_gcount", "_gsum"],
  summary: ["", "_count", "_sum", "_created"],
};
