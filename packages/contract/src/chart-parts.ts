// Parts of charts that pages need, too. Without schemas: the page bundles it.

/** Characters of the title of a chart, at most. */
export const maxChartTitle = 200;

/** The fields that name the kinds of sources, in the order of the union: a source of log records may have a `service`, too. */
export const chartSourceKinds = [
  "metric",
  "transaction",
  "journey",
  "workflow",
  "span",
  "event",
  "logs",
  "service",
  "sql",
  "error",
  "interaction",
  "profile",
  "bottleneck",
  "traces",
  "alert",
] as const;
