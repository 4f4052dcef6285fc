// What a rule looks at. A source gives, for each group, a number over a window; shares also give the counts behind them.
import { durationMs } from "catalog/duration";
import {
  alternative,
  choice,
  duration,
  type Infer,
  oneOf,
  optional,
  record,
  required,
  scalar,
  text,
} from "../shape/shape.ts";

const where = optional(record(scalar), "Only data with these attributes.", "all");
const goodLimit = optional(duration, "For `within`: the longest duration that is good.");
const countOrRate = (what: string) =>
  optional(choice(["count", "rate"]), `${what} in the window, or per second.`, "`count`");
const service = optional(text("payments"), "Only data of this service.", "all services");

const metric = alternative("Metric", ["metric"], "The points of a metric.", {
  metric: required(text("shop.jobs.waiting"), "Name of the metric."),
  aggregation: optional(
    choice(["rate", "sum", "average", "last", "min", "max", "count", "p50", "p90", "p95", "p99"]),
    "How the points of the window become one number. `rate` is per second.",
    "`last`",
  ),
  where,
});

const red = alternative(
  "Service or operation",
  ["service", "operation"],
  "Rate, errors and duration of the server and consumer spans of a service, or of one operation.",
  {
    service: optional(text("payments"), "Name of the service.", "all services"),
    operation: optional(text("POST /checkout"), "Name of the span.", "all entry spans"),
    measure: required(
      choice(["rate", "errors", "p50", "p90", "p95", "p99", "within"]),
      "`rate` per second, `errors` as a share, a percentile of the duration in seconds, or with `within` the share that took at most `limit`.",
    ),
    limit: goodLimit,
    where,
  },
);

const transaction = alternative(
  "Transaction",
  ["transaction"],
  "Transactions of a type that ended in the window.",
  {
    transaction: required(text("purchase"), "Type of the transaction."),
    measure: required(
      choice(["count", "completion", "failure", "amount", "p50", "p90", "p95", "p99", "within"]),
      "`count`; `completion` and `failure` as shares; the sum of the `amount` of completed ones; a percentile of their duration in seconds; or with `within` the share of all that completed in at most `limit`.",
    ),
    limit: goodLimit,
    where,
  },
);

const funnel = alternative("Funnel", ["funnel"], "People who took a step of a funnel in the window.", {
  funnel: required(text("checkout"), "Name of the journey."),
  measure: optional(
    choice(["conversion", "entered"]),
    "`conversion`: the share of those who took `from` that took `to`. `entered`: the number that took `from`.",
    "`conversion`",
  ),
  from: required(text("cart"), "The first step."),
  to: optional(text("payment"), "The second step; `conversion` needs it."),
  where,
});

const workflow = alternative("Workflow", ["workflow"], "Instances of a workflow.", {
  workflow: required(text("order"), "Type of the workflow."),
  measure: required(
    choice(["stuck", "events"]),
    "`stuck`: instances without an event for `longerThan` that have not ended. `events`: events in the window.",
  ),
  longerThan: optional(duration, "For `stuck`: the time without an event.", "`10m`"),
  state: optional(text("packed"), "Only instances in this state, or events that led to it.", "all states"),
  where,
});

const errors = alternative("Error groups", ["errors"], "Groups of errors.", {
  errors: required(
    choice(["new", "returning", "any"]),
    "`new`: groups first seen in the window. `returning`: groups seen again after `quietFor` without them. `any`: occurrences of all groups.",
  ),
  quietFor: optional(duration, "For `returning`: the time without the error.", "`7d`"),
  learnFor: optional(
    duration,
    "For `new`: nothing is new before there was telemetry for so long, because in an empty store every error is.",
    "`10m`",
  ),
  service,
  type: optional(text("TimeoutError"), "Only this type of error.", "all types"),
  where,
});

const log = alternative("Log pattern", ["log"], "Log records whose text matches a pattern.", {
  log: required(
    text("payment * declined"),
    "Text of the record; `*` stands for any text, `?` for one character.",
  ),
  measure: countOrRate("Records"),
  severity: optional(
    choice(["trace", "debug", "info", "warn", "error", "fatal"]),
    "Only records of this severity or above.",
    "all",
  ),
  service,
  where,
});

const event = alternative("Event", ["event"], "Events: log records with an event name.", {
  event: required(text("voucher.rejected"), "Name of the event."),
  measure: countOrRate("Events"),
  service,
  where,
});

const finding = alternative(
  "Detector finding",
  ["finding"],
  "Traces with a finding of a detector, such as `repeated-queries`. Groups and conditions: `service.name`, `service.version`, `deployment.environment.name`, `finding`, `operation`.",
  {
    finding: required(
      text("repeated-queries"),
      "Kind of the finding; `*` stands for any text, `?` for one character.",
    ),
    service,
    where,
  },
);

const sql = alternative("SQL", ["sql"], "A read-only query.", {
  sql: required(
    text("SELECT count() AS value FROM spans WHERE …"),
    "The query, which gets `{from:DateTime64(9)}` and `{to:DateTime64(9)}`. Its column `value` is the number; its other columns are the group.",
  ),
  name: optional(text("open orders"), "Name under which a replay looks for the query's values.", "the query"),
});

/** Sources by the field that names them. */
const named = { metric, transaction, funnel, workflow, errors, log, event, finding, sql } as const;

/** All sources. */
export const source = oneOf("a source", [
  metric,
  transaction,
  funnel,
  workflow,
  errors,
  log,
  event,
  finding,
  sql,
  red,
]);

/** What a rule looks at. */
export type Source = Infer<typeof source>;

/** What is computed of a service or an operation. */
export type RedSource = Infer<typeof red>;

/** The field that names a source; `red` for one of a service or an operation, which may have either field or none. */
export type SourceName = keyof typeof named | "red";

export function sourceNameOf(value: Source): SourceName {
  return (Object.keys(named) as (keyof typeof named)[]).find((name) => name in value) ?? "red";
}

/** Whether a source is of a service or an operation. */
export function isRed(value: Source): value is RedSource {
  return sourceNameOf(value) === "red";
}

/** Whether the value is a share of counted things, so that low traffic makes it uncertain. */
export function isShare(value: Source): boolean {
  if ("funnel" in value) return (value.measure ?? "conversion") === "conversion";
  if ("transaction" in value) return ["completion", "failure", "within"].includes(value.measure);
  return isRed(value) && ["errors", "within"].includes(value.measure);
}

/** How long there must have been telemetry before a window of the source says anything. */
export function learningMs(value: Source): number {
  return "errors" in value && value.errors === "new" ? durationMs(value.learnFor ?? "10m") : 0;
}

/** Whether no data means zero: things that are counted. */
export function isCounted(value: Source): boolean {
  if ("errors" in value || "log" in value || "event" in value || "finding" in value) return true;
  if ("workflow" in value) return true;
  if ("transaction" in value) return value.measure === "count" || value.measure === "amount";
  if ("funnel" in value) return value.measure === "entered";
  return isRed(value) && value.measure === "rate";
}
