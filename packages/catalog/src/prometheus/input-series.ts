// Input series for `promtool test rules`: samples that make a measure have a wanted value, computed from its own form.
import { baseOf, type Counted, isOfEachSeries, type Measure } from "./measure.ts";
import { type Matcher, number, seriesName } from "quoting/promql";

/** A series of a test of rules, in promtool's notation. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/** Labels of a result or of a series. */
export type Labels = Readonly<Record<string, string>>;

export interface SeriesOptions {
  /** Of the measure. */
  readonly windowMs: number;
  /** Time between two samples. */
  readonly stepMs: number;
  /** Samples after the first. */
  readonly steps: number;
  /** Counted in each step, where the relation matters; by default many. */
  readonly perStep?: number;
  /** A value for each label that the measure groups by. */
  readonly groups: Labels;
}

/** Series that make `measure` have `value` in every full window. */
export function seriesOf(measure: Measure, value: number, options: SeriesOptions): InputSeries[] {
  const { windowMs, stepMs, groups, perStep = 100 } = options;
  const counting = (of: Counted, growth: number, extra: Labels = {}): InputSeries =>
    line(nameOf(of), { ...groups, ...labelsOf(of), ...extra }, 0, growth, options);
  if ("of" in measure)
    return [counting(measure.of, (value * stepMs) / (measure.form === "rate" ? 1000 : windowMs))];
  if (measure.form === "share") return shareSeries(measure, value, perStep, counting);
  const labels = { ...groups, ...labelsOf(measure) };
  if (measure.form === "gauge") return [line(measure.name, labels, value, 0, options)];
  if (measure.form === "average")
    return [
      line(`${measure.name}_sum`, labels, 0, value * perStep, options),
      line(`${measure.name}_count`, labels, 0, perStep, options),
    ];
  return bucketsFor(value, measure.quantile).map(([bound, isFull]) =>
    line(`${measure.name}_bucket`, { ...labels, le: number(bound) }, 0, isFull ? perStep : 0, options),
  );
}

/** Labels of the result of `measure`, where its series are those of {@link seriesOf}. */
export function resultLabels(measure: Measure, groups: Labels): Labels {
  if (measure.form === "gauge" && isOfEachSeries(measure)) return labelsOf(measure);
  const all = labelsOf(baseOf(measure));
  return Object.fromEntries(measure.by.map((label) => [label, all[label] ?? groups[label] ?? ""]));
}

function shareSeries(
  { part, whole, inverse }: Extract<Measure, { form: "share" }>,
  value: number,
  perStep: number,
  counting: (of: Counted, perStep: number, extra?: Labels) => InputSeries,
): InputSeries[] {
  const share = inverse === true ? 1 - value : value;
  const partSeries = counting(part, share * perStep);
  const own = part.matchers.filter(({ label }) => !whole.matchers.some((other) => other.label === label));
  const overlaps = nameOf(part) === nameOf(whole) && own.length > 0 && contains(whole, part);
  if (!overlaps) return [partSeries, counting(whole, perStep)];
  const others = own.filter(({ op }) => op === "=").map(({ label, value: text }) => [label, `not ${text}`]);
  return [partSeries, counting(whole, (1 - share) * perStep, Object.fromEntries(others) as Labels)];
}

function contains(whole: Counted, part: Counted): boolean {
  const labels = labelsOf(part);
  return Object.entries(labelsOf(whole)).every(([label, value]) => labels[label] === value);
}

/** Buckets whose quantile is `value`: all observations between two bounds around it. */
function bucketsFor(value: number, quantile: number): (readonly [bound: number, isFull: boolean])[] {
  if (value <= 0)
    return [
      [value, true],
      [Infinity, true],
    ];
  const lower = value / 2;
  const upper = lower + (value - lower) / quantile;
  return [
    [rounded(lower), false],
    [rounded(upper), true],
    [Infinity, true],
  ];
}

function nameOf({ name, part }: Counted): string {
  if (part === undefined) return name;
  return typeof part === "string" ? `${name}_${part}` : `${name}_bucket`;
}

function labelsOf({
  matchers,
  part,
}: {
  readonly matchers: readonly Matcher[];
  readonly part?: Counted["part"];
}): Labels {
  const labels = matchers.map(({ label, op, value }) => [label, op === "=" ? value : "any"] as const);
  const bound = typeof part === "object" ? [["le", number(part.within)] as const] : [];
  return Object.fromEntries([...labels, ...bound]);
}

function line(
  name: string,
  labels: Labels,
  first: number,
  growth: number,
  { steps }: SeriesOptions,
): InputSeries {
  const step = rounded(growth);
  const sign = step < 0 ? "-" : "+";
  const values = `${number(rounded(first))}${sign}${number(Math.abs(step))}x${steps}`;
  return { series: seriesName(name, labels), values };
}

function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(12)) : value;
}
