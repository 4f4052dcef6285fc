// A source of the console's charts as one of a catalog, which Prometheus can compute, or the reason why it cannot: the console knows more
// aggregations than catalogs have, and conditions.
import type { Catalog } from "../catalog.ts";
import { type Duration, durationMs } from "../duration.ts";
import type { ChartSourceDeclaration } from "../declaration.ts";
import type { Measure } from "../prometheus/measure.ts";
import { underscoredLabel } from "../prometheus/names.ts";
import { type Matcher, regexText } from "quoting/promql";
import { translate } from "../prometheus/source.ts";
import {
  type InstancesSource,
  type InteractionSource,
  ofInstances,
  ofInteraction,
  ofOutcomes,
  ofProfile,
  type ProfileSource,
  type Translated,
} from "./business-source.ts";

/** A condition of the filter bar; `=`, `!=`, `exists` and `!exists` are matchers of Prometheus. */
interface BoardCondition {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
}

const known = { transaction: true, funnel: true, workflow: true, span: true, event: true };

/** Why Prometheus has nothing of a kind. */
const reasons: Readonly<Record<string, string>> = {
  error: "Prometheus has no groups of errors",
  bottleneck: "Prometheus has no traces, in which bottlenecks are found",
  traces: "Prometheus has no spans",
  records: "Prometheus has no spans and no records",
  alert: "the console evaluates its alerts itself",
};

/** What `source` is in Prometheus. */
export function translateSource(source: object, catalog: Catalog): Translated {
  if ("metric" in source) return ofMetric(source as MetricSource, catalog);
  const { filter = [], ...plain } = source as { readonly filter?: readonly BoardCondition[] };
  const kind = Object.keys(plain)[0] ?? "";
  const translated = translateKind(kind, plain, catalog);
  if ("problem" in translated || filter.length === 0) return translated;
  return { problem: `a \`service\` or \`filter\` of a chart does not narrow ${kind}s in Prometheus` };
}

function translateKind(kind: string, source: object, catalog: Catalog): Translated {
  if ("interaction" in source) return ofInteraction(source as InteractionSource);
  if ("profile" in source) return ofProfile(source as ProfileSource);
  if ("transaction" in source) return ofTransaction(source as TransactionSource, catalog);
  if ("workflow" in source && isOfInstances(source as InstancesSource))
    return ofInstances(source as InstancesSource);
  if (!(kind in known)) return { problem: reasons[kind] ?? `Prometheus has no data of the kind \`${kind}\`` };
  if ("funnel" in source) return ofFunnel(source as FunnelSource, catalog);
  return translate(source as never, catalog);
}

interface FunnelSource {
  readonly funnel: string;
  readonly measure: "entered" | "conversion";
  readonly steps?: readonly string[];
  readonly order?: "ordered" | "strict" | "any";
  readonly exclude?: readonly string[];
  readonly window?: Duration;
}

/** How long people may take where a source does not say it. */
const usualWindow = "1d";

/** Prometheus counts how often each step was taken: a funnel is for it one from its first step to its last, without further rules. */
function ofFunnel(source: FunnelSource, catalog: Catalog): Translated {
  const { steps = [], order: _order, exclude: _exclude, window: _window, ...rest } = source;
  const rules = rulesOf(source);
  if (rules.length > 0)
    return {
      problem: `Prometheus counts the steps of \`${source.funnel}\`, not who took which: it does not know ${rules.join(", ")}`,
    };
  const ends = steps.length === 0 ? {} : { from: steps[0], to: steps.at(-1) };
  const translated = translate({ ...rest, ...ends } as never, catalog);
  if (steps.length < 3 || "problem" in translated || translated.note === undefined) return translated;
  const between = steps.slice(1, -1).map((step) => `\`${step}\``);
  return {
    ...translated,
    note: `${translated.note}, who also took ${between.join(", ")} in between`,
  };
}

/** The rules of a funnel that change what is measured. Who starts one does so with its first step, except where the order is free. */
function rulesOf({ measure, order, exclude = [], window = usualWindow }: FunnelSource): readonly string[] {
  const isAny = order === "any";
  if (measure === "entered") return isAny ? ["which of them came first"] : [];
  return [
    ...(isAny ? ["that they may be in any order"] : []),
    ...(order === "strict" ? ["that no other step may be in between"] : []),
    ...(durationMs(window) === durationMs(usualWindow) ? [] : ["how long people may take"]),
    ...(exclude.length === 0
      ? []
      : [`that ${exclude.map((step) => `\`${step}\``).join(", ")} ends an attempt`]),
  ];
}

interface TransactionSource {
  readonly transaction: string;
  readonly measure: string;
  readonly by?: string;
}

/** The library's metrics of transactions have no attributes of their own, only those of the process. */
function ofTransaction({ by, ...source }: TransactionSource, catalog: Catalog): Translated {
  if (by !== undefined && !serviceKeys.includes(by))
    return { problem: `metrics of transactions have no label for \`${by}\`` };
  if (source.measure === "outcomes") return ofOutcomes(source.transaction);
  const whole = translate(source as never, catalog);
  if (by === undefined || "problem" in whole) return whole;
  const { measure } = whole;
  return { ...whole, measure: { ...measure, by: [...measure.by, "job"] } };
}

function isOfInstances({ measure }: InstancesSource): boolean {
  return measure === "started" || measure === "ended" || measure === "became_stuck";
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
  const isVariable = /^\$[a-z]\w*$/i.test(value);
  if (serviceKeys.includes(key) && operator === "=" && !isVariable)
    return {
      label: "job",
      op: "=~",
      value: `(.+/)?${regexText(value.replaceAll(/\$(?=\$[a-z])/gi, ""))}`,
    };
  if (key === "service" || (operator === "!=" && isVariable))
    return { problem: `Prometheus has no label for the condition \`${key}${operator}${value}\`` };
  if (operator === "=" || operator === "!=") return { label, op: operator, value };
  if (operator === "exists") return { label, op: "!=", value: "" };
  if (operator === "!exists") return { label, op: "=", value: "" };
  return { problem: `Prometheus cannot filter by \`${[key, operator, value].join(" ").trim()}\`` };
}

type Declared = Extract<ChartSourceDeclaration, { readonly metric: string }>;

function aggregate(source: Omit<MetricSource, "where" | "filter">, catalog: Catalog): Translated {
  const { aggregation, ...rest } = source;
  const as = (name: Declared["aggregation"]): Translated =>
    translate({ ...rest, aggregation: name }, catalog);
  if (aggregation === "count") return counted(as("rate"), source.metric, catalog);
  if (aggregation === "min" || aggregation === "max") {
    const last = as("last");
    if ("problem" in last)
      return { problem: `Prometheus knows no \`${aggregation}\` of \`${source.metric}\`` };
    return last.measure.form === "gauge"
      ? { ...last, measure: { ...last.measure, over: aggregation, across: undefined } }
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
