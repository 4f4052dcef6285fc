// The points of a recording as input series of promtool.
import type { MetricFact } from "alerts";
import { type InputSeries, type Labels, underscoredLabel } from "catalog/prometheus";
import { number, seriesName } from "quoting/promql";
import { boundariesOf } from "./buckets.ts";
import { type Grid, slotOf, stepsOf } from "./grid.ts";
import { NotExpressible } from "./not-expressible.ts";
import type { RecordedMetric } from "./recorded-metric.ts";
import type { Use } from "./use.ts";

/** Points of one series, oldest first. */
interface Series {
  readonly labels: Labels;
  readonly facts: MetricFact[];
}

/** A metric as the rule of a test uses it. */
export interface UsedMetric {
  readonly of: RecordedMetric;
  readonly series: readonly Series[];
  /** Of a histogram. */
  readonly boundaries: readonly number[];
  /** Whether only the presence of points matters. */
  readonly isPresence: boolean;
}

/** @throws {NotExpressible} for attributes that Prometheus cannot tell apart, and uses that contradict each other. */
export function usedMetric(of: RecordedMetric, uses: readonly Use[]): UsedMetric {
  const isPresence = uses.some(({ purpose }) => purpose === "presence");
  if (isPresence && of.type !== "gauge" && uses.some(({ purpose }) => purpose !== "presence"))
    throw new NotExpressible(
      `it looks at the values and at the absence of \`${of.metric}\`: a ${of.type} of Prometheus goes on without points`,
    );
  const own = new Set(uses.flatMap(({ attributes }) => attributes));
  // increases of several series add up to those of one; the last values of gauges do not
  const kept = of.type === "gauge" ? undefined : own;
  return { of, series: seriesOf(of, kept), boundaries: boundariesOf(of, uses), isPresence };
}

/** Number of input series. */
export function countSeries({ of, series, boundaries, isPresence }: UsedMetric): number {
  return series.length * (of.type === "histogram" && !isPresence ? boundaries.length + 2 : 1);
}

function seriesOf(
  { metric, facts }: RecordedMetric,
  kept: ReadonlySet<string> | undefined,
): readonly Series[] {
  const found = new Map<string, Series & { readonly attributes: string }>();
  for (const fact of facts) {
    const entries = Object.entries(fact.attributes).filter(([name]) => kept?.has(name) ?? true);
    const attributes = JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const labels = Object.fromEntries(
      entries.filter(([, text]) => text !== "").map(([name, text]) => [underscoredLabel(name), text]),
    );
    const key = JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const known = found.get(key);
    if (known === undefined) found.set(key, { labels, facts: [fact], attributes });
    else if (known.attributes === attributes) known.facts.push(fact);
    else
      throw new NotExpressible(
        `\`${metric}\` has series that Prometheus cannot tell apart: \`${attributes}\` and \`${known.attributes}\``,
      );
  }
  return [...found.values()];
}

/** The input series of a metric. */
export function inputSeries(used: UsedMetric, grid: Grid): readonly InputSeries[] {
  const { of, series, boundaries, isPresence } = used;
  return series.flatMap(({ labels, facts }): InputSeries[] => {
    const line = (
      suffix: string,
      values: readonly (number | undefined)[],
      more: Labels = {},
    ): InputSeries => ({
      series: seriesName(of.family + suffix, { ...labels, ...more }),
      values: notation(values),
    });
    if (of.type === "gauge") return [line("", lastOfSlots(facts, grid))];
    if (of.type === "counter")
      return [
        line(
          "_total",
          counted(facts, grid, isPresence, ({ value, count = 1 }) => value * count),
        ),
      ];
    const observed = (weigh: (fact: MetricFact) => number): (number | undefined)[] =>
      counted(facts, grid, isPresence, weigh);
    const countLine = line(
      "_count",
      observed(({ count = 1 }) => count),
    );
    if (isPresence) return [countLine];
    return [
      ...boundaries.map((bound) =>
        line(
          "_bucket",
          observed(({ value, count = 1 }) => (value <= bound ? count : 0)),
          {
            le: number(bound),
          },
        ),
      ),
      line(
        "_sum",
        observed(({ value, count = 1 }) => value * count),
      ),
      countLine,
    ];
  });
}

/** The last value of each slot, in its middle. */
function lastOfSlots(facts: readonly MetricFact[], grid: Grid): (number | undefined)[] {
  const values = emptyOf(grid);
  for (const { at, value } of facts) values[2 * slotOf(at, grid) + 1] = value;
  return values;
}

/** The total at each time, from the slot of the first point on; for presence only in slots with points. */
function counted(
  facts: readonly MetricFact[],
  grid: Grid,
  isPresence: boolean,
  weigh: (fact: MetricFact) => number,
): (number | undefined)[] {
  const values = emptyOf(grid);
  const first = 2 * slotOf(facts[0]!.at, grid);
  let [total, next] = [0, 0];
  for (let index = first; index < values.length; index++) {
    const until = grid.originMs + (index * grid.slotMs) / 2;
    const before = next;
    for (; next < facts.length && facts[next]!.at < until; next++) total += weigh(facts[next]!);
    if (!isPresence) values[index] = total;
    else if (next > before) values[2 * slotOf(facts[next - 1]!.at, grid) + 1] = total;
  }
  return values;
}

function emptyOf(grid: Grid): (number | undefined)[] {
  return Array.from<number | undefined>({ length: stepsOf(grid) + 1 }).fill(undefined);
}

/** Values in promtool's notation: `_x3 5+0x2 7` is three gaps, three times 5, and 7. */
function notation(values: readonly (number | undefined)[]): string {
  const words: string[] = [];
  for (let index = 0; index < values.length;) {
    const value = values[index];
    let end = index + 1;
    while (end < values.length && values[end] === value) end += 1;
    const repeats = end - index - 1;
    if (value === undefined) words.push(repeats === 0 ? "_" : `_x${repeats + 1}`);
    else words.push(repeats === 0 ? number(value) : `${number(value)}+0x${repeats}`);
    index = end;
  }
  // what is not there at the end need not be said
  if (words.at(-1)?.startsWith("_") === true) words.pop();
  return words.join(" ");
}
