import type { ChartSource } from "contract";
import { expect, test } from "vitest";

import { funnelSearch, logsSearch, metricSearch } from "./source-search.ts";

test("a chart of a metric leads to it with its aggregation, groups and conditions, and those of the header", () => {
  const source = {
    metric: "shop.orders",
    aggregation: "average" as const,
    groupBy: ["tier"],
    limit: 5,
    where: { "payment.provider": "nord pay" },
    filter: ["outcome=failed"],
  } satisfies ChartSource;
  expect(metricSearch({ sources: [source], form: "lines", compare: "1d" }, ["plan=pro"])).toEqual({
    agg: "average",
    by: ["tier"],
    top: 5,
    vs: "1d",
    filter: ["plan=pro", "payment.provider=nord pay", "outcome=failed"],
  });
  expect(metricSearch({ sources: [{ metric: "shop.orders" }] }, [])).toEqual({});
});

const failed = {
  metric: "shop.orders",
  aggregation: "sum",
  filter: ["outcome=failed"],
} satisfies ChartSource;
const all = { metric: "shop.orders", aggregation: "sum" } satisfies ChartSource;

test("a chart with a formula leads to it with its queries", () => {
  expect(metricSearch({ sources: [all, failed], formula: "b / a" }, [])).toEqual({
    agg: "sum",
    q: ["sum shop.orders outcome=failed"],
    f: "b / a",
  });
  expect(metricSearch({ sources: [all, { metric: "shop.queue" }] }, [])).toEqual({
    agg: "sum",
    q: ["usual shop.queue"],
  });
  expect(metricSearch({ sources: [all], formula: "a * 60" }, [])).toEqual({ agg: "sum", f: "a * 60" });
});

test.each<[string, ChartSource, ChartSource]>([
  ["the first query has a condition", failed, all],
  ["a query has two conditions", all, { ...failed, where: { tier: "gold" } }],
  ["a query has other groups", all, { ...failed, groupBy: ["tier"] }],
  ["a query is of another kind", all, { service: "checkout", measure: "rate" }],
  ["a metric has a space in its name", all, { metric: "orders of the shop" }],
])("a chart leads to its metric without a formula that the page cannot show: %s", (_, first, second) => {
  const sources = [first as typeof all, second] as const;
  const search = metricSearch({ sources, formula: "a / b" }, []);
  expect(search).not.toHaveProperty("f");
  expect(search).not.toHaveProperty("q");
});

test("a chart of log records leads to the same records", () => {
  expect(
    logsSearch({ logs: "declined", severity: "warn", service: "payment", filter: ["tier=gold"] }, [
      "tier=gold",
    ]),
  ).toEqual({ text: "declined", severity: "warn", service: "payment", filter: ["tier=gold"] });
  expect(logsSearch({ logs: "" }, [])).toEqual({});
});

test("a funnel keeps its steps and rules", () => {
  const source = { funnel: "checkout", measure: "conversion" } as const;
  expect(funnelSearch({ ...source, steps: ["cart", "paid"], order: "any", window: "1m" })).toEqual({
    steps: ["cart", "paid"],
    order: "any",
    within: 60_000,
  });
  expect(funnelSearch(source)).toEqual({});
});
