// Windows of metrics for a preview: sums by step where they add up, else the points that decide the value of a window.
import { acrossOf, type Fact, type GroupSample, type Labels } from "alerts/readings";
import type { Ask } from "./ask.ts";
import type { InputOf } from "./family.ts";
import { type MetricSource, type PointFact, readPoints, type Sampled, type SeriesFacts } from "./metrics.ts";
import { factWindows } from "./fact-windows.ts";
import { matcherOf, type Series, type SeriesCache } from "./series.ts";
import { placeOf, type ReadWindow, type Steps } from "./windows.ts";

export type { MetricSource } from "./metrics.ts";

export async function metricWindows(
  input: InputOf<MetricSource>,
  steps: Steps,
  { ask, series }: { readonly ask: Ask; readonly series: SeriesCache },
): Promise<{ readonly read: ReadWindow }> {
  const { metric, aggregation = "last" } = input.source;
  const range = { from: steps.from, to: steps.from + steps.count * steps.stepMs };
  const fits = matcherOf(input.source);
  const kept = (await isOfNow(input.source, { ask, series })) ? 2 : 1;
  const sampled = sampledBy(aggregation, steps, kept);
  const all = (await readPoints({ ask, series }, [metric], range, sampled)).filter((one) => fits(one.series));
  const first = all[0]?.facts[0];
  const isOfSeries = first !== undefined && acrossOf(input.source, first.kind) !== undefined;
  const read =
    ["rate", "sum", "average", "count"].includes(aggregation) && !isOfSeries
      ? metricSums(input, all, steps)
      : factWindows(
          { ...input, source: { ...input.source, where: undefined } },
          decisiveFacts(input, all, steps),
        );
  return { read };
}

/** Longer, the point before one that decides could be too old to count from. */
const longestSampleMs = 60_000;

/** Of the last value, and of the increase of a cumulative counter, the last point of each step decides, or of each part of a long one. */
function sampledBy(aggregation: string, { stepMs }: Steps, kept: number): Sampled | undefined {
  if (aggregation === "last") return { sampleMs: stepMs, kept, isLast: true };
  if (aggregation !== "rate") return undefined;
  let parts = Math.ceil(stepMs / longestSampleMs);
  while (stepMs % parts !== 0) parts += 1;
  return { sampleMs: stepMs / parts, kept: 1, isLast: false };
}

/** Whether only series that go on count. How often they have points is known from two of each step. */
async function isOfNow(
  { metric, aggregation = "last", across }: MetricSource,
  { ask, series }: { readonly ask: Ask; readonly series: SeriesCache },
): Promise<boolean> {
  if (aggregation !== "last") return false;
  if (across !== undefined) return across === "sum" || across === "average";
  // the usual of up-down counters is their sum
  const known = await series.ofMetric(ask, metric);
  return known?.some(({ type, monotonic }) => type !== 1 && !monotonic) ?? true;
}

interface Sums {
  readonly labels: Labels;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly increases: Float64Array;
}

function labelsIn({ labels }: Series, groupBy: readonly string[]): Labels {
  return Object.fromEntries(groupBy.map((key) => [key, Object.hasOwn(labels, key) ? labels[key]! : ""]));
}

function metricSums(
  { source, groupBy }: InputOf<MetricSource>,
  all: readonly SeriesFacts[],
  steps: Steps,
): ReadWindow {
  const groups = new Map<string, Sums>();
  const zeros = (): Float64Array => new Float64Array(steps.count + 1);
  for (const { series, facts } of all) {
    const labels = labelsIn(series, groupBy);
    const key = JSON.stringify(Object.values(labels));
    const group = groups.get(key) ?? { labels, counts: zeros(), sums: zeros(), increases: zeros() };
    groups.set(key, group);
    for (const { at, kind, value, count = 1 } of facts) {
      const slot = Math.floor((at - steps.from) / steps.stepMs) + 1;
      group.counts[slot]! += count;
      group.sums[slot]! += count * value;
      group.increases[slot]! += kind === "observation" ? count : count * value;
    }
  }
  for (const { counts, sums, increases } of groups.values())
    for (const list of [counts, sums, increases])
      for (let at = 1; at <= steps.count; at += 1) list[at]! += list[at - 1]!;
  return (from, to) => {
    const [first, last] = [placeOf(from, steps), placeOf(to, steps)];
    const seconds = (to - from) / 1000;
    return [...groups.values()].flatMap(({ labels, counts, sums, increases }): GroupSample[] => {
      const count = counts[last]! - counts[first]!;
      if (count === 0) return [];
      const sum = sums[last]! - sums[first]!;
      switch (source.aggregation) {
        case "count":
          return [{ labels, sample: { value: count, count } }];
        case "rate":
          return [{ labels, sample: { value: (increases[last]! - increases[first]!) / seconds } }];
        case "sum":
          return [{ labels, sample: { value: sum } }];
        default:
          return [{ labels, sample: { value: sum / count } }];
      }
    });
  };
}

/** Of a last, least or largest value only the one of each step and series decides; of averages their mean, of percentiles all. */
function decisiveFacts(
  { source, groupBy }: InputOf<MetricSource>,
  all: readonly SeriesFacts[],
  steps: Steps,
): readonly Fact[] {
  const { metric, aggregation = "last" } = source;
  return all.flatMap(({ series, facts }) => {
    // what tells series apart, in place of all attributes
    const attributes = { ...labelsIn(series, groupBy), "\u0000series": series.id };
    const known = aggregation === "last" ? withGaps(facts, steps) : facts;
    return decisive(known, aggregation, steps).map((fact): Fact => ({ ...fact, metric, attributes }));
  });
}

/** The last points of each step, of which the first follows others that were not read where there are two. */
function withGaps(facts: readonly PointFact[], { from, stepMs }: Steps): readonly PointFact[] {
  const slotOf = ({ at }: PointFact): number => Math.floor((at - from) / stepMs);
  return facts.map((fact, index) => {
    const [before, after] = [facts[index - 1], facts[index + 1]];
    const isFirstOfTwo = after !== undefined && slotOf(after) === slotOf(fact);
    return { ...fact, gapMs: before === undefined || isFirstOfTwo ? 0 : fact.at - before.at };
  });
}

function decisive(
  facts: readonly PointFact[],
  aggregation: string,
  { from, stepMs }: Steps,
): readonly PointFact[] {
  if (!["last", "min", "max", "average"].includes(aggregation)) return facts;
  const bySlot = new Map<number, PointFact>();
  for (const fact of facts) {
    const slot = Math.floor((fact.at - from) / stepMs);
    const before = bySlot.get(slot);
    if (aggregation === "average" && before !== undefined) {
      const [count, more] = [before.count ?? 1, fact.count ?? 1];
      const value = (count * before.value + more * fact.value) / (count + more);
      bySlot.set(slot, { ...before, value, count: count + more });
      continue;
    }
    const wins =
      before === undefined ||
      (aggregation === "last"
        ? true
        : aggregation === "min"
          ? fact.value < before.value
          : fact.value > before.value);
    if (wins) bySlot.set(slot, fact);
  }
  return [...bySlot.values()];
}
