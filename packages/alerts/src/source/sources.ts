// All sources: what a rule looks at. A source gives, for each group, a number over a window; shares also give the counts behind them.
import { measureOf, measureOfSource, type MeasureUnit } from "catalog/measures";
import { type Infer, oneOf } from "../shape/shape.ts";
import { type ErrorFact, errorFacts, errors } from "./errors.ts";
import { event, type EventFact, eventFacts } from "./event.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { finding, type FindingFact, findingFacts } from "./finding.ts";
import { funnel, funnelFacts, type StepFact } from "./funnel.ts";
import type { SourceKind } from "./kind.ts";
import { log, type LogFact, logFacts } from "./log.ts";
import { metric, type MetricFact, metricFacts } from "./metric.ts";
import { red, redFacts, type RedSource, type SpanFact } from "./red.ts";
import { sql, type SqlFact, sqlFacts } from "./sql.ts";
import { transaction, type TransactionFact, transactionFacts } from "./transaction.ts";
import type { WorkflowFact } from "./stuck.ts";
import { workflow, workflowFacts } from "./workflow.ts";

/** By name, in the order of the reference and the form. A name is the field that chooses the source; `red` has two, and may have none. */
export const kinds = {
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
} as const;

/** How a replay reads each. Of a table with several of their columns, the first one says what its rows are. */
const facts = {
  transaction: transactionFacts,
  funnel: funnelFacts,
  workflow: workflowFacts,
  errors: errorFacts,
  log: logFacts,
  event: eventFacts,
  red: redFacts,
  finding: findingFacts,
  sql: sqlFacts,
  metric: metricFacts,
} as const satisfies { readonly [N in SourceName]: Omit<SourceFacts<SourceOf<N>, never>, "table"> };

export type SourceName = keyof typeof kinds;

/** The values of one source. */
export type SourceOf<N extends SourceName> = Infer<(typeof kinds)[N]>;

/** One thing that happened, as rules read it. */
export type Fact =
  | MetricFact
  | TransactionFact
  | StepFact
  | WorkflowFact
  | ErrorFact
  | LogFact
  | EventFact
  | SpanFact
  | FindingFact
  | SqlFact;

export const allFacts = Object.values(facts) as unknown as readonly SourceFacts<Source, AnyFact>[];

export const source = oneOf("a source", Object.values(kinds));

/** What a rule looks at. */
export type Source = Infer<typeof source>;

const names = Object.keys(kinds) as SourceName[];

export function sourceNameOf(value: Source): SourceName {
  return names.find((name) => name in value) ?? "red";
}

export function kindOf(value: Source): SourceKind<Source> {
  return kinds[sourceNameOf(value)] as SourceKind<Source>;
}

export function factsOf(value: Source): SourceFacts<Source, AnyFact> {
  return facts[sourceNameOf(value)] as unknown as SourceFacts<Source, AnyFact>;
}

/** Whether a source is of a service or an operation. */
export function isRed(value: Source): value is RedSource {
  return sourceNameOf(value) === "red";
}

/** Whether the value is a share of counted things, so that low traffic makes it uncertain. */
export function isShare(value: Source): boolean {
  return unitOf(value) === "share";
}

/** How long there must have been telemetry before a window of the source says anything. */
export function learningMs(value: Source): number {
  return kindOf(value).learningMs?.(value) ?? 0;
}

/** Whether no data means zero: things that are counted. */
export function isCounted(value: Source): boolean {
  const unit = unitOf(value);
  return unit === "count" || unit === "per second" || unit === "amount";
}

/** Whether the value is of a second. */
export function isRate(value: Source): boolean {
  return unitOf(value) === "per second" || ("metric" in value && value.aggregation === "rate");
}

/**
 * Whether a window that telemetry covers only in part has too small a value: what was counted in it, or per second of it. Of a query that is
 * not known.
 */
export function growsInWindow(value: Source): boolean {
  if ("metric" in value) return ["rate", "sum", "count"].includes(value.aggregation ?? "");
  return isCounted(value) && !("workflow" in value && value.measure === "stuck");
}

/** Whether the value of a part of a window is smaller than that of the window. A query may count: nothing says that it does not. */
export function addsUp(value: Source): boolean {
  if ("sql" in value) return true;
  const isSum = "metric" in value && (value.aggregation === "sum" || value.aggregation === "count");
  return isSum || unitOf(value) === "count" || unitOf(value) === "amount";
}

/** The unit of what is measured. Of metrics and queries it is not known. */
export function unitOf(value: Source): MeasureUnit | undefined {
  const key = measureOfSource(value);
  return key && measureOf(key).unit;
}
