// Points of metrics.
import { percentiles, shareOfPercentile } from "catalog/percentile";
import { type Across, acrossNames, hasSeriesValues } from "catalog/source-declaration";
import type { Sample } from "../condition/sample.ts";
import { alternative, choice, type Infer, optional, required, text } from "../shape/shape.ts";
import { exactSum } from "./exact-sum.ts";
import type { AnyFact, FactWindow, SourceFacts } from "./fact.ts";
import { sourceKind, where } from "./kind.ts";
import { average, bySeries, counted, countOf, percentile, secondsOf, sumOf, valueSample } from "./measure.ts";

export const metric = sourceKind(
  alternative("Metric", ["metric"], "The points of a metric.", {
    metric: required(text("shop.jobs.waiting"), "Name of the metric."),
    aggregation: optional(
      choice(["last", "rate", "sum", "average", "min", "max", "count", ...percentiles]),
      "How the points of the window become one number. `rate` is per second.",
      "`last`",
    ),
    across: optional(
      choice(acrossNames),
      "How the values of several series, such as one of each instance, become one. Only for gauges and up-down counters.",
      "`sum` for up-down counters; for the `last` value of gauges `max`, with `below` `min`",
    ),
    where,
  }),
  { words: (of) => `${of("aggregation") || "last"} of ${of("metric")}` },
);

/** A point of a metric. `kind`: the increase of a counter, the value of a gauge or of an up-down counter, an observation of a histogram. */
export interface MetricFact extends AnyFact {
  readonly metric: string;
  readonly kind: "increase" | "value" | "updowncounter" | "observation";
  readonly value: number;
  /** Unit of the metric, a part of its name in Prometheus. */
  readonly unit?: string;
  /** The longest time between points of its series, where the facts are not all points; 0: not known. */
  readonly gapMs?: number;
}

export const metricFacts: SourceFacts<Infer<typeof metric>, MetricFact> = {
  kind: "metric",
  signal: "metrics",
  nameOf: (source) => source.metric,
  measure: (source, facts, window) => measureMetric(source, facts, window),
  table: {
    column: "metric",
    columns: ["value", "kind"],
    read: (row) => ({
      metric: row.text("metric"),
      value: row.needed("value"),
      kind: row.choice("kind", ["value", "updowncounter", "increase", "observation"], "value"),
    }),
  },
};

/** How points become a value. */
export interface MetricMeasure {
  readonly aggregation?: Infer<typeof metric>["aggregation"];
  readonly across?: Across | undefined;
  /** Of several gauges the lowest counts, unless `across` says otherwise: the condition is a lower limit. */
  readonly isLowest?: boolean | undefined;
}

/** `source` under a lower limit. */
export function underLowerLimit<S>(source: S): S {
  return typeof source === "object" && source !== null && "metric" in source
    ? { ...source, isLowest: true }
    : source;
}

/** How the series become one value; undefined: all points count alike. */
export function acrossOf(
  { aggregation = "last", across, isLowest = false }: MetricMeasure,
  kind: MetricFact["kind"],
): Across | undefined {
  if (!hasSeriesValues(aggregation)) return undefined;
  // increases and observations have no level: of the last of each series the highest counts
  if (kind !== "value" && kind !== "updowncounter") return aggregation === "last" ? "max" : undefined;
  if (across !== undefined) return across;
  if (kind === "updowncounter") return "sum";
  return aggregation === "last" ? (isLowest ? "min" : "max") : undefined;
}

/** The points of a metric as one value. */
export function measureMetric(
  source: MetricMeasure,
  facts: readonly MetricFact[],
  window: Pick<FactWindow, "from" | "to">,
): Sample | undefined {
  const seconds = secondsOf(window);
  const [first] = facts;
  const { aggregation = "last" } = source;
  const across = first && acrossOf(source, first.kind);
  if (across === undefined) return measurePoints(aggregation, facts, seconds);
  const all = bySeries(facts);
  // the highest and the lowest may be of any instance of the window, but only what runs now adds up
  const isOfNow = aggregation === "last" && (across === "sum" || across === "average");
  const series = isOfNow ? withoutEnded(all, window.from) : all;
  const values = series.flatMap((own) => measurePoints(aggregation, own, seconds)?.value ?? []);
  return values.length === 0 ? undefined : { value: combine(across, values) };
}

/** How long after its last point a series has ended if others go on: a missed or late export does not end it. */
const endsAfterMs = (gapMs: number): number => Math.max(2.5 * gapMs, gapMs + 30_000);

/** The series without those that others have outlived: an instance that was replaced must not count twice. */
function withoutEnded(
  all: readonly (readonly MetricFact[])[],
  from: number,
): readonly (readonly MetricFact[])[] {
  const series = all.map((own) => ({ own, lastAt: own.at(-1)!.at, gapMs: longestGapMs(own, from) }));
  let [newest, usualMs] = [-Infinity, 0];
  for (const { lastAt, gapMs } of series) {
    newest = Math.max(newest, lastAt);
    usualMs = Math.max(usualMs, gapMs);
  }
  return series
    .filter(({ lastAt, gapMs }) => {
      // a series with one point may have a longer gap than others, unless that point is only the last in the window
      if (gapMs === 0 && lastAt - from >= usualMs) return true;
      return newest - lastAt <= endsAfterMs(gapMs || usualMs);
    })
    .map(({ own }) => own);
}

/** The longest time between two points of the window; 0 where it is not known. */
function longestGapMs(own: readonly MetricFact[], from: number): number {
  let longest = 0;
  for (const [index, { at, gapMs }] of own.entries()) {
    const ownMs = gapMs ?? (index === 0 ? 0 : at - own[index - 1]!.at);
    if (at - ownMs >= from) longest = Math.max(longest, ownMs);
  }
  return longest;
}

function combine(across: Across, values: readonly number[]): number {
  if (across === "sum") return exactSum(values);
  if (across === "average") return exactSum(values) / values.length;
  // not `Math.max(...)`: there may be more series than a call has arguments
  return values.reduce((one, other) => (across === "max" ? Math.max(one, other) : Math.min(one, other)));
}

function measurePoints(
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
      return valueSample(facts.at(-1)?.value);
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
