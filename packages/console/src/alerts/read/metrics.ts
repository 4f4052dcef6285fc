// Metrics: the points of a window become the facts that a replay reads, and then one value by the same functions.
import {
  explicitObservations,
  exponentialObservations,
  type GroupSample,
  increaseSince,
  type Labels,
  measureMetric,
  type MetricFact,
  observationsSince,
  reachMs,
  type Reading,
  type Source,
  type Counted,
  type Total,
} from "alerts/readings";
import { type Ask, ReadingMistake } from "./ask.ts";
import { type Family, type InputOf, spanParams } from "./family.ts";
import { matcherOf, type Series, type SeriesCache } from "./series.ts";

export type MetricSource = Extract<Source, { metric: string }>;

interface SampleRow {
  readonly id: string;
  readonly times: readonly number[];
  readonly starts: readonly string[];
  readonly values: readonly number[];
}

interface DistributionRow {
  readonly id: string;
  readonly at: number;
  readonly begun: string;
  readonly points: number;
  readonly total: number;
  readonly bounds: readonly number[];
  readonly bucketCounts: readonly number[];
  readonly scale: number;
  readonly zeroCount: number;
  readonly positiveOffset: number;
  readonly positiveCounts: readonly number[];
  readonly negativeOffset: number;
  readonly negativeCounts: readonly number[];
}

/** A point that counts. */
export type PointFact = Pick<MetricFact, "at" | "kind" | "value" | "count">;

/** The facts of each series in a span of time, in the order of time. */
export interface SeriesFacts {
  readonly series: Series;
  readonly facts: readonly PointFact[];
}

const mostSeriesRead = 100_000;
const mostSamples = 1_000_000;
const mostPoints = 100_000;

/** Reads the points of some metrics; with `sampled` the last of each such time, of gauges only for a last value. @throws {ReadingMistake} when there are too many. */
export async function readPoints(
  ask: Ask,
  cache: SeriesCache,
  names: readonly string[],
  range: { readonly from: number; readonly to: number },
  sampled?: { readonly sampleMs: number; readonly isLast: boolean },
): Promise<readonly SeriesFacts[]> {
  const params = {
    ...spanParams({ ...range, stepMs: 1 }),
    names,
    since: new Date(range.from - reachMs).toISOString().replace("T", " ").replace("Z", ""),
    most: mostSeriesRead + 1,
    mostSamples: mostSamples + 1,
    mostPoints: mostPoints + 1,
    ...sampled,
  };
  const samples = await ask<SampleRow>("alert-samples", params);
  const points = await ask<DistributionRow>("alert-distributions", params);
  if (samples.length > mostSeriesRead) throw tooMany(`${mostSeriesRead} series`);
  if (samples.reduce((sum, { times }) => sum + times.length, 0) > mostSamples)
    throw tooMany(`${mostSamples} points`);
  if (points.length > mostPoints) throw tooMany(`${mostPoints} points of histograms`);
  const ids = [...samples.map(({ id }) => id), ...new Set(points.map(({ id }) => id))];
  const known = ids.length === 0 ? new Map<string, Series>() : await cache.find(ask, ids, names);
  const found: SeriesFacts[] = [];
  const add = (id: string, factsOf: (series: Series) => readonly PointFact[]): void => {
    const series = known.get(id);
    if (series === undefined) return;
    const facts = factsOf(series).filter(({ at }) => at >= range.from);
    if (facts.length > 0) found.push({ series, facts });
  };
  for (const row of samples) add(row.id, (series) => sampleFacts(row, series));
  for (const [id, rows] of byId(points)) add(id, (series) => distributionFacts(rows, series));
  return found;
}

function tooMany(what: string): ReadingMistake {
  return new ReadingMistake(
    `The metric has more than ${what} in the window. Use a shorter window, or a metric with fewer attributes.`,
  );
}

function byId(rows: readonly DistributionRow[]): ReadonlyMap<string, DistributionRow[]> {
  const grouped = new Map<string, DistributionRow[]>();
  for (const row of rows) {
    const own = grouped.get(row.id);
    if (own === undefined) grouped.set(row.id, [row]);
    else own.push(row);
  }
  return grouped;
}

function sampleFacts({ times, starts, values }: SampleRow, series: Series): PointFact[] {
  const order = [...times.keys()].toSorted((a, b) => times[a]! - times[b]!);
  if (series.type === 1 || !series.monotonic)
    return order.map((index) => ({ at: times[index]!, kind: "value", value: values[index]! }));
  if (series.temporality !== 2)
    return order.map((index) => ({ at: times[index]!, kind: "increase", value: values[index]! }));
  const facts: PointFact[] = [];
  let before: Total | undefined;
  for (const index of order) {
    const point: Total = { at: times[index]!, start: BigInt(starts[index]!), total: values[index]! };
    const value = increaseSince(before, point);
    if (value !== undefined) facts.push({ at: point.at, kind: "increase", value });
    before = point;
  }
  return facts;
}

function distributionFacts(rows: readonly DistributionRow[], series: Series): PointFact[] {
  // quantiles of summaries are no observations
  if (series.type === 5) return [];
  const facts: PointFact[] = [];
  let before: Counted | undefined;
  for (const row of rows) {
    const all =
      series.type === 4
        ? exponentialObservations(
            row.scale,
            row.zeroCount,
            { offset: row.positiveOffset, counts: row.positiveCounts },
            { offset: row.negativeOffset, counts: row.negativeCounts },
          )
        : explicitObservations(row.bounds, row.bucketCounts, { count: row.points, sum: row.total });
    const point: Counted = { at: row.at, start: BigInt(row.begun), observations: all };
    const own = series.temporality === 2 ? observationsSince(before, point) : all;
    before = point;
    for (const [value, count] of own)
      if (count > 0) facts.push({ at: row.at, kind: "observation", value, count });
  }
  return facts;
}

/** The readings of a family of metrics. */
export async function readMetrics(
  ask: Ask,
  cache: SeriesCache,
  family: Family<MetricSource>,
  at: number,
): Promise<ReadonlyMap<string, Reading>> {
  const to = at - family.agoMs;
  const range = { from: to - family.windowMs, to };
  const names = [...new Set(family.inputs.map(({ source }) => source.metric))];
  const byMetric = new Map<string, SeriesFacts[]>(names.map((name) => [name, []]));
  for (const one of await readPoints(ask, cache, names, range)) byMetric.get(one.series.metric)?.push(one);
  return new Map(
    family.inputs.map((input) => [
      input.id,
      { groups: groupsOf(input, byMetric.get(input.source.metric)!, family.windowMs / 1000) },
    ]),
  );
}

/** The values of the groups of one input. */
function groupsOf(
  { source, groupBy }: InputOf<MetricSource>,
  all: readonly SeriesFacts[],
  seconds: number,
): GroupSample[] {
  const aggregation = source.aggregation ?? "last";
  const fits = matcherOf(source);
  const groups = new Map<string, { readonly labels: Labels; readonly facts: MetricFact[] }>();
  for (const { series, facts } of all) {
    if (!fits(series)) continue;
    const labels = Object.fromEntries(
      groupBy.map((key) => [key, Object.hasOwn(series.labels, key) ? series.labels[key]! : ""]),
    );
    const key = groupBy.length === 0 ? "" : JSON.stringify(Object.values(labels));
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { labels, facts: [] }));
    // what tells series apart, in place of all attributes
    const attributes = { series: series.id };
    const wanted = aggregation === "last" ? facts.slice(-1) : facts;
    for (const fact of wanted) group.facts.push({ ...fact, attributes, metric: source.metric });
  }
  return [...groups.values()].flatMap(({ labels, facts }) => {
    const sample = measureMetric(aggregation, facts, seconds);
    return sample === undefined ? [] : [{ labels, sample }];
  });
}
