import { expect, test } from "vitest";
import {
  aggregateDistribution,
  aggregateSample,
  aggregationsOf,
  type DistributionStep,
} from "./metric-aggregation.ts";

const step = {
  change: 30,
  minChange: 4,
  mostChange: 9,
  points: "6",
  lastSum: 200,
  lastMean: 100,
  mean: 90,
  least: 50,
  most: 110,
  streams: 2,
};
const counter = { type: "sum", monotonic: true, temporality: "cumulative" } as const;
const upDown = { type: "sum", monotonic: false, temporality: "cumulative" } as const;
const gauge = { type: "gauge", monotonic: false, temporality: "none" } as const;

test("the default comes first", () => {
  expect(aggregationsOf(counter)[0]).toBe("rate");
  expect(aggregationsOf(upDown)[0]).toBe("last");
  expect(aggregationsOf(gauge)[0]).toBe("last");
  expect(aggregationsOf({ type: "exponential_histogram", monotonic: false })[0]).toBe("p95");
  expect(aggregationsOf({ type: "summary", monotonic: false })[0]).toBe("average");
});

test.each([
  [counter, "rate", 3],
  [counter, "sum", 30],
  [counter, "average", 5],
  [counter, "min", 4],
  [counter, "max", 9],
  [counter, "last", 200],
  [counter, "count", 6],
  [upDown, "last", 200],
  [upDown, "average", 90],
  [upDown, "sum", 200],
  [upDown, "rate", 3],
  [gauge, "last", 100],
  [gauge, "sum", 200],
  [gauge, "min", 50],
  [gauge, "max", 110],
] as const)("%o %s", (info, aggregation, value) => {
  expect(aggregateSample(step, aggregation, info, 10)).toBe(value);
});

test("an unknown change is not a rate of zero", () => {
  expect(aggregateSample({ ...step, change: null }, "rate", counter, 10)).toBeNull();
});

const histogram: DistributionStep = {
  cells: [
    [0, null, 5, 10],
    [0, 5, 10, 40],
    [0, 10, 20, 40],
    [0, 20, null, 10],
    [1, 0, 0, 100],
    [2, 0, 0, 1200],
  ],
  least: null,
  most: null,
};

test.each([
  ["p50", 10],
  ["count", 100],
  ["rate", 10],
  ["sum", 1200],
  ["average", 12],
  ["min", 0],
  ["max", 20],
] as const)("histogram %s", (aggregation, value) => {
  expect(aggregateDistribution(histogram, aggregation, { type: "histogram" }, 10)).toBe(value);
});

test("a summary has only the quantiles that were sent", () => {
  const summary: DistributionStep = {
    cells: [
      [1, 0, 0, 8],
      [3, 0.5, 0, 42],
    ],
    least: null,
    most: null,
  };
  expect(aggregateDistribution(summary, "p50", { type: "summary" }, 10)).toBe(42);
  expect(aggregateDistribution(summary, "p99", { type: "summary" }, 10)).toBeNull();
});

test("a step without counts has no quantile", () => {
  expect(
    aggregateDistribution({ cells: [], least: null, most: null }, "p95", { type: "histogram" }, 10),
  ).toBeNull();
});
