// Which measure a rule, an objective or a chart reads, by the field that chooses its source.
import { isPercentile } from "../percentile.ts";
import { type MeasureKey, measureOf } from "./all.ts";
import type { MeasureUnit } from "./measure.ts";

type Keys = Readonly<Record<string, MeasureKey>>;

const readings: Readonly<Record<string, Keys>> = {
  transaction: {
    completion: "completion",
    failure: "failure",
    within: "completedWithin",
    count: "ended",
    outcomes: "ended",
    amount: "amount",
  },
  red: { errors: "errorShare", rate: "requestRate", within: "within" },
  funnel: { conversion: "conversion", entered: "entered" },
  workflow: { stuck: "stuck", events: "workflowRecords" },
  errors: { any: "occurrences", new: "errorGroups", returning: "errorGroups" },
  log: { count: "records", rate: "recordRate" },
  event: { count: "events", rate: "eventRate" },
  finding: { count: "tracesWithFinding" },
};

const durations: Readonly<Record<string, "transactionDuration" | "latency">> = {
  transaction: "transactionDuration",
  red: "latency",
};

/** What a source reads that names no measure. */
const usual: Readonly<Record<string, string>> = {
  funnel: "conversion",
  log: "count",
  event: "count",
  finding: "count",
};

/**
 * The measure that a source reads, which has the fields of a file of rules.
 *
 * @returns `undefined` for what has a unit of its own: metrics and queries; and for a measure that is not declared.
 */
export function measureOfSource(source: object): MeasureKey | undefined {
  const fields = source as Readonly<Record<string, unknown>>;
  if ("metric" in fields || "sql" in fields) return undefined;
  // a service or an operation, or neither
  const name = Object.keys(readings).find((one) => one in fields) ?? "red";
  const measure = (name === "errors" ? fields[name] : fields["measure"]) ?? usual[name];
  if (typeof measure !== "string") return undefined;
  const duration = durations[name];
  if (duration !== undefined && isPercentile(measure)) return `${duration}.${measure}`;
  return readings[name]?.[measure];
}

const units: Readonly<Record<MeasureUnit, string>> = {
  count: "",
  "per second": "/s",
  share: "1",
  // readings of durations are in seconds
  ms: "s",
  amount: "",
  factor: "",
};

/** The unit of the readings of a measure, as UCUM writes it; empty for numbers without one, and for amounts, whose currency is their unit. */
export function ucumOf(key: MeasureKey): string {
  return units[measureOf(key).unit];
}
