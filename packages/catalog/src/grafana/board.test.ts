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
    "average",
    `histogram_sum(sum(rate(shop_latency_milliseconds${every}))) / histogram_count(sum(rate(shop_latency_milliseconds${every})))`,
  ],
  ["shop.latency", "p95", `histogram_quantile(0.95, sum(rate(shop_latency_milliseconds${every})))`],
  ["shop.stock", "average", `avg(avg_over_time(shop_stock${every}))`],
  ["shop.stock", "min", `min(min_over_time(shop_stock${every}))`],
  ["shop.stock", "max", `max(max_over_time(shop_stock${every}))`],
  ["shop.stock", "last", "shop_stock"],
  ["shop.stock", "sum", "sum(shop_stock)"],
])("%s as %s", (metric, aggregation, expr) => {
  expect(queriesOf({ sources: [{ metric, aggregation }] })).toEqual([expr]);
});

test.each([
  ["shop.orders", "average"],
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
    sources: [{ funnel: "checkout", measure: "conversion", steps: ["cart", "gift", "paid"] }],
  };
  expect(queriesOf(chart)[0]).toContain('telltale_journey_step="paid"');
  const text = JSON.stringify(boardOf(chart).panels);
  expect(text).toContain("metrics count steps, not people");
  expect(text).toContain("counts people, who also took `gift` in between");
});

const funnel = { funnel: "checkout", measure: "conversion", steps: ["cart", "paid"] } as const;

test.each([
  [{ order: "any" }, "that they may be in any order"],
  [{ order: "strict" }, "that no other step may be in between"],
  [{ window: "1h" }, "how long people may take"],
  [{ exclude: ["gift"] }, "that `gift` ends an attempt"],
  [
    { order: "strict", exclude: ["gift"] },
    "that no other step may be in between, that `gift` ends an attempt",
  ],
])("a funnel with the rules %j is not exported, and the reason is named", (rules, reason) => {
  const { panels, description } = boardOf({ sources: [{ ...funnel, ...rules }] });
  expect(panels).toEqual([]);
  expect(description).toContain(
    `Prometheus counts the steps of \`checkout\`, not who took which: it does not know ${reason}`,
  );
});

test("rules as they are without saying so, and rules that do not change who starts, are exported", () => {
  const usual = { order: "ordered", exclude: [], window: "24h" };
  const plain = queriesOf({ sources: [funnel] });
  expect(queriesOf({ sources: [{ ...funnel, ...usual }] })).toEqual(plain);
  const started = { ...funnel, measure: "entered" };
  const strict = { order: "strict", exclude: ["gift"], window: "1s" };
  expect(queriesOf({ sources: [{ ...started, ...strict }] })).toEqual(queriesOf({ sources: [started] }));
  expect(boardOf({ sources: [{ ...started, order: "any" }] }).description).toContain(
    "which of them came first",
  );
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
    "(shop_stock offset 7d) * 2",
  ]);
});

test("a `$` that is written twice begins no variable", () => {
  const sources = [
    {
      metric: "shop.orders",
      where: { city: "$$city" },
      filter: [
        { key: "plan", operator: "!=", value: "$$plan" },
        { key: "tier", operator: "=", value: "$$$tier" },
        { key: "service", operator: "=", value: "$$shop" },
      ],
    },
  ];
  const matchers = String.raw`city="\x24city", plan!="\x24plan", tier="\x24\x24tier", job=~"(.+/)?\\\x24shop"}`;
  expect(queriesOf({ sources })).toEqual([`sum(rate(shop_orders_total{${matchers}${every}))`]);
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

test.each<[object, string]>([
  [
    { transaction: "purchase", measure: "outcomes" },
    `sum by (telltale_transaction_outcome) (rate(telltale_transaction_count_total{telltale_transaction_type="purchase"}${every}))`,
  ],
  [
    { transaction: "purchase", measure: "count", by: "service.name" },
    `sum by (job) (rate(telltale_transaction_count_total{telltale_transaction_type="purchase"}${every}))`,
  ],
  [
    { interaction: "chat", measure: "count", by: "result" },
    `sum by (telltale_interaction_result) (rate(telltale_interaction_count_total{telltale_interaction_type="chat"}${every}))`,
  ],
  [
    { interaction: "", measure: "count", result: "solved" },
    `sum(rate(telltale_interaction_count_total{telltale_interaction_result="solved"}${every}))`,
  ],
  [
    { profile: "rank", measure: "p95" },
    `histogram_quantile(0.95, sum(rate(telltale_profile_duration_seconds{telltale_profile_name="rank"}${every})))`,
  ],
  [
    { profile: "rank", measure: "count" },
    `histogram_count(sum(rate(telltale_profile_duration_seconds{telltale_profile_name="rank"}${every})))`,
  ],
  [
    { workflow: "order", measure: "ended" },
    `histogram_count(sum(rate(telltale_workflow_duration_seconds{telltale_workflow_type="order"}${every})))`,
  ],
])("%j is drawn from the library's metrics", (source, expr) => {
  expect(queriesOf({ sources: [source] })).toEqual([expr]);
});

test.each<[object, string]>([
  [
    { transaction: "purchase", measure: "count", by: "plan" },
    "metrics of transactions have no label for `plan`",
  ],
  [{ interaction: "", measure: "satisfaction" }, "Prometheus has no `satisfaction` of interactions"],
  [{ interaction: "", measure: "count", by: "tier" }, "metrics of interactions have no `tier`"],
  [{ interaction: "", measure: "count", channel: "chat" }, "metrics of interactions have no `channel`"],
  [{ profile: "rank", measure: "errors" }, "metrics do not say which runs of the profile `rank` failed"],
  [
    { workflow: "order", measure: "became_stuck" },
    "metrics do not say how many instances of the workflow `order` became stuck",
  ],
  [{ error: "c0ffee" }, "Prometheus has no groups of errors"],
  [{ bottleneck: "c0ffee", measure: "saved" }, "Prometheus has no traces, in which bottlenecks are found"],
  [{ bottleneck: "c0ffee", measure: "history" }, "Prometheus has no traces, in which bottlenecks are found"],
  [{ traces: "entries" }, "Prometheus has no spans"],
  [{ alert: "a1b2c3" }, "the console evaluates its alerts itself"],
  [{ logs: "" }, "Prometheus has no data of the kind `logs`"],
])("%j is named as missing, with the reason", (source, reason) => {
  const { panels, description } = boardOf({ sources: [source] });
  expect(panels).toEqual([]);
  expect(description).toContain(`Not in Grafana: One: ${reason}`);
});

test.each([
  [{ workflow: "order", measure: "ended" }, "workflows"],
  [{ workflow: "order", measure: "events" }, "workflows"],
  [{ transaction: "purchase", measure: "count" }, "transactions"],
  [{ funnel: "checkout", measure: "entered", steps: ["cart", "paid"] }, "funnels"],
  [{ interaction: "chat", measure: "count" }, "interactions"],
  [{ profile: "rank", measure: "p95" }, "profiles"],
])("%j with a condition of its chart is named as missing", (source, kinds) => {
  expect(boardOf({ sources: [source] }).panels).not.toEqual([]);
  const filter = [{ key: "service", operator: "=", value: "shop" }];
  expect(boardOf({ sources: [{ ...source, filter }] })).toMatchObject({
    panels: [],
    description: `Not in Grafana: One: a \`service\` or \`filter\` of a chart does not narrow ${kinds} in Prometheus.`,
  });
});

test("a chart of one environment is named as missing", () => {
  const chart = { sources: [{ metric: "shop.orders" }], environment: "staging" };
  expect(boardOf(chart)).toMatchObject({
    panels: [],
    description: "Not in Grafana: One: series in Prometheus do not have the environment `staging`.",
  });
});
