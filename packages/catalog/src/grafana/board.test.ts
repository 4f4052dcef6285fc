import { expect, test } from "vitest";
import { type Board, grafanaBoard } from "./board.ts";

const metrics = [
  { name: "shop.orders", unit: "{order}", instrument: "counter" },
  { name: "shop.latency", unit: "ms", instrument: "histogram" },
  { name: "shop.stock", unit: "", instrument: "gauge" },
] as const;

type Drawn = { readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[] };

function boardOf(chart: object, variables: Board["variables"] = []): ReturnType<typeof grafanaBoard> {
  return grafanaBoard(
    { id: "b", title: "Shop", variables, charts: [{ title: "One", sources: [], ...chart }] },
    metrics,
  );
}

/** The queries, without what limits each of them to jobs and instances. */
function queriesOf(chart: object, variables?: Board["variables"]): readonly string[] {
  return boardOf(chart, variables).panels.flatMap((panel) =>
    (panel as unknown as Drawn).targets.map(({ expr }) =>
      expr.replaceAll(/job=~"\$job", instance=~"\$instance"(?:, )?/g, "").replaceAll("{}", ""),
    ),
  );
}

const every = "[$__rate_interval]";

test.each([
  ["shop.orders", "rate", `sum(rate(shop_orders_total${every}))`],
  ["shop.orders", "sum", `sum(rate(shop_orders_total${every}))`],
  ["shop.latency", "count", `histogram_count(sum(rate(shop_latency_milliseconds${every})))`],
  ["shop.latency", "rate", `histogram_count(sum(rate(shop_latency_milliseconds${every})))`],
  [
    "shop.latency",
    "avg",
    `histogram_sum(sum(rate(shop_latency_milliseconds${every}))) / histogram_count(sum(rate(shop_latency_milliseconds${every})))`,
  ],
  ["shop.latency", "p95", `histogram_quantile(0.95, sum(rate(shop_latency_milliseconds${every})))`],
  ["shop.stock", "avg", `avg(avg_over_time(shop_stock${every}))`],
  ["shop.stock", "min", `min(min_over_time(shop_stock${every}))`],
  ["shop.stock", "max", `max(max_over_time(shop_stock${every}))`],
  ["shop.stock", "last", "shop_stock"],
  ["shop.stock", "sum", "sum(shop_stock)"],
])("%s as %s", (metric, aggregation, expr) => {
  expect(queriesOf({ sources: [{ metric, aggregation }] })).toEqual([expr]);
});

test.each([
  ["shop.orders", "avg"],
  ["shop.orders", "min"],
  ["shop.orders", "count"],
  ["shop.latency", "max"],
  ["shop.latency", "last"],
  ["shop.stock", "count"],
  ["shop.stock", "rate"],
])("%s as %s is named as missing", (metric, aggregation) => {
  const { panels, description } = boardOf({ sources: [{ metric, aggregation }] });
  expect(panels).toEqual([]);
  expect(description).toContain("Not in Grafana: One: ");
});

test("conditions are matchers, in formulas too", () => {
  const filter = [{ key: "payment.provider", operator: "=", value: "nordpay" }];
  const orders = { metric: "shop.orders", aggregation: "rate" };
  expect(queriesOf({ sources: [{ ...orders, filter }, orders], formula: "a / b * 100" })).toEqual([
    `(sum(rate(shop_orders_total{payment_provider="nordpay"}${every}))) / (sum(rate(shop_orders_total${every}))) * 100`,
  ]);
  const others = [
    { key: "provider", operator: "!=", value: "nordpay" },
    { key: "country", operator: "exists", value: "" },
    { key: "test", operator: "!exists", value: "" },
    { key: "service", operator: "=", value: "shop.web" },
  ];
  expect(queriesOf({ sources: [{ ...orders, filter: others }] })).toEqual([
    `sum(rate(shop_orders_total{provider!="nordpay", country!="", test="", job=~"(.+/)?shop\\\\.web"}${every}))`,
  ]);
});

test("a funnel is counted from its first step to its last, and says that steps are counted", () => {
  const chart = {
    sources: [{ journey: "checkout", measure: "conversion", steps: ["cart", "gift", "paid"] }],
  };
  expect(queriesOf(chart)[0]).toContain('telltale_journey_step="paid"');
  expect(JSON.stringify(boardOf(chart).panels)).toContain("metrics count steps, not people");
});

test("what no matcher can say is named as missing", () => {
  for (const condition of [
    { key: "items", operator: ">", value: "3" },
    { key: "error", operator: "is", value: "" },
    { key: "service", operator: "!=", value: "shop" },
  ])
    expect(boardOf({ sources: [{ metric: "shop.orders", filter: [condition] }] })).toMatchObject({
      panels: [],
      description: expect.stringContaining(`${condition.key}`),
    });
  expect(boardOf({ sources: [{ metric: "shop.latency" }], form: "heatmap" }).description).toBe(
    "Not in Grafana: One: heatmaps are not exported.",
  );
});

test("the earlier period is drawn, too", () => {
  expect(queriesOf({ sources: [{ metric: "shop.orders" }], compare: "1d" })).toEqual([
    `sum(rate(shop_orders_total${every}))`,
    `sum(rate(shop_orders_total${every} offset 1d))`,
  ]);
  expect(queriesOf({ sources: [{ metric: "shop.stock" }], compare: "1w", formula: "a * 2" })).toEqual([
    "(shop_stock) * 2",
    "(shop_stock offset 1w) * 2",
  ]);
});

test("variables are variables, and a comma in a value does not separate values", () => {
  const variables = [{ name: "city", values: ["Paris, FR", "Oslo"] }];
  const sources = [{ metric: "shop.orders", where: { city: "$city" } }];
  expect(queriesOf({ sources }, variables)).toEqual([`sum(rate(shop_orders_total{city=~"$city"}${every}))`]);
  const { templating } = boardOf({ sources }, variables) as unknown as {
    readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
  };
  expect(templating.list.find(({ name }) => name === "city")?.query).toBe(String.raw`Paris\, FR,Oslo`);
});
