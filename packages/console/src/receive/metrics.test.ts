import {
  CUMULATIVE,
  DELTA,
  type ExponentialHistogramPoint,
  type HistogramPoint,
  type Metric,
  type SummaryPoint,
} from "otlp";
import { expect, test } from "vitest";
import {
  attributes,
  idBytes,
  makeMetric,
  makeMetrics,
  makePoint,
  nowMs,
  nowNs,
} from "../../test/support/messages.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { createIntake } from "./intake.ts";
import { localSender } from "./sender.ts";

async function take(...metrics: Metric[]) {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  const outcome = await intake.metrics(makeMetrics(metrics), 100, localSender);
  return {
    samples: writer.rows.samples,
    distributions: writer.rows.distributions,
    outcome,
    counts: intake.counts,
  };
}

const base = {
  attributes: attributes({ plan: "pro" }),
  startTimeUnixNano: nowNs - 1000n,
  timeUnixNano: nowNs,
  flags: 0,
};

function histogram(part: Partial<HistogramPoint>): Metric {
  const point = {
    ...base,
    count: 3n,
    sum: 6,
    min: 1,
    max: 3,
    bucketCounts: [1n, 2n],
    explicitBounds: [1.5],
    exemplars: [],
    ...part,
  };
  return makeMetric({ kind: "histogram", temporality: DELTA, points: [point] });
}

test("gauges and sums keep whether a value is an integer, and their exemplars", async () => {
  const exemplar = {
    timeUnixNano: nowNs,
    value: 7n,
    filteredAttributes: attributes({ "user.id": "u1" }),
    traceId: idBytes("5b8efff798038103d269b633813fc60c"),
    spanId: idBytes("eee19b7ec3c1b174"),
  };
  const { samples, outcome, counts } = await take(
    makeMetric({
      kind: "gauge",
      points: [
        makePoint({ value: 9007199254740993n }),
        makePoint({ value: 0.5, attributes: attributes({ a: 1n }) }),
      ],
    }),
    makeMetric({
      kind: "sum",
      temporality: CUMULATIVE,
      monotonic: true,
      points: [makePoint({ value: 2n, exemplars: [exemplar] })],
    }),
  );
  expect(outcome.rejected).toBe(0n);
  expect(counts.stored.metricPoints).toBe(3);
  expect(samples.map(({ value }) => value)).toEqual([9007199254740993n, 0.5, 2n]);
  expect(samples.map(({ series }) => [series.type, series.temporality, series.monotonic])).toEqual([
    [1, 0, false],
    [1, 0, false],
    [2, 2, true],
  ]);
  expect(samples[2]!.exemplars).toEqual([
    {
      timeNs: nowNs,
      value: 7,
      traceId: exemplar.traceId,
      spanId: exemplar.spanId,
      attributes: exemplar.filteredAttributes,
    },
  ]);
  expect(new Set(samples.map(({ series }) => series.hash)).size).toBe(3);
});

test("the same attributes in another order are the same series; another kind or resource is not", async () => {
  const one = makePoint({
    attributes: new Map([
      ["a", 1n],
      ["b", 2n],
    ]),
  });
  const other = makePoint({
    attributes: new Map([
      ["b", 2n],
      ["a", 1n],
    ]),
  });
  const { samples } = await take(
    makeMetric({ kind: "gauge", points: [one, other] }),
    makeMetric({ kind: "sum", temporality: DELTA, monotonic: false, points: [one] }),
    makeMetric({ kind: "sum", temporality: CUMULATIVE, monotonic: false, points: [one] }),
    makeMetric({ kind: "sum", temporality: CUMULATIVE, monotonic: true, points: [one] }),
  );
  const hashes = samples.map(({ series }) => series.hash);
  expect(hashes[0]).toBe(hashes[1]);
  expect(new Set(hashes).size).toBe(4);
});

test("all three kinds of distributions keep their figures", async () => {
  const exponential: ExponentialHistogramPoint = {
    ...base,
    count: 4n,
    sum: undefined,
    min: undefined,
    max: 9,
    scale: 3,
    zeroCount: 1n,
    zeroThreshold: 0.01,
    positive: { offset: -2, bucketCounts: [1n, 1n] },
    negative: { offset: 5, bucketCounts: [1n] },
    exemplars: [],
  };
  const summary: SummaryPoint = {
    ...base,
    count: 2n,
    sum: 3,
    quantiles: [
      { quantile: 0, value: 1 },
      { quantile: 1, value: 2 },
    ],
  };
  const { distributions } = await take(
    histogram({}),
    makeMetric({ kind: "exponentialHistogram", temporality: CUMULATIVE, points: [exponential] }),
    makeMetric({ kind: "summary", points: [summary] }),
  );
  expect(distributions).toMatchObject([
    { series: { type: 3 }, count: 3n, sum: 6, min: 1, max: 3, bounds: [1.5], counts: [1n, 2n] },
    {
      series: { type: 4 },
      count: 4n,
      sum: undefined,
      min: undefined,
      max: 9,
      scale: 3,
      zeroCount: 1n,
      zeroThreshold: 0.01,
      positiveOffset: -2,
      positiveCounts: [1n, 1n],
      negativeOffset: 5,
      negativeCounts: [1n],
    },
    { series: { type: 5 }, count: 2n, sum: 3, bounds: [0, 1], quantileValues: [1, 2] },
  ]);
});

test.each<[string, Metric]>([
  ["the metric has no name", makeMetric({ kind: "gauge", points: [makePoint()] }, { name: "" })],
  ["the metric has no data of a known kind", makeMetric(undefined)],
  [
    "aggregation_temporality is neither delta (1) nor cumulative (2)",
    makeMetric({ kind: "sum", temporality: 0, monotonic: true, points: [makePoint()] }),
  ],
  ["the point has no value", makeMetric({ kind: "gauge", points: [makePoint({ value: null })] })],
  [
    "time_unix_nano is missing, or not above 0",
    makeMetric({ kind: "gauge", points: [makePoint({ timeUnixNano: 0n })] }),
  ],
  ["bucket_counts has 1 entries for 1 explicit_bounds, expected one more", histogram({ bucketCounts: [1n] })],
  ["explicit_bounds do not increase", histogram({ bucketCounts: [1n, 1n, 1n], explicitBounds: [2, 2] })],
])("is rejected alone: %s", async (reason, bad) => {
  const { samples, outcome, counts } = await take(makeMetric({ kind: "gauge", points: [makePoint()] }), bad);
  expect(outcome).toEqual({ rejected: 1n, errorMessage: `1 points rejected: ${reason}` });
  expect(samples).toHaveLength(1);
  expect(counts.rejected.metricPoints).toBe(1);
});

test("the mark of a series that stopped is stored without a value", async () => {
  const { samples } = await take(
    makeMetric({ kind: "gauge", points: [makePoint({ value: null, flags: 1 })] }),
  );
  expect(samples).toMatchObject([{ value: NaN, flags: 1 }]);
});

test("a histogram without buckets is taken", async () => {
  const { distributions } = await take(histogram({ bucketCounts: [], explicitBounds: [] }));
  expect(distributions).toMatchObject([{ bounds: [], counts: [] }]);
});
