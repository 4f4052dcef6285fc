import type { MetricInfo, MetricResult } from "contract";
import { expect, test } from "vitest";

import { groupMetrics } from "./group-metrics.ts";
import { drawnSeries, seriesName } from "./metric-series.ts";
import { formatNumber, formatRate } from "../../lib/format.ts";
import { aggregationsOf } from "../../lib/metric-aggregations.ts";
import { typeWord } from "./metric-words.ts";
import { validateMetricSearch } from "./search.ts";
import { figureFormat, summary } from "./summary.ts";

const info = (name: string): MetricInfo => ({
  name,
  type: "sum",
  unit: "",
  description: "",
  temporality: "delta",
  monotonic: true,
  services: [],
  seriesCount: 1,
  attributeKeys: [],
  lastSeen: "",
});

test("groups metrics that share two words", () => {
  const groups = groupMetrics(
    ["http.server.request.duration", "shop.orders", "http.server.active", "http.client.duration", "up"].map(
      info,
    ),
  );
  expect(groups.map(({ name, metrics }) => [name, metrics.map((metric) => metric.name)])).toEqual([
    ["http", ["http.client.duration"]],
    ["http.server", ["http.server.active", "http.server.request.duration"]],
    ["shop", ["shop.orders"]],
    ["up", ["up"]],
  ]);
});

test("names series by their labels and gives them distinct colours", () => {
  const series = ["nordpay", "harbourpay", ""].map((provider) => ({
    labels: { "payment.provider": provider },
    values: [1],
  }));
  const result: MetricResult = {
    from: "",
    to: "",
    info: info("shop.orders"),
    aggregation: "rate",
    stepMs: 1,
    times: [1],
    series,
    other: null,
    truncated: 0,
    exemplars: [],
  };
  expect(drawnSeries(result).map(({ label }) => label)).toEqual(["nordpay", "harbourpay", "not set"]);
  expect(new Set(drawnSeries(result).map(({ color }) => color)).size).toBe(3);
  expect(seriesName({ labels: {} }, "shop.orders")).toBe("shop.orders");
  expect(drawnSeries({ ...result, series: [{ labels: {}, values: [] }] })[0]?.color).toBe("var(--chart-now)");
});

test("offers the aggregations of a type, the default first", () => {
  expect([
    aggregationsOf(info("a"))[0],
    aggregationsOf({ type: "gauge", monotonic: false })[0],
    aggregationsOf({ type: "histogram", monotonic: false })[0],
  ]).toEqual(["rate", "last", "p95"]);
  expect([typeWord(info("a")), typeWord({ type: "sum", monotonic: false })]).toEqual(["counter", "sum"]);
});

test("ignores gaps in the figures of the legend", () => {
  expect(summary([null, 2, 4, null])).toEqual({ last: 4, least: 2, mean: 3, most: 4 });
  expect(summary([null]).mean).toBeNull();
});

test("ignores a wrong aggregation in the URL", () => {
  expect(validateMetricSearch({ agg: "p42", by: "service.name" })).toEqual({
    by: ["service.name"],
  });
});

test("the rates of a table have one unit, that of the largest", () => {
  const series = [{ values: [0.0333, null, 0.367] }, { values: [0.01, 0] }, { values: [null] }];
  const rate = figureFormat(formatRate, series);
  expect([0.367, 0.0333, 0, null].map(rate)).toEqual(["0.367 /s", "0.0333 /s", "0 /s", "–"]);
  expect(figureFormat(formatRate, series.slice(1))(0.01)).toBe("0.6 /min");
  expect(figureFormat(formatNumber, series)).toBe(formatNumber);
});
