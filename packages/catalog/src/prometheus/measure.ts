// What a rule or a chart looks at, in terms of Prometheus: series and what is computed from them. One value of `Measure` gives the query,
// the labels of its result and, for tests of rules, input series that make it have a wanted value.
import type { Across } from "../source-declaration.ts";
import { by, type Matcher, number, promql, type PromQL, selector } from "quoting/promql";

/** How the server stores histograms: `classic` as `_bucket` series, which the text formats have, `native` as Prometheus scrapes protobuf. */
export type HistogramForm = "classic" | "native";

/** Counted series: a counter, or the count, sum or one bucket of a histogram. */
export interface Counted {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  /** Of a histogram, whose `name` is then without suffix. */
  readonly part?: "count" | "sum" | { readonly within: number };
}

/** A number of things: per second, or in the window. */
interface Counting {
  readonly form: "rate" | "increase";
  readonly of: Counted;
  readonly by: readonly string[];
}

/** A number that is computed from series. */
export type Measure =
  | Counting
  /** `part` of `whole`, or with `inverse` what is missing from it. */
  | {
      readonly form: "share";
      readonly part: Counted;
      readonly whole: Counted;
      readonly by: readonly string[];
      readonly inverse?: boolean;
      /** Whether the part may exceed the whole. */
      readonly unbounded?: boolean;
    }
  | {
      readonly form: "quantile";
      readonly quantile: number;
      readonly name: string;
      readonly matchers: readonly Matcher[];
      readonly by: readonly string[];
    }
  | {
      readonly form: "average";
      readonly name: string;
      readonly matchers: readonly Matcher[];
      readonly by: readonly string[];
    }
  | {
      readonly form: "gauge";
      readonly over: "last" | "average" | "min" | "max" | number;
      /** How the series of a group become one. */
      readonly across?: Across | undefined;
      readonly name: string;
      readonly matchers: readonly Matcher[];
      readonly by: readonly string[];
    };

export interface RenderOptions {
  /** A duration, or a variable of Grafana. */
  readonly window: PromQL;
  /** How much earlier the window ends: a duration. */
  readonly offset?: PromQL | undefined;
  /** Matchers on every selector. */
  readonly scope?: readonly PromQL[];
  readonly histograms?: HistogramForm;
}

/** The query of `measure`. */
export function render(measure: Measure, options: RenderOptions): PromQL {
  switch (measure.form) {
    case "rate":
    case "increase": {
      return total(measure.form, measure.of, measure.by, options);
    }
    case "share": {
      return renderShare(measure, options);
    }
    case "quantile": {
      return renderQuantile(measure, options);
    }
    case "average": {
      const part = (name: "sum" | "count"): PromQL =>
        total("rate", { ...measure, part: name }, measure.by, options);
      return promql`${part("sum")} / ${part("count")}`;
    }
    case "gauge": {
      return renderGauge(measure, options);
    }
  }
}

/** A histogram of `counted` as it is stored: its selector with a range. */
function ranged(counted: Counted, options: RenderOptions): PromQL {
  const { scope, histograms } = options;
  const { name, matchers, part } = counted;
  const suffix = typeof part === "string" ? `_${part}` : part === undefined ? "" : "_bucket";
  const isNative = histograms === "native" && part !== undefined;
  const within = typeof part === "object" && !isNative ? [boundary(part.within)] : [];
  const series = selector(isNative ? name : name + suffix, [...matchers, ...within], scope);
  return promql`${series}${rangeText(options)}`;
}

/** `[5m]`, or `[5m] offset 1d`. */
export function rangeText({ window, offset }: Pick<RenderOptions, "window" | "offset">): PromQL {
  return promql`[${window}]${offsetText({ offset })}`;
}

function offsetText({ offset }: Pick<RenderOptions, "offset">): PromQL {
  return offset === undefined ? promql`` : promql` offset ${offset}`;
}

/** The matcher of a bucket: OpenMetrics writes `1.0` where the text format writes `1`. */
function boundary(within: number): Matcher {
  const text = number(within);
  const escaped = text.replaceAll(".", String.raw`\.`).replaceAll("+", String.raw`\+`);
  return Number.isInteger(within)
    ? { label: "le", op: "=~", value: `${escaped}(${String.raw`\.`}0)?` }
    : { label: "le", op: "=", value: text };
}

function total(
  call: "rate" | "increase",
  counted: Counted,
  labels: readonly string[],
  options: RenderOptions,
): PromQL {
  const name = call === "rate" ? promql`rate` : promql`increase`;
  const sum = promql`sum${by(labels)}(${name}(${ranged(counted, options)}))`;
  if (options.histograms !== "native" || counted.part === undefined) return sum;
  if (typeof counted.part === "string")
    return counted.part === "sum" ? promql`histogram_sum(${sum})` : promql`histogram_count(${sum})`;
  return promql`(histogram_fraction(-Inf, ${number(counted.part.within)}, ${sum}) * histogram_count(${sum}))`;
}

// without a series of the part, for example before the first failure, the share is 0 and not absent
function renderShare(
  { part, whole, by: labels, inverse }: Extract<Measure, { form: "share" }>,
  options: RenderOptions,
): PromQL {
  const all = total("rate", whole, labels, options);
  const share = promql`(${total("rate", part, labels, options)} or ${all} * 0) / ${all}`;
  return inverse === true ? promql`1 - ${share}` : share;
}

function renderQuantile(
  { quantile, name, matchers, by: labels }: Extract<Measure, { form: "quantile" }>,
  options: RenderOptions,
): PromQL {
  const { scope, histograms } = options;
  const isNative = histograms === "native";
  const series = selector(isNative ? name : `${name}_bucket`, matchers, scope);
  const labelsOfSum = by(isNative ? labels : ["le", ...labels]);
  return promql`histogram_quantile(${number(quantile)}, sum${labelsOfSum}(rate(${series}${rangeText(options)})))`;
}

const operators = { sum: promql`sum`, max: promql`max`, min: promql`min`, average: promql`avg` };

function renderGauge(measure: Gauge, options: RenderOptions): PromQL {
  const { over, across, name, matchers, by: labels } = measure;
  const series = selector(name, matchers, options.scope);
  const values = promql`${series}${rangeText(options)}`;
  const group = (operator: Across, value: PromQL): PromQL =>
    promql`${operators[across ?? operator]}${by(labels)}(${value})`;
  if (typeof over === "number") return group("max", promql`quantile_over_time(${number(over)}, ${values})`);
  if (over === "average") return group("average", promql`avg_over_time(${values})`);
  if (over === "min") return group("min", promql`min_over_time(${values})`);
  if (over === "max") return group("max", promql`max_over_time(${values})`);
  const plain = promql`${series}${offsetText(options)}`;
  return isOfEachSeries(measure) ? plain : group("max", plain);
}

type Gauge = Extract<Measure, { form: "gauge" }>;

/** Whether the result has the labels of each series. */
export function isOfEachSeries(measure: Measure): boolean {
  if (measure.form !== "gauge" || measure.over !== "last") return false;
  return measure.by.length === 0 && measure.across === undefined;
}

/** The smallest and largest value that `measure` can have. */
export function rangeOf(measure: Measure): readonly [least: number, most: number] {
  if (measure.form === "share") return [0, measure.unbounded === true ? Infinity : 1];
  return measure.form === "rate" || measure.form === "increase" ? [0, Infinity] : [-Infinity, Infinity];
}

type Share = Extract<Measure, { form: "share" }>;

/** The number of things behind a share in the window. */
export function renderWhole({ whole, by: labels }: Share, options: RenderOptions): PromQL {
  return total("increase", whole, labels, options);
}

/** The things of which a share is, without series of them 0: in the window, or per second. */
export function renderPart(
  { part, whole, by: labels, inverse }: Share,
  call: "rate" | "increase",
  options: RenderOptions,
): PromQL {
  const all = total(call, whole, labels, options);
  const some = promql`(${total(call, part, labels, options)} or ${all} * 0)`;
  return inverse === true ? promql`${all} - ${some}` : some;
}

/** A condition that holds when nothing was counted in the window, or when there is no series at all. The result has no labels. */
export function renderAbsent(measure: Measure, options: RenderOptions): PromQL {
  const base = baseOf(measure);
  const series = ranged(base, options);
  const missing = promql`sum(absent_over_time(${series}))`;
  if (measure.form === "gauge") return missing;
  const isNative = options.histograms === "native" && base.part !== undefined;
  const sum = promql`sum(increase(${series}))`;
  return promql`${isNative ? promql`histogram_count(${sum})` : sum} == 0 or ${missing}`;
}

/** The series that must be there for `measure` to have a value. */
export function baseOf(measure: Measure): Counted {
  if (measure.form === "share") return measure.whole;
  if ("of" in measure) return measure.of;
  const { name, matchers } = measure;
  return measure.form === "gauge" ? { name, matchers } : { name, matchers, part: "count" };
}
