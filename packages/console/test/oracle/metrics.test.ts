// Metrics over time against the oracle: what counters gained, what gauges were, in which bucket percentiles are.
import type { MetricResult, MetricsResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { closeOrNull, iso, periodOf, rangeOf, sum } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { bounds, measuredOf, type RawPoint, type RawSeries } from "./measured.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { sendMetrics } from "./send-metrics.ts";
import { storeOf } from "./store.ts";

const stepMs = 300_000;

/** What one series gained at a point. */
interface Gain {
  readonly at: number;
  readonly value: number;
  readonly buckets: readonly number[];
}

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const all = measuredOf(seed);
  const range = rangeOf({ from, to });
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf({ from, to, spans: [], records: [] }, seed);
    await sendMetrics(api, all, seed);
  });
  afterAll(() => api.close());

  test("the list has the metrics of the range, with their series and services", async () => {
    const { metrics } = await api.get<MetricsResult>(`/api/metrics?${range}`);
    const measured = all.filter(({ points }) => between(points, { from, to }).length > 0);
    const expected = [...Map.groupBy(measured, ({ metric }) => metric)].map(([name, own]) => ({
      name,
      seriesCount: own.length,
      services: [...new Set(own.map(({ service }) => service))].toSorted(),
      lastSeen: iso(
        Math.max(...own.flatMap(({ points }) => between(points, { from, to }).map(({ at }) => at))),
      ),
    }));
    expect(metrics).toMatchObject(expected.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    expect(metrics).toHaveLength(expected.length);
  });

  const ask = async (path: string): Promise<MetricResult> =>
    api.get<MetricResult>(`/api/metrics/${path}&${range}&stepMs=${stepMs}`);

  test.each([
    ["orders", "sum"],
    ["orders", "rate"],
    ["jobs", "sum"],
    ["jobs", "rate"],
    ["latency", "count"],
    ["latency", "rate"],
  ] as const)("%s: the %s of what was gained, by plan", async (metric, aggregation) => {
    const result = await ask(`${metric}?aggregation=${aggregation}&groupBy=plan`);
    for (const { labels, values } of result.series) {
      const gains = all
        .filter((one) => one.metric === metric && one.plan === labels["plan"])
        .flatMap((one) => gainsOf(one, result.times[0]!));
      const expected = stepsOf(result).map((step) => {
        const own = between(gains, step);
        // before a step is over, a part of its points is still to come
        if (own.length === 0 || (aggregation === "rate" && !isOver(step))) return null;
        const total = sum(own.map(({ value }) => value));
        return aggregation === "rate" ? total / (stepMs / 1000) : total;
      });
      expect([labels["plan"], ...values]).toEqual([labels["plan"], ...expected.map(closeOrNull)]);
    }
  });

  test.each([
    ["last", (own) => sum(own.map((points) => points.at(-1)!.value)) / own.length],
    ["sum", (own) => sum(own.map((points) => points.at(-1)!.value))],
    ["average", (own) => sum(own.flat().map(({ value }) => value)) / own.flat().length],
    ["min", (own) => Math.min(...own.flat().map(({ value }) => value))],
    ["max", (own) => Math.max(...own.flat().map(({ value }) => value))],
    ["count", (own) => own.flat().length],
  ] as readonly (readonly [string, (own: readonly (readonly RawPoint[])[]) => number])[])(
    "memory: the %s of what was measured",
    async (aggregation, figureOf) => {
      const result = await ask(`memory?aggregation=${aggregation}`);
      const memory = all.filter(({ metric }) => metric === "memory");
      const seriesOf = (step: Period): (readonly RawPoint[])[] =>
        memory.map(({ points }) => between(points, step)).filter((points) => points.length > 0);
      const expected = stepsOf(result).map((step, at, steps) => {
        const own = seriesOf(step);
        // a sum of some series is not that of all
        const isPart = at > 0 && !isOver(step) && own.length < seriesOf(steps[at - 1]!).length;
        return own.length === 0 || (aggregation === "sum" && isPart) ? null : figureOf(own);
      });
      expect(result.series[0]?.values ?? expected).toEqual(expected.map(closeOrNull));
    },
  );

  test("latency: percentiles are in the bucket of the observation with that rank", async () => {
    const result = await ask("latency?aggregation=p50");
    const gains = all
      .filter(({ metric }) => metric === "latency")
      .flatMap((one) => gainsOf(one, result.times[0]!));
    const edges = [0, ...bounds, Infinity];
    const values = result.series[0]?.values ?? [];
    const isIn = stepsOf(result).map((step, at) => {
      const found = values[at] ?? null;
      const own = between(gains, step);
      const counts = edges.slice(1).map((_, place) => sum(own.map(({ buckets }) => buckets[place]!)));
      const total = sum(counts);
      if (total === 0 || found === null) return total === 0 && found === null;
      const below = (place: number): number => sum(counts.slice(0, place));
      return counts.some(
        (count, place) =>
          count > 0 &&
          below(place) <= total / 2 &&
          below(place + 1) >= total / 2 &&
          edges[place]! <= found &&
          found <= edges[place + 1]!,
      );
    });
    expect(isIn).toEqual(isIn.map(() => true));
  });
});

testAskedRoutes("metrics.test.ts");

/** The first step is whole, the last one ends with the range. */
function stepsOf(result: MetricResult): readonly Period[] {
  const { to } = periodOf(result);
  return result.times.map((time) => ({ from: time, to: Math.min(time + result.stepMs, to) }));
}

const isOver = ({ from, to }: Period): boolean => to - from === stepMs;

/** What was before the first step is known so far. */
const lookBackMs = 600_000;

/** From point to point, as far as points are known. A process that begins anew has counted from nothing. */
function gainsOf({ kind, points }: RawSeries, firstStep: number): Gain[] {
  if (kind === "delta") return [...points];
  const since = firstStep - lookBackMs;
  const known = points.filter(({ at }) => at >= since);
  return known.flatMap((point, index): Gain[] => {
    const before = known[index - 1];
    if (point.start !== before?.start) return point.start >= since ? [point] : [];
    // of histograms the last point of a step is read: within the step in which one is first seen, its growth is not known
    const firstSeen = known.find(({ start }) => start === point.start)!.at;
    const isFirstStep = Math.floor(firstSeen / stepMs) === Math.floor(point.at / stepMs);
    if (kind === "histogram" && point.start < since && isFirstStep) return [];
    return [
      {
        at: point.at,
        value: point.value - before.value,
        buckets: point.buckets.map((count, place) => count - before.buckets[place]!),
      },
    ];
  });
}
