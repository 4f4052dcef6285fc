// From what a catalog's alert or chart looks at to what Prometheus can compute. Sources that have no series in
// Prometheus, such as spans, give a reason and a way out instead.
import type { Catalog, Metric } from "../catalog.ts";
import type { ChartSourceDeclaration, SourceDeclaration } from "../declaration.ts";
import type { Counted, Measure } from "./measure.ts";
import { isPercentile, shareOfPercentile } from "../percentile.ts";
import { familyName, type NameForm, underscoredLabel } from "./names.ts";
import type { Matcher } from "quoting/promql";

/** What a source is in Prometheus. */
export type Translated =
  | { readonly measure: Measure; readonly unit: string; readonly note?: string }
  | { readonly problem: string; readonly fix: string };

type Source = (SourceDeclaration | ChartSourceDeclaration) & {
  readonly groupBy?: readonly string[] | undefined;
};
type SourceOf<K extends string> = Extract<Source, Readonly<Record<K, string>>>;
type MetricSource = SourceOf<"metric"> & { readonly groupBy?: readonly string[] | undefined };

/** What the source is for. */
interface Purpose {
  /** An alert, where an up-down counter is added under each aggregation; a chart shows the average of all of its points. */
  readonly isAlert?: boolean;
  /** With a lower limit, the last value of a group of gauges is its lowest. */
  readonly isLowest?: boolean;
}

/** The measure of Prometheus that has the value of `source`, or why there is none. */
export function translate(source: Source, catalog: Catalog, purpose: Purpose = {}): Translated {
  if ("metric" in source) return ofMetric(source, catalog, purpose);
  if ("groupBy" in source)
    return {
      problem: "metrics of transactions, funnels and workflows have no attributes to group by",
      fix: "Remove `groupBy`, look at a metric that has the attribute, or use the console's rules.",
    };
  if ("transaction" in source) return ofTransaction(source, catalog);
  if ("funnel" in source) return ofFunnel(source, catalog);
  if ("workflow" in source) return ofWorkflow(source);
  if ("span" in source || "operation" in source)
    return {
      problem: `Prometheus has no spans, so that \`${"span" in source ? source.span : source.operation}\` cannot be measured there`,
      fix: "Look at a timer or histogram that is recorded with the span, or use the console's rules.",
    };
  return {
    problem: `Prometheus has no events, so that \`${source.event}\` cannot be counted there`,
    fix: "Count the event with a counter, or use the console's rules.",
  };
}

/** The name of `metric` in Prometheus: of its family, to which `_total`, `_bucket`, `_count` and `_sum` are added. */
export function familyOf(metric: Pick<Metric, "name" | "unit" | "instrument">): string {
  const form: NameForm =
    metric.instrument === "counter" ? "counter" : metric.instrument === "gauge" ? "gauge" : "other";
  return familyName(metric.name, metric.unit, form);
}

/** `label="value"` for each attribute. */
export function matchersOf(
  where: Readonly<Record<string, string | number | boolean>> = {},
): readonly Matcher[] {
  return Object.entries(where).map(([key, value]) => ({
    label: underscoredLabel(key),
    op: "=",
    value: String(value),
  }));
}

function ofMetric(source: MetricSource, catalog: Catalog, purpose: Purpose): Translated {
  const metric = catalog.metrics.find(({ name }) => name === source.metric);
  if (metric === undefined)
    return {
      problem: `the catalog declares no metric \`${source.metric}\``,
      fix: "Declare the metric, or correct its name.",
    };
  const name = familyOf(metric);
  const matchers = matchersOf(source.where);
  const by = [...new Set((source.groupBy ?? []).map(underscoredLabel))];
  const target = { name, matchers, by };
  if (metric.instrument === "counter") return ofCounter(source, metric, { ...target, name: `${name}_total` });
  if (metric.instrument === "histogram") return ofHistogram(source, metric, target);
  return ofGauge(source, metric, target, purpose);
}

interface Target {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly by: readonly string[];
}

function cannot({ aggregation }: MetricSource, metric: Metric, instead: string): Translated {
  return {
    problem: `\`${aggregation}\` cannot be computed for \`${metric.name}\`, a ${metric.kind}`,
    fix: `Use ${instead}.`,
  };
}

function ofCounter(source: MetricSource, metric: Metric, { name, matchers, by }: Target): Translated {
  const { aggregation = "rate" } = source;
  if (aggregation !== "rate" && aggregation !== "sum") return cannot(source, metric, "`rate` or `sum`");
  const form = aggregation === "rate" ? "rate" : "increase";
  return {
    measure: { form, of: { name, matchers }, by },
    unit: form === "rate" ? perSecond(metric.unit) : metric.unit,
  };
}

function ofHistogram(source: MetricSource, metric: Metric, target: Target): Translated {
  const { aggregation = "p95" } = source;
  const { unit } = metric;
  if (aggregation === "last") return cannot(source, metric, "`average` or `p95`");
  if (aggregation === "rate" || aggregation === "sum") {
    const part = aggregation === "rate" ? "count" : "sum";
    const { name, matchers, by } = target;
    const form = aggregation === "rate" ? "rate" : "increase";
    return {
      measure: { form, of: { name, matchers, part }, by },
      unit: aggregation === "rate" ? "1/s" : unit,
    };
  }
  if (aggregation === "average") return { measure: { form: "average", ...target }, unit };
  if (aggregation === "count")
    return { measure: { form: "increase", of: { ...target, part: "count" }, by: target.by }, unit: "" };
  if (aggregation === "min" || aggregation === "max") return cannot(source, metric, "`p99` or `average`");
  return { measure: { form: "quantile", quantile: shareOfPercentile(aggregation), ...target }, unit };
}

/** Without groups each series is compared. */
const lowestOf = (isLowest: boolean, { by }: Target): "min" | undefined =>
  isLowest && by.length > 0 ? "min" : undefined;

function ofGauge(
  source: MetricSource,
  metric: Metric,
  target: Target,
  { isAlert = false, isLowest = false }: Purpose,
): Translated {
  const { aggregation = "last" } = source;
  if (aggregation === "rate" || aggregation === "count")
    return cannot(source, metric, "`last`, `sum` or `average`");
  const across = "across" in source ? source.across : undefined;
  const gauge = { form: "gauge", ...target } as const;
  if (aggregation === "sum") return { measure: { ...gauge, over: "last", across: "sum" }, unit: metric.unit };
  const isLast = aggregation === "last";
  const isAdded = metric.instrument === "updowncounter" && (isAlert || isLast);
  const usual = isAdded ? "sum" : lowestOf(isLast && isLowest, target);
  const over = isPercentile(aggregation) ? shareOfPercentile(aggregation) : aggregation;
  return { measure: { ...gauge, over, across: across ?? usual }, unit: metric.unit };
}

function perSecond(unit: string): string {
  return unit === "" || unit.startsWith("{") || unit === "1" ? "1/s" : `${unit}/s`;
}

const equals = (label: string, value: string): Matcher => ({ label, op: "=", value });

const withinProblem: Translated = {
  problem: "a share within a time needs the bound of a bucket",
  fix: "Declare an objective, or use the console's rules.",
};

/** Transactions of a type that ended, with `outcome` those that ended so. */
export function transactionCount(type: string, outcome?: string): Counted {
  const matchers = [equals("telltale_transaction_type", type)];
  if (outcome !== undefined) matchers.push(equals("telltale_transaction_outcome", outcome));
  return { name: "telltale_transaction_count_total", matchers };
}

/** How long completed transactions of a type took. */
export function transactionDuration(type: string): Pick<Target, "name" | "matchers"> {
  const matchers = [
    equals("telltale_transaction_type", type),
    equals("telltale_transaction_outcome", "completed"),
  ];
  return { name: "telltale_transaction_duration_seconds", matchers };
}

function ofTransaction(
  { transaction: type, measure }: SourceOf<"transaction">,
  catalog: Catalog,
): Translated {
  if (measure === "count")
    return { measure: { form: "increase", of: transactionCount(type), by: [] }, unit: "{transaction}" };
  if (measure === "completion" || measure === "failure") {
    const part = transactionCount(type, measure === "completion" ? "completed" : "failed");
    return { measure: { form: "share", part, whole: transactionCount(type), by: [] }, unit: "1" };
  }
  if (measure === "amount") {
    const { matchers } = transactionDuration(type);
    const { currency = "" } = catalog.transactions.find(({ name }) => name === type) ?? {};
    const own = currency === "" ? [] : [equals("telltale_transaction_currency", currency)];
    const of: Counted = {
      name: "telltale_transaction_amount",
      matchers: [...matchers, ...own],
      part: "sum",
    };
    return {
      measure: { form: "increase", of, by: currency === "" ? ["telltale_transaction_currency"] : [] },
      unit: currency,
    };
  }
  if (measure === "within") return withinProblem;
  const quantile = shareOfPercentile(measure);
  return { measure: { form: "quantile", quantile, ...transactionDuration(type), by: [] }, unit: "s" };
}

/** Steps of a journey that were taken; without `step` all. */
export function journeySteps(journey: string, step?: string): Counted {
  const matchers = [equals("telltale_journey_name", journey)];
  if (step !== undefined) matchers.push(equals("telltale_journey_step", step));
  return { name: "telltale_journey_steps_total", matchers };
}

function ofFunnel(source: SourceOf<"funnel">, catalog: Catalog): Translated {
  const { funnel: journey, measure = "conversion" } = source;
  const steps = catalog.journeys.find(({ name }) => name === journey)?.steps ?? [];
  const { from = steps[0], to = steps.at(-1) } = source;
  if (from === undefined || to === undefined)
    return {
      problem: `the catalog declares no steps of the journey \`${journey}\``,
      fix: "Declare the journey with its steps.",
    };
  const whole = journeySteps(journey, from);
  if (measure === "entered") return { measure: { form: "increase", of: whole, by: [] }, unit: "{step}" };
  return {
    measure: { form: "share", part: journeySteps(journey, to), whole, by: [], unbounded: true },
    unit: "1",
    note: `metrics count steps, not people: the share of \`${to}\` among \`${from}\` exceeds 1 where people repeat a step. The console's funnel counts people`,
  };
}

/** Events of a workflow, with `state` those that led to it. */
export function workflowEvents(type: string, state?: string): Counted {
  const matchers = [equals("telltale_workflow_type", type)];
  if (state !== undefined) matchers.push(equals("telltale_workflow_state", state));
  return { name: "telltale_workflow_events_total", matchers };
}

/** How long instances of a workflow lived that ended. */
export function workflowDuration(type: string, state?: string): Pick<Target, "name" | "matchers"> {
  return { ...workflowEvents(type, state), name: "telltale_workflow_duration_seconds" };
}

function ofWorkflow({ workflow: type, measure, state }: SourceOf<"workflow">): Translated {
  if (measure === "events")
    return { measure: { form: "increase", of: workflowEvents(type, state), by: [] }, unit: "{event}" };
  if (measure === "p95")
    return {
      measure: { form: "quantile", quantile: 0.95, ...workflowDuration(type, state), by: [] },
      unit: "s",
    };
  return {
    problem: `metrics do not show which instances of the workflow \`${type}\` are stuck: that takes the time since the last event of each`,
    fix: "Use the console's rules, which look at the instances, or alert on `events` of the state that should follow.",
  };
}
