// Metrics: the points of a window become the facts that a replay reads, and then one value by the same functions.
import {
  type Buckets,
  type GroupSample,
  increaseSince,
  type Labels,
  measureMetric,
  type MetricFact,
  observationsOf,
  observationsSince,
  reachMs,
  type Reading,
  type SourceOf,
  type Counted,
  type Total,
} from "alerts/readings";
import type { QueryParams } from "../../store/query/query.ts";
import type { Ask } from "./ask.ts";
import {
  type Family,
  type InputOf,
  type ReadLimits,
  spanParams,
  TooMuch,
  toSqlTime,
  usualLimits,
} from "./family.ts";
import { matcherOf, type Series, type SeriesCache } from "./series.ts";

export type MetricSource = SourceOf<"metric">;

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
export type PointFact = Pick<MetricFact, "at" | "kind" | "value" | "count" | "gapMs">;

/** The facts of each series in a span of time, in the order of time. */
export interface SeriesFacts {
  readonly series: Series;
  readonly facts: readonly PointFact[];
}

interface PointReader {
  readonly ask: Ask;
  readonly series: SeriesCache;
  readonly limits?: ReadLimits | undefined;
}

/** Which points are read. */
interface PointRange {
  /** Unix ms. */
  readonly from: number;
  readonly to: number;
  /** Of these series only; absent: of all series of the metrics. */
  readonly ids?: readonly string[] | undefined;
}

export interface Sampled {
  readonly sampleMs: number;
  /** Of how many points of a time the last are read. */
  readonly kept: number;
  readonly isLast: boolean;
}

/**
 * Reads the points of some metrics; with `sampled` the last ones of each such time, of gauges only for a last value.
 *
 * @throws {TooMuch} when there are too many.
 */
export async function readPoints(
  { ask, series: cache, limits = usualLimits }: PointReader,
  names: readonly string[],
  { from, to, ids }: PointRange,
  sampled?: Sampled,
): Promise<readonly SeriesFacts[]> {
  const params = {
    ...spanParams({ from, to, stepMs: 1 }),
    names,
    since: toSqlTime(from - reachMs),
    ids: ids?.map(BigInt),
    most: limits.series + 1,
    mostSamples: limits.samples + 1,
    mostPoints: limits.points + 1,
    ...sampled,
  };
  const samples = await ask<SampleRow>("alert-samples", params);
  const points = await ask<DistributionRow>("alert-distributions", params);
  if (
    samples.length > limits.series ||
    samples.reduce((sum, { times }) => sum + times.length, 0) > limits.samples ||
    points.length > limits.points
  )
    throw await tooManyPoints(ask, names, params, limits);
  const found = [...samples.map(({ id }) => id), ...new Set(points.map(({ id }) => id))];
  const known = found.length === 0 ? new Map<string, Series>() : await cache.find(ask, found, names);
  const all: SeriesFacts[] = [];
  const add = (id: string, factsOf: (series: Series) => readonly PointFact[]): void => {
    const series = known.get(id);
    if (series === undefined) return;
    const facts = factsOf(series).filter(({ at }) => at >= from);
    if (facts.length > 0) all.push({ series, facts });
  };
  for (const row of samples) add(row.id, (series) => sampleFacts(row, series));
  for (const [id, rows] of byId(points)) add(id, (series) => distributionFacts(rows, series));
  return all;
}

function figure(number: unknown): string {
  return Number(number).toLocaleString("en");
}

/** With the numbers of points and series, which the store counts. */
async function tooManyPoints(
  ask: Ask,
  names: readonly string[],
  params: QueryParams,
  limits: ReadLimits,
): Promise<TooMuch> {
  const [row] = await ask<{ points: string; seriesCount: string }>("alert-point-counts", params);
  const what = names.length === 1 ? `The metric \`${names[0]}\` has` : `${names.length} metrics have`;
  return new TooMuch(
    `${what} ${figure(row?.points)} points of ${figure(row?.seriesCount)} series in the window, limits ${figure(limits.samples)} points (${figure(limits.points)} of histograms) and ${figure(limits.series)} series. Use a shorter window, restrict the series with \`where\`, or record fewer attributes.`,
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
    return order.map((index) => ({
      at: times[index]!,
      kind: series.type === 1 ? "value" : "updowncounter",
      value: values[index]!,
    }));
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
  // quantiles of summaries are not observations
  if (series.type === 5) return [];
  const facts: PointFact[] = [];
  let before: Counted | undefined;
  for (const row of rows) {
    const buckets = series.type === 4 ? exponentialOf(row) : explicitOf(row);
    const point: Counted = { at: row.at, start: BigInt(row.begun), buckets };
    const own = series.temporality === 2 ? observationsSince(before, point) : observationsOf(buckets);
    before = point;
    for (const [value, count] of own)
      if (count > 0) facts.push({ at: row.at, kind: "observation", value, count });
  }
  return facts;
}

const explicitOf = ({ bounds, bucketCounts, points, total }: DistributionRow): Buckets => ({
  bounds,
  counts: bucketCounts,
  count: points,
  sum: total,
});

const exponentialOf = (row: DistributionRow): Buckets => ({
  scale: row.scale,
  zeroCount: row.zeroCount,
  positive: { offset: row.positiveOffset, counts: row.positiveCounts },
  negative: { offset: row.negativeOffset, counts: row.negativeCounts },
});

/** The readings of a family of metrics. */
export async function readMetrics(
  reader: PointReader,
  family: Family<MetricSource>,
  at: number,
): Promise<ReadonlyMap<string, Reading>> {
  const to = at - family.agoMs;
  const range = { from: to - family.windowMs, to };
  const names = [...new Set(family.inputs.map(({ source }) => source.metric))];
  const byMetric = new Map<string, SeriesFacts[]>(names.map((name) => [name, []]));
  for (const one of await readChosen(reader, family, names, range))
    byMetric.get(one.series.metric)?.push(one);
  return new Map(
    family.inputs.map((input) => [
      input.id,
      { groups: groupsOf(input, byMetric.get(input.source.metric)!, range) },
    ]),
  );
}

/** Of a metric with too many points, those of the series that fit the conditions of the family. */
async function readChosen(
  reader: PointReader,
  family: Family<MetricSource>,
  names: readonly string[],
  range: PointRange,
): Promise<readonly SeriesFacts[]> {
  const [name = "", ...others] = names;
  try {
    if (others.length > 0 || !reader.series.large.has(name)) return await readPoints(reader, names, range);
  } catch (error) {
    if (!(error instanceof TooMuch) || others.length > 0) throw error;
    reader.series.large.add(name);
  }
  const ids = await chosenSeries(reader, family, name);
  return readPoints(reader, names, { ...range, ids });
}

/** Series whose points are named one by one in a query. */
const mostChosen = 5_000;

/** The series that fit, if they are few; undefined: all are read. */
async function chosenSeries(
  { ask, series: cache }: PointReader,
  { inputs, where }: Family<MetricSource>,
  name: string,
): Promise<readonly string[] | undefined> {
  if (where.length === 0) return undefined;
  const chosen = (await cache.ofMetric(ask, name))?.filter(matcherOf(inputs[0]!.source));
  return chosen === undefined || chosen.length > mostChosen ? undefined : chosen.map(({ id }) => id);
}

/** The last fact, with the longest time between two of them. */
function lastOf(facts: readonly PointFact[]): readonly PointFact[] {
  let gapMs = 0;
  for (let index = 1; index < facts.length; index += 1)
    gapMs = Math.max(gapMs, facts[index]!.at - facts[index - 1]!.at);
  return facts.slice(-1).map((fact) => ({ ...fact, gapMs }));
}

/** The values of the groups of one input. */
function groupsOf(
  { source, groupBy }: InputOf<MetricSource>,
  all: readonly SeriesFacts[],
  window: Pick<PointRange, "from" | "to">,
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
    const wanted = aggregation === "last" ? lastOf(facts) : facts;
    for (const fact of wanted) group.facts.push({ ...fact, attributes, metric: source.metric });
  }
  return [...groups.values()].flatMap(({ labels, facts }) => {
    const sample = measureMetric(source, facts, window);
    return sample === undefined ? [] : [{ labels, sample }];
  });
}
