import { type ChartSpec, chartSpec } from "contract";
import { expect, test } from "vitest";

import { withValues } from "./dashboard-variables.ts";
import { pinnedChart } from "./pinned-chart.ts";

const header = { environment: "production", service: "shop", filters: ["plan=pro"] };
const chart: ChartSpec = { title: "Orders", sources: [{ metric: "shop.orders" }] };
const query: ChartSpec = { title: "Query", sources: [{ sql: "SELECT 1" }] };

test("a chart keeps what of the header narrows it, and SQL nothing", () => {
  expect(pinnedChart(chart, header)).toEqual({ ...chart, environment: "production" });
  expect(pinnedChart(chart, header, "service")).toMatchObject({ service: "shop" });
  expect(pinnedChart(chart, header, "filters")).toEqual({
    ...chart,
    environment: "production",
    service: "shop",
    filter: ["plan=pro"],
  });
  expect(pinnedChart(query, header)).toEqual(query);
  const ofAlert: ChartSpec = { title: "Slow", sources: [{ alert: "a1b2c3" }] };
  expect(pinnedChart(ofAlert, header)).toEqual(ofAlert);
});

test("a dashboard draws a pinned chart with the same texts, also those that begin with `$`", () => {
  const shown: ChartSpec = {
    title: "Orders in $usd",
    sources: [
      { metric: "shop.orders", where: { plan: "$pro" }, filter: ["tier=$$gold"], groupBy: ["$plan"] },
      { logs: "costs $usd", severity: "error" },
      { sql: "SELECT '$usd'" },
    ],
  };
  const pinned = pinnedChart(shown, { service: "$shop", filters: ["plan=$pro", "city=$"] }, "filters");
  expect(
    withValues(pinned, new Map(["pro", "usd", "gold", "shop", "plan"].map((name) => [name, "x"]))),
  ).toEqual({
    chart: { ...shown, service: "$shop", filter: ["plan=$pro", "city=$"] },
    missing: [],
  });
});

test.each([
  ["as long as allowed", "x".repeat(200), "x".repeat(200)],
  ["too long", `${"x".repeat(190)}: time saved`, `${"x".repeat(190)}: time sa…`],
  ["too long with its `$` escaped", `${"x".repeat(195)}$plan`, `${"x".repeat(195)}$$pl…`],
  ["too long, cut after an escaped `$`", `${"x".repeat(197)}$plan`, `${"x".repeat(197)}…`],
  ["too long, cut within a character", `${"x".repeat(198)}😀😀`, `${"x".repeat(198)}…`],
])("a title that is %s has at most the characters of charts", (_, title, kept) => {
  const pinned = pinnedChart({ ...chart, title }, { filters: [] });
  expect(pinned.title).toBe(kept);
  expect(chartSpec.safeParse(pinned).success).toBe(true);
});
