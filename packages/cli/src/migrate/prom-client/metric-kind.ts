// The classes of metrics of prom-client.

export type MetricKind = "Counter" | "Gauge" | "Histogram" | "Summary";

export const isMetricKind = (name: string): name is MetricKind =>
  /^(?:Counter|Gauge|Histogram|Summary)$/.test(name);
