// Metrics of a recording as Prometheus has them: the kind of the points decides about the type, and the type about the name.
import type { Fact, MetricFact, Source } from "alerts";
import { familyName } from "catalog/prometheus";
import { NotExpressible } from "./not-expressible.ts";

/** A rule's source that is a metric. */
export type MetricSource = Extract<Source, { readonly metric: string }>;

/** A metric with all of its points. */
export interface RecordedMetric {
  readonly metric: string;
  readonly type: "gauge" | "counter" | "histogram";
  /** Its name in Prometheus, without `_total`, `_bucket`, `_count` and `_sum`. */
  readonly family: string;
  readonly facts: readonly MetricFact[];
}

const types = {
  value: "gauge",
  updowncounter: "gauge",
  increase: "counter",
  observation: "histogram",
} as const;

/** Looks metrics up by name. The function throws {@link NotExpressible} for a metric without points, or with points of several kinds. */
export function recordedMetrics(facts: readonly Fact[]): (metric: string) => RecordedMetric {
  const lists = new Map<string, MetricFact[]>();
  for (const fact of facts) {
    if (!("metric" in fact)) continue;
    const list = lists.get(fact.metric);
    if (list === undefined) lists.set(fact.metric, [fact]);
    else list.push(fact);
  }
  return (metric) => {
    const list = lists.get(metric);
    if (list === undefined)
      throw new NotExpressible(
        `the data has no points of \`${metric}\`, which would tell its type in Prometheus`,
      );
    const [kind, ...others] = new Set(list.map((fact) => fact.kind));
    if (others.length > 0)
      throw new NotExpressible(
        `the points of \`${metric}\` are of several kinds: \`${kind!}\`, \`${others.join("`, `")}\``,
      );
    return metricOf(metric, types[kind!], list);
  };
}

function metricOf(
  metric: string,
  type: RecordedMetric["type"],
  facts: readonly MetricFact[],
): RecordedMetric {
  const odd = facts.find(({ value }) => !Number.isFinite(value));
  if (odd !== undefined) throw new NotExpressible(`\`${metric}\` has the value ${odd.value}`);
  const negative = type === "gauge" ? undefined : facts.find(({ value }) => value < 0);
  if (negative !== undefined)
    throw new NotExpressible(
      `\`${metric}\` has the value ${negative.value}: a ${type} of Prometheus must not decrease`,
    );
  const form = type === "histogram" ? "other" : type;
  return { metric, type, family: familyName(metric, facts[0]?.unit ?? "", form), facts };
}
