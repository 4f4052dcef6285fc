// The enumerations of the API that pages and handlers list, in the order of lists. They load no schemas; the schemas are made from them.

import { percentiles } from "catalog/percentile";

export { alertSeverities } from "catalog/alert-severity";
export { severityNames } from "catalog/severity";

/** By the number of OTLP. */
export const spanKinds = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;

/** By the number of OTLP. */
export const spanStatuses = ["unset", "ok", "error"] as const;

/** What needs people first. */
export const alertStates = ["firing", "error", "noData", "pending", "ok"] as const;
/** What finds something by itself. */
export const detectorNames = ["anomalies", "bottlenecks", "history"] as const;

export const alertRuleOrigins = ["file", "stored", "objective"] as const;

/** How transactions end; `open`: no end was received. */
export const outcomes = ["completed", "failed", "abandoned", "open"] as const;

export const funnelOrders = ["ordered", "strict", "any"] as const;

export const profileClasses = ["fast", "normal", "slow", "very_slow"] as const;

export const metricTypes = ["gauge", "sum", "histogram", "exponential_histogram", "summary"] as const;
export const metricAggregations = [
  "rate",
  "sum",
  "count",
  "average",
  "min",
  "max",
  "last",
  ...percentiles,
] as const;

/** The kinds of things that a catalog declares, as in `telltale.definition.kind` after `catalog.`. */
export const catalogKinds = [
  "attribute",
  "span",
  "metric",
  "event",
  "log",
  "error",
  "transaction",
  "journey",
  "workflow",
  "entity",
  "alert",
  "objective",
  "dashboard",
] as const;

/** What a thing of a catalog is at the end of the range. */
export const catalogStates = ["live", "drifting", "undeclared", "dead", "declared", "unknown"] as const;

/** Of findings of the live check. */
export const catalogFindingLevels = ["violation", "improvement", "information"] as const;

export const comparedKinds = ["transaction", "funnel", "service", "operation", "error", "metric"] as const;

export const graphNodeKinds = ["service", "database", "queue", "external"] as const;

/** What a detector of bottlenecks looks for. */
export const bottleneckKinds = [
  "repeated-queries",
  "repeated-calls",
  "serial-calls",
  "large-payload",
  "slow-statement",
  "resource-growth",
  "version-regression",
] as const;

/** Log records without, and with, an event name. */
export const logRecordKinds = ["log", "event"] as const;

/** What business records are of. */
export const businessKinds = ["transaction", "journey", "workflow", "interaction", "profile"] as const;
