// A source of the console's charts as one of a catalog, which Prometheus can compute, or the reason why it cannot: the console knows more
// aggregations than catalogs have, and conditions.
import type { Catalog } from "../catalog.ts";
import type { SourceDeclaration } from "../declaration.ts";
import type { Measure } from "../prometheus/measure.ts";
import { underscoredLabel } from "../prometheus/names.ts";
import type { Matcher } from "../prometheus/promql.ts";
import { translate } from "../prometheus/source.ts";

/** A condition of the filter bar; `=`, `!=`, `exists` and `!exists` are matchers of Prometheus. */
interface BoardCondition {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}

type Translated =
  | { readonly measure: Measure; readonly unit: string; readonly note?: string }
  | { readonly problem: string };

const known = { metric: true, transaction: true, journey: true, workflow: true, span: true, event: true };

/** What `source` is in Prometheus. */
export function translateSource(source: object, catalog: Catalog): Translated {
  const kind = Object.keys(source)[0] ?? "";
  if (!(kind in known)) return { problem: `Prometheus has no data of the kind \`${kind}\`` };
  if ("metric" in source) return ofMetric(source as MetricSource, catalog);
  return translate(("journey" in source ? withEnds(source as JourneySource) : source) as never, catalog);
}

interface JourneySource {
  readonly journey: string;
  readonly steps?: readonly string[];
}

/** A funnel with all its steps is for Prometheus one from its first step to its last. */
function withEnds(source: JourneySource): object {
  const { steps = [] } = source;
  return steps.length === 0 ? source : { ...source, from: steps[0], to: steps.at(-1) };
}

interface MetricSource {
  readonly metric: string;
  readonly aggregation?: string;
  readonly where?: Readonly<Record<string, string | number | boolean>>;
  readonly groupBy?: readonly string[];
  readonly filter?: readonly BoardCondition[];
}

/** The service is in `job`: of series by OTLP behind its namespace, of scraped ones alone. */
const serviceKeys: readonly string[] = ["service", "service.name"];

function ofMetric(
  { where = {}, groupBy = [], filter = [], ...rest }: MetricSource,
  catalog: Catalog,
): Translated {
  const ofWhere = Object.entries(where).map(([key, value]) => ({ key, operator: "=", value: String(value) }));
  const matchers: Matcher[] = [];
  for (const condition of [...ofWhere, ...filter]) {
    const matcher = toMatcher(condition);
    if ("problem" in matcher) return matcher;
    matchers.push(matcher);
  }
  const labels = groupBy.map((key) => (serviceKeys.includes(key) ? "job" : key));
  const translated = aggregate({ ...rest, groupBy: labels }, catalog);
  return "problem" in translated
    ? translated
    : { ...translated, measure: withMatchers(translated.measure, matchers) };
}

function toMatcher({ key, operator, value }: BoardCondition): Matcher | { readonly problem: string } {
  const label = underscoredLabel(key);
  const isVariable = value.startsWith("$");
  if (serviceKeys.includes(key) && operator === "=" && !isVariable)
    return {
      label: "job",
      op: "=~",
      value: `(.+/)?${value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`,
    };
  if (key === "service" || (operator === "!=" && isVariable))
    return { problem: `Prometheus has no label for the condition \`${key}${operator}${value}\`` };
  if (operator === "=" || operator === "!=") return { label, op: operator, value };
  if (operator === "exists") return { label, op: "!=", value: "" };
  if (operator === "!exists") return { label, op: "=", value: "" };
  return { problem: `Prometheus cannot filter by \`${[key, operator, value].join(" ").trim()}\`` };
}

type Declared = Extract<SourceDeclaration, { readonly metric: string }>;

function aggregate(source: Omit<MetricSource, "where" | "filter">, catalog: Catalog): Translated {
  const { aggregation, ...rest } = source;
  const as = (name: Declared["aggregation"]): Translated =>
    translate({ ...rest, aggregation: name }, catalog);
  if (aggregation === "avg") return as("average");
  if (aggregation === "count") return counted(as("rate"), source.metric, catalog);
  if (aggregation === "min" || aggregation === "max") {
    const last = as("last");
    if ("problem" in last)
      return { problem: `Prometheus knows no \`${aggregation}\` of \`${source.metric}\`` };
    return last.measure.form === "gauge"
      ? { ...last, measure: { ...last.measure, over: aggregation } }
      : last;
  }
  return as(aggregation as Declared["aggregation"]);
}

/** The measurements of a histogram; of other series Prometheus counts samples, which depend on how often it scrapes. */
function counted(rate: Translated, name: string, { metrics }: Catalog): Translated {
  const isHistogram = metrics.some((metric) => metric.name === name && metric.instrument === "histogram");
  if (!isHistogram && metrics.some((metric) => metric.name === name))
    return { problem: `Prometheus does not know how often \`${name}\` was recorded` };
  if ("problem" in rate || rate.measure.form !== "rate") return rate;
  return { ...rate, measure: { ...rate.measure, form: "increase" }, unit: "" };
}

function withMatchers(measure: Measure, more: readonly Matcher[]): Measure {
  if (measure.form === "share") return measure;
  if ("of" in measure)
    return { ...measure, of: { ...measure.of, matchers: [...measure.of.matchers, ...more] } };
  return { ...measure, matchers: [...measure.matchers, ...more] };
}
