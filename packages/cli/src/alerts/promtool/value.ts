// The value of a rule's source as PromQL: over the same window, and computed as a replay computes it.
import { matchersOf, rangeText, render, underscoredLabel } from "catalog/prometheus";
import { acrossOf } from "alerts/readings";
import { by, duration, promql, type PromQL, selector } from "quoting/promql";
import { NotExpressible } from "./not-expressible.ts";
import type { MetricSource, RecordedMetric } from "./recorded-metric.ts";
import type { Use } from "./use.ts";

/** A source over a window that ends `agoMs` before the evaluation. */
export interface Question {
  readonly source: MetricSource;
  readonly of: RecordedMetric;
  readonly windowMs: number;
  readonly agoMs: number;
  readonly groupBy: readonly string[];
  /** Whether the value is compared with a lower limit. */
  readonly isLowest?: boolean | undefined;
}

/** A query, and which points of the metric it needs. */
export interface Value {
  readonly query: PromQL;
  readonly purpose: Use["purpose"];
}

/** @throws {NotExpressible} for an aggregation that Prometheus does not have for the metric's type. */
export function valueOf(question: Question): Value {
  const { type } = question.of;
  if (type === "gauge") return gaugeValue(question);
  return type === "counter" ? counterValue(question) : histogramValue(question);
}

/** The series that are there whenever the metric has points, with their range. */
export function pointsOf({ source, of, windowMs, agoMs }: Omit<Question, "groupBy">): PromQL {
  const suffix = { gauge: "", counter: "_total", histogram: "_count" }[of.type];
  const series = selector(of.family + suffix, matchersOf(source.where));
  return promql`${series}${rangeText(rangeOf({ windowMs, agoMs }))}`;
}

const rangeOf = ({ windowMs, agoMs }: Pick<Question, "windowMs" | "agoMs">) => ({
  window: duration(windowMs),
  offset: agoMs === 0 ? undefined : duration(agoMs),
});

/** Labels of the groups. @throws {NotExpressible} when two attributes become one label. */
export function groupLabels(groupBy: readonly string[]): readonly string[] {
  const labels = groupBy.map(underscoredLabel);
  if (new Set(labels).size < labels.length)
    throw new NotExpressible(`its groups \`${groupBy.join("`, `")}\` are the same label in Prometheus`);
  return labels;
}

const operators = { sum: promql`sum`, max: promql`max`, min: promql`min`, average: promql`avg` };

const aggregationOf = ({ aggregation = "last" }: MetricSource): NonNullable<MetricSource["aggregation"]> =>
  aggregation;

function cannot({ source, of }: Question, why: string): never {
  throw new NotExpressible(
    `\`${aggregationOf(source)}\` of \`${of.metric}\`, a ${of.type} in Prometheus: ${why}`,
  );
}

function gaugeValue(question: Question): Value {
  const { source, of, isLowest } = question;
  const points = pointsOf(question);
  const groups = by(groupLabels(question.groupBy));
  const sum = promql`sum${groups}(sum_over_time(${points}))`;
  const count = promql`sum${groups}(count_over_time(${points}))`;
  const across = acrossOf({ ...source, isLowest }, of.facts[0]?.kind ?? "value");
  const operator = across === undefined ? undefined : operators[across];
  const ofSeries = (usual: PromQL, each: PromQL): PromQL =>
    promql`${operator ?? usual}${groups}(${each}(${points}))`;
  switch (aggregationOf(source)) {
    case "last":
      return { query: ofSeries(operators.max, promql`last_over_time`), purpose: "last" };
    case "min":
      return { query: ofSeries(operators.min, promql`min_over_time`), purpose: "points" };
    case "max":
      return { query: ofSeries(operators.max, promql`max_over_time`), purpose: "points" };
    case "sum":
      return { query: sum, purpose: "points" };
    case "count":
      return { query: count, purpose: "points" };
    case "average": {
      const pooled = promql`${sum} / ${count}`;
      const query = operator === undefined ? pooled : ofSeries(operator, promql`avg_over_time`);
      return { query, purpose: "points" };
    }
    case "rate":
      return cannot(question, "a gauge has no rate");
    default:
      return cannot(
        question,
        "Prometheus interpolates between the points of each series, a percentile here is a point",
      );
  }
}

function counterValue(question: Question): Value {
  const aggregation = aggregationOf(question.source);
  if (aggregation !== "rate" && aggregation !== "sum")
    return cannot(question, "the points of a counter are not kept, use `rate` or `sum`");
  return counting(question, aggregation === "rate" ? "rate" : "increase", "_total");
}

function histogramValue(question: Question): Value {
  const { source, of, groupBy } = question;
  const target = { name: of.family, matchers: matchersOf(source.where), by: groupLabels(groupBy) };
  const aggregation = aggregationOf(source);
  switch (aggregation) {
    case "rate":
      return counting(question, "rate", "_count");
    case "count":
      return counting(question, "increase", "_count");
    case "sum":
      return counting(question, "increase", "_sum");
    case "average":
      return { query: render({ form: "average", ...target }, rangeOf(question)), purpose: "counts" };
    case "last":
    case "min":
    case "max":
      return cannot(question, "single observations are not kept, use a percentile or `average`");
    default: {
      const quantile = Number(aggregation.slice(1)) / 100;
      return {
        query: render({ form: "quantile", quantile, ...target }, rangeOf(question)),
        purpose: "quantile",
      };
    }
  }
}

function counting(question: Question, form: "rate" | "increase", suffix: string): Value {
  const { source, of, groupBy } = question;
  const counted = { name: of.family + suffix, matchers: matchersOf(source.where) };
  return {
    query: render({ form, of: counted, by: groupLabels(groupBy) }, rangeOf(question)),
    purpose: "counts",
  };
}
