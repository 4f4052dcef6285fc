// Points of metrics.
import { percentiles, shareOfPercentile } from "catalog/percentile";
import type { Sample } from "../condition/sample.ts";
import { alternative, choice, type Infer, optional, required, text } from "../shape/shape.ts";
import { exactSum } from "./exact-sum.ts";
import type { AnyFact, SourceFacts } from "./fact.ts";
import { sourceKind, where } from "./kind.ts";
import { average, counted, countOf, lastOf, percentile, secondsOf, sumOf, valueSample } from "./measure.ts";

export const metric = sourceKind(
  alternative("Metric", ["metric"], "The points of a metric.", {
    metric: required(text("shop.jobs.waiting"), "Name of the metric."),
    aggregation: optional(
      choice(["last", "rate", "sum", "average", "min", "max", "count", ...percentiles]),
      "How the points of the window become one number. `rate` is per second.",
      "`last`",
    ),
    where,
  }),
  { words: (of) => `${of("aggregation") || "last"} of ${of("metric")}` },
);

/** A point of a metric. `kind`: the increase of a counter, the value of a gauge, an observation of a histogram. */
export interface MetricFact extends AnyFact {
  readonly metric: string;
  readonly kind: "increase" | "value" | "observation";
  readonly value: number;
  /** Unit of the metric, a part of its name in Prometheus. */
  readonly unit?: string;
}

export const metricFacts: SourceFacts<Infer<typeof metric>, MetricFact> = {
  kind: "metric",
  signal: "metrics",
  nameOf: (source) => source.metric,
  measure: ({ aggregation = "last" }, facts, window) => measureMetric(aggregation, facts, secondsOf(window)),
  table: {
    column: "metric",
    columns: ["value", "kind"],
    read: (row) => ({
      metric: row.text("metric"),
      value: row.needed("value"),
      kind: row.choice("kind", ["value", "increase", "observation"], "value"),
    }),
  },
};

/** The points of a metric as one value. */
export function measureMetric(
  aggregation: string,
  facts: readonly MetricFact[],
  seconds: number,
): Sample | undefined {
  switch (aggregation) {
    case "rate":
      return { value: increaseOf(facts) / seconds };
    case "sum":
      return valueSample(sumOf(facts));
    case "count":
      return counted(facts);
    case "average":
      return valueSample(average(facts));
    case "min":
    case "max":
      return valueSample(percentile(facts, "value", aggregation === "min" ? 0 : 1));
    case "last":
      return valueSample(lastOf(facts));
    default:
      return valueSample(percentile(facts, "value", shareOfPercentile(aggregation)));
  }
}

/** What was counted: increases of a counter by their values, observations by their number. */
function increaseOf(facts: readonly MetricFact[]): number {
  return exactSum(
    facts.map((fact) => (fact.kind === "observation" ? countOf(fact) : countOf(fact) * fact.value)),
  );
}
