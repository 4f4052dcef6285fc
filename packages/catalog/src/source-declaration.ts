// What alerts, objectives and charts look at: in the words of a file of rules, and of a dashboard of the console.
import type { Duration } from "./duration.ts";

/** A metric, or a part of it. */
interface MetricSource {
  readonly metric: string;
  /** Only data with these attributes. */
  readonly where?: Readonly<Record<string, string | number | boolean>> | undefined;
}
/** How the values of several series become one. */
export const acrossNames = ["sum", "max", "min", "average"] as const;
export type Across = (typeof acrossNames)[number];

/** Whether each series has a value of its own: increases and points of all series are added. */
export function hasSeriesValues(aggregation: string): boolean {
  return !["rate", "sum", "count"].includes(aggregation);
}

/** A percentile of durations or values. */
type Percentile = "p50" | "p90" | "p95" | "p99";

/** What an alert looks at. Names are those of this catalog or of its imports. */
export type SourceDeclaration =
  | (MetricSource & {
      /** `last` by default. `rate` is per second. */
      readonly aggregation?:
        | "rate"
        | "sum"
        | "average"
        | "last"
        | "min"
        | "max"
        | "count"
        | Percentile
        | undefined;
      /**
       * How the values of several series, such as one of each instance, become one: for gauges and up-down counters. By default `sum` for
       * up-down counters, and for the `last` value of gauges `max`, with `below` `min`.
       */
      readonly across?: Across | undefined;
    })
  | {
      readonly transaction: string;
      readonly measure: "count" | "completion" | "failure" | "amount" | Percentile | "within";
      /** For `within`: the longest duration that is good. */
      readonly limit?: Duration | undefined;
    }
  | {
      /** Name of an ordered journey. */
      readonly funnel: string;
      /** `conversion` by default. `entered`: the number that took `from`. */
      readonly measure?: "conversion" | "entered" | undefined;
      readonly from: string;
      /** `conversion` needs it. */
      readonly to?: string | undefined;
    }
  | {
      readonly workflow: string;
      readonly measure: "events" | "stuck" | "p95";
      /** For `stuck`: the time without an event; 10 minutes by default. */
      readonly longerThan?: Duration | undefined;
      readonly state?: string | undefined;
    }
  | {
      /** Name of a server or consumer span. */
      readonly operation: string;
      readonly service?: string | undefined;
      readonly measure: "rate" | "errors" | Percentile | "within";
      readonly limit?: Duration | undefined;
    }
  | {
      readonly event: string;
      /** `count` by default. `rate` is per second. */
      readonly measure?: "count" | "rate" | undefined;
    };

/** What an objective promises: a share of what is good, or of what is bad. */
export type ObjectiveSourceDeclaration =
  | (MetricSource & {
      /** `errors`: the share with `error.type`. `within`: the share of a timer that took at most `limit`. */
      readonly measure: "errors" | "within";
      readonly limit?: Duration | undefined;
    })
  | {
      readonly transaction: string;
      readonly measure: "completion" | "failure" | "within";
      readonly limit?: Duration | undefined;
    }
  | {
      readonly funnel: string;
      readonly measure?: "conversion" | undefined;
      readonly from: string;
      readonly to: string;
    }
  | {
      readonly workflow: string;
      readonly measure: "within";
      readonly limit: Duration;
      readonly state?: string | undefined;
    }
  | {
      readonly operation: string;
      readonly service?: string | undefined;
      readonly measure: "errors" | "within";
      readonly limit?: Duration | undefined;
    };

/** What a chart draws. */
export type ChartSourceDeclaration =
  | (MetricSource & {
      /** By default of a counter its `rate`, of a histogram `p95`, else `last`. */
      readonly aggregation?: "rate" | "sum" | "average" | "last" | Percentile | undefined;
      readonly groupBy?: readonly string[] | undefined;
    })
  | {
      readonly transaction: string;
      readonly measure: "count" | "completion" | "failure" | "amount" | Percentile;
    }
  | {
      readonly funnel: string;
      readonly measure: "conversion" | "entered";
      /** The first step by default. */
      readonly from?: string | undefined;
      /** The last step by default. */
      readonly to?: string | undefined;
    }
  | {
      readonly workflow: string;
      readonly measure: "events" | "stuck" | "p95";
      readonly state?: string | undefined;
    }
  | {
      /** Spans of this name, of any kind. */
      readonly span: string;
      readonly measure: "rate" | "errors" | "p50" | "p95" | "p99";
    }
  | { readonly event: string; readonly measure: "rate" };

/** What anything of a catalog looks at. */
export type AnySourceDeclaration = SourceDeclaration | ObjectiveSourceDeclaration | ChartSourceDeclaration;

/** The kind of thing that each field of a source names. */
export const sourceKinds = {
  metric: "metrics",
  transaction: "transactions",
  funnel: "journeys",
  workflow: "workflows",
  span: "spans",
  operation: "spans",
  event: "events",
} as const;

/** What is computed of a source; of a chart's metric empty where its type says it. */
export function measureOf(source: AnySourceDeclaration): string {
  if ("measure" in source && source.measure !== undefined) return source.measure;
  if ("funnel" in source) return "conversion";
  if ("event" in source) return "count";
  return "aggregation" in source ? (source.aggregation ?? "") : "";
}

/** What an alert looks at, with its groups and with what a rule computes of a metric by default. */
export function alertSourceOf({ on, groupBy }: AlertSource): SourceDeclaration & Groups {
  // stored catalogs that are compared may lack it
  if (typeof on !== "object" || on === null) return on;
  const groups = groupBy === undefined ? {} : { groupBy };
  return "metric" in on ? { aggregation: "last", ...on, ...groups } : { ...on, ...groups };
}

interface Groups {
  readonly groupBy?: readonly string[] | undefined;
}

interface AlertSource extends Groups {
  readonly on: SourceDeclaration;
}
