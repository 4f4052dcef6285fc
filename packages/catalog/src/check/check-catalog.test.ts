// A catalog without findings, and for each rule a change that it reports: at its place, with a fix.
import { describe, expect, test } from "vitest";
import type { Catalog, Things } from "../catalog.ts";
import type { CatalogDeclaration } from "../declaration.ts";
import { resolveCatalog } from "../resolve.ts";
import { catalogRules, checkCatalog } from "./check-catalog.ts";

const conventions: Things = resolveCatalog({
  name: "conventions",
  version: "1.0.0",
  attributes: {
    "http.request.method": { type: ["GET", "POST"] },
    "http.route": { type: "string" },
    "url.full": { type: "string" },
    "url.path": { type: "string" },
    "old.key": { type: "string", deprecated: { reason: "renamed", renamedTo: "http.route" } },
  },
  metrics: { "http.server.request.duration": { kind: "histogram", unit: "s" } },
});

const runbook = "https://wiki.example/checkout";
const description = "What it means.";
/** Mutable, so that a test changes one thing of a copy. */
type Draft = Record<string, Record<string, Record<string, unknown>>>;

const clean = (): Draft & CatalogDeclaration =>
  structuredClone({
    name: "shop",
    version: "1.0.0",
    owner: "team-checkout",
    attributes: {
      "order.id": { type: "string", description, cardinality: "unbounded", examples: ["o-1"] },
      "payment.method": { type: ["card", "invoice"], description },
      "order.size": { type: "int", description, cardinality: "low" },
      "order.kind": { type: "string", description, deprecated: { renamedTo: "payment.method" } },
    },
    spans: { "charge card": { description, attributes: ["order.id", "http.route"] } },
    metrics: {
      "shop.orders": {
        kind: "counter",
        unit: "{order}",
        description,
        attributes: ["payment.method"],
        recommended: ["order.size"],
      },
      "shop.charge.duration": { kind: "timer", description, buckets: [0.1, 1] },
      "shop.stock": { kind: "gauge", unit: "{item}", description },
    },
    events: { "cart.abandoned": { description, attributes: ["order.id"] } },
    transactions: { purchase: { description, steps: ["cart", "paid"], currency: "EUR" } },
    journeys: { signup: { description, steps: ["landing", "form"], ordered: true } },
    workflows: { order: { description, states: ["new", "paid"], transitions: { new: ["paid"] } } },
    alerts: {
      failing: {
        description,
        on: { transaction: "purchase", measure: "failure" },
        when: { above: 0.05 },
        severity: "page",
        runbook,
      },
      few: {
        description,
        on: { metric: "shop.orders", aggregation: "rate", where: { "payment.method": "card" } },
        when: { below: 1 },
        runbook,
      },
    },
    objectives: {
      fast: {
        description,
        on: { transaction: "purchase", measure: "within", limit: "2s" },
        target: 0.99,
        runbook,
      },
    },
    dashboards: { checkout: { description, charts: [{ title: "Orders", on: { metric: "shop.orders" } }] } },
  }) as unknown as Draft & CatalogDeclaration;

const check = (
  declaration: CatalogDeclaration,
  ignore?: ReadonlySet<string>,
): ReturnType<typeof checkCatalog> => {
  const catalog: Catalog = resolveCatalog(declaration, {
    isConvention: (kind, name) => conventions[kind].some((one) => one.name === name),
  });
  return checkCatalog(catalog, { conventions, ...(ignore === undefined ? {} : { ignore }) });
};

test("a catalog that follows the rules has no findings", () => {
  expect(check(clean())).toEqual([]);
});

type Case = readonly [rule: string, change: (draft: Draft) => void, path: string, fix: string];
const attribute =
  (key: string, more: Record<string, unknown>, on?: string) =>
  (draft: Draft): void => {
    draft["attributes"]![key] = { description, ...more };
    if (on !== undefined)
      (draft[on === "charge card" ? "spans" : "metrics"]![on]!["attributes"] as string[]).push(key);
  };
const metric =
  (name: string, more: Record<string, unknown>) =>
  (draft: Draft): void => {
    draft["metrics"]![name] = { description, kind: "counter", unit: "{order}", ...more };
  };
const change =
  (kind: string, name: string, more: Record<string, unknown>) =>
  (draft: Draft): void => {
    Object.assign(draft[kind]![name]!, more);
  };

const cases: readonly Case[] = [
  [
    "name-form",
    attribute("order.totalSize", { type: "int" }, "charge card"),
    `attributes."order.totalSize"`,
    "`order.total_size`",
  ],
  ["name-form", metric("shop.Orders-2", {}), `metrics."shop.Orders-2"`, "`shop.orders_2`"],
  ["name-namespace", attribute("size", { type: "int" }, "charge card"), "attributes.size", "`shop.size`"],
  [
    "name-reserved",
    attribute("otel.order", { type: "int" }, "charge card"),
    `attributes."otel.order"`,
    "`shop.order`",
  ],
  [
    "extends-convention-namespace",
    attribute("http.mine", { type: "int" }, "charge card"),
    `attributes."http.mine"`,
    "`shop.http.mine`",
  ],
  [
    "namespace-clash",
    attribute("payment", { type: "int" }, "charge card"),
    "attributes.payment",
    "`payment.name`",
  ],
  [
    "name-confusable",
    attribute("order_id", { type: "string" }, "charge card"),
    "attributes.order_id",
    "renamedTo",
  ],
  [
    "span-name-values",
    (draft) => (draft["spans"]!["order 12345"] = { description }),
    `spans."order 12345"`,
    "attribute",
  ],
  ["name-meaningless", (draft) => (draft["spans"]!["data"] = { description }), "spans.data", "`charge card`"],
  [
    "attribute-secret-name",
    attribute("api.token", { type: "string" }, "charge card"),
    `attributes."api.token"`,
    `sensitivity: "secret"`,
  ],
  [
    "attribute-secret-used",
    attribute("api.token", { type: "string", sensitivity: "secret" }, "charge card"),
    `spans."charge card".attributes`,
    "Remove `api.token`",
  ],
  [
    "attribute-personal-name",
    attribute("customer.email", { type: "string" }, "charge card"),
    `attributes."customer.email"`,
    `"personal"`,
  ],
  [
    "attribute-example",
    change("attributes", "order.id", { examples: ["o", 5] }),
    `attributes."order.id".examples[1]`,
    "type",
  ],
  [
    "attribute-example",
    change("attributes", "payment.method", { examples: ["cash"] }),
    `attributes."payment.method".examples[0]`,
    "one of the values",
  ],
  [
    "attribute-member-confusable",
    change("attributes", "payment.method", { type: ["card", "Card"] }),
    `attributes."payment.method".type[1]`,
    "Keep one",
  ],
  [
    "attribute-member-confusable",
    change("attributes", "payment.method", {
      type: [
        { value: "card", id: "x" },
        { value: "invoice", id: "x" },
      ],
    }),
    `attributes."payment.method".type[1]`,
    "ids of their own",
  ],
  [
    "attribute-unit",
    change("attributes", "order.id", { unit: "s" }),
    `attributes."order.id".unit`,
    "remove the unit",
  ],
  [
    "convention-attribute",
    attribute("http.route", { type: "int" }),
    `attributes."http.route".type`,
    "Declare `string`",
  ],
  [
    "convention-attribute",
    attribute("http.request.method", { type: ["GET", "PUT"] }, "charge card"),
    `attributes."http.request.method".type`,
    "`POST`",
  ],
  [
    "convention-metric",
    metric("http.server.request.duration", { kind: "histogram", unit: "ms" }),
    `metrics."http.server.request.duration".unit`,
    `unit: "s"`,
  ],
  [
    "convention-metric",
    metric("http.server.request.duration", { unit: "s" }),
    `metrics."http.server.request.duration".kind`,
    "a histogram",
  ],
  [
    "metric-name-unit",
    metric("shop.wait_seconds", { kind: "timer", unit: "s" }),
    `metrics."shop.wait_seconds"`,
    "`shop.wait`",
  ],
  ["metric-name-total", metric("shop.refunds_total", {}), `metrics."shop.refunds_total"`, "`shop.refunds`"],
  ["metric-name-prometheus", metric("shop_orders", {}), "metrics.shop_orders", "Rename"],
  [
    "unit-ucum",
    change("metrics", "shop.orders", { unit: "orders" }),
    `metrics."shop.orders".unit`,
    "`{order}`",
  ],
  [
    "unit-ucum",
    (draft) =>
      ((draft["dashboards"]!["checkout"]!["charts"] as Record<string, unknown>[])[0]!["unit"] = "bytes"),
    "dashboards.checkout.charts[0].unit",
    "`By`",
  ],
  ["unit-missing", change("metrics", "shop.stock", { unit: undefined }), `metrics."shop.stock"`, "{stock}"],
  [
    "unit-base",
    change("metrics", "shop.charge.duration", { unit: "ms" }),
    `metrics."shop.charge.duration".unit`,
    "`s`",
  ],
  [
    "timer-unit",
    change("metrics", "shop.charge.duration", { unit: "{order}" }),
    `metrics."shop.charge.duration".unit`,
    "Remove `unit`",
  ],
  [
    "counter-unit-one",
    change("metrics", "shop.orders", { unit: "1" }),
    `metrics."shop.orders".unit`,
    "`{order}`",
  ],
  [
    "buckets-magnitude",
    change("metrics", "shop.charge.duration", { buckets: [10, 500, 1000] }),
    `metrics."shop.charge.duration".buckets`,
    "[0.01, 0.5, 1]",
  ],
  ["metric-instrument", metric("shop.carts.active", {}), `metrics."shop.carts.active".kind`, "upDownCounter"],
  [
    "metric-attribute-cardinality",
    change("metrics", "shop.orders", { attributes: ["order.id", "payment.method"] }),
    `metrics."shop.orders".attributes`,
    "Remove it",
  ],
  [
    "metric-attribute-cardinality",
    change("metrics", "shop.orders", { optIn: ["url.full"] }),
    `metrics."shop.orders".optIn`,
    "Remove it",
  ],
  [
    "metric-attribute-cardinality",
    attribute("basket.id", { type: "string" }, "shop.orders"),
    `metrics."shop.orders".attributes`,
    `cardinality: "low"`,
  ],
  [
    "metric-attribute-cardinality-unknown",
    attribute("tenant.id", { type: "string" }, "shop.orders"),
    `attributes."tenant.id"`,
    "List its values",
  ],
  [
    "metric-attribute-cardinality-unknown",
    attribute("order.channel", { type: "string" }, "shop.orders"),
    `attributes."order.channel"`,
    "List its values",
  ],
  [
    "metric-attribute-sensitive",
    attribute(
      "customer.country",
      { type: "string", sensitivity: "personal", cardinality: "low" },
      "shop.orders",
    ),
    `metrics."shop.orders".attributes`,
    "span",
  ],
  [
    "metric-attribute-type",
    attribute("order.weight", { type: "double", cardinality: "low" }, "shop.orders"),
    `metrics."shop.orders".attributes`,
    "histogram",
  ],
  [
    "metric-attribute-combinations",
    (draft) => {
      for (const key of ["shop.a", "shop.b"])
        attribute(key, { type: "string", cardinality: "medium" }, "shop.orders")(draft);
    },
    `metrics."shop.orders"`,
    "split",
  ],
  [
    "currency",
    change("transactions", "purchase", { currency: "EUX" }),
    "transactions.purchase.currency",
    "`EUR`",
  ],
  [
    "steps-confusable",
    change("transactions", "purchase", { steps: ["cart paid", "Cart-Paid"] }),
    "transactions.purchase.steps[1]",
    "rename",
  ],
  [
    "journey-steps",
    change("journeys", "signup", { steps: ["landing"] }),
    "journeys.signup.steps",
    "List its steps",
  ],
  [
    "workflow-unreachable",
    change("workflows", "order", { states: ["new", "paid", "lost"] }),
    "workflows.order.states[2]",
    "`lost`",
  ],
  [
    "workflow-end",
    change("workflows", "order", { transitions: { new: ["paid"], paid: ["new"] } }),
    "workflows.order.transitions",
    "Leave out",
  ],
  ["runbook-missing", change("alerts", "failing", { runbook: undefined }), "alerts.failing", "`runbook`"],
  ["runbook-missing", change("objectives", "fast", { runbook: undefined }), "objectives.fast", "`runbook`"],
  ["alert-limit", change("alerts", "failing", { when: { above: 5 } }), "alerts.failing.when", "`0.05`"],
  ["alert-limit", change("alerts", "failing", { when: { below: 0 } }), "alerts.failing.when", "limit"],
  [
    "alert-limit",
    change("alerts", "failing", { when: { any: [{ when: { above: 0.1 } }, { when: { below: 0.5 } }] } }),
    "alerts.failing.when",
    "above 0.5",
  ],
  [
    "alert-name",
    (draft) => (draft["alerts"]!["fast: error budget burns"] = draft["alerts"]!["failing"]!),
    'alerts."fast: error budget burns"',
    "another name",
  ],
  ["alert-window", change("alerts", "failing", { window: "5s" }), "alerts.failing.window", "`2m`"],
  [
    "source-measure",
    change("alerts", "few", { on: { metric: "shop.orders", aggregation: "p95" } }),
    "alerts.few.on",
    "histogram",
  ],
  [
    "source-measure",
    change("alerts", "few", { on: { metric: "shop.stock", aggregation: "rate" } }),
    "alerts.few.on",
    "`last`",
  ],
  [
    "source-measure",
    change("alerts", "few", { on: { metric: "shop.orders" } }),
    "alerts.few.on",
    "`rate` or `sum`",
  ],
  [
    "source-measure",
    change("alerts", "few", {
      on: { funnel: "signup", measure: "conversion", from: "form", to: "landing" },
    }),
    "alerts.few.on",
    "Exchange",
  ],
  [
    "source-measure",
    (draft) => {
      change("transactions", "purchase", { currency: undefined })(draft);
      change("alerts", "few", { on: { transaction: "purchase", measure: "amount" } })(draft);
    },
    "alerts.few.on",
    "`currency`",
  ],
  [
    "source-value",
    change("alerts", "few", {
      on: { metric: "shop.orders", aggregation: "rate", where: { "payment.method": "cash" } },
    }),
    "alerts.few.on.where",
    "`invoice`",
  ],
  [
    "objective-within",
    change("objectives", "fast", { on: { metric: "shop.orders", measure: "within", limit: "2s" } }),
    "objectives.fast.on",
    "timer",
  ],
  [
    "deprecated-successor",
    change("attributes", "order.kind", { deprecated: { renamedTo: "order.sort" } }),
    `attributes."order.kind".deprecated`,
    "Declare `order.sort`",
  ],
  [
    "deprecated-successor",
    change("attributes", "order.kind", { deprecated: { reason: "obsoleted" } }),
    `attributes."order.kind".deprecated`,
    "`renamedTo`",
  ],
  [
    "deprecated-successor",
    change("attributes", "order.kind", { deprecated: { renamedTo: "old.key" } }),
    `attributes."order.kind".deprecated`,
    "`http.route`",
  ],
  [
    "deprecated-used",
    change("spans", "charge card", { attributes: ["order.id", "order.kind"] }),
    `spans."charge card".attributes`,
    "Use `payment.method`.",
  ],
  [
    "deprecated-used",
    change("metrics", "shop.orders", { deprecated: "Use shop.sales" }),
    "alerts.few.on",
    "Use shop.sales",
  ],
  ["attribute-unused", attribute("order.note", { type: "string" }), `attributes."order.note"`, "remove it"],
  [
    "description-missing",
    change("events", "cart.abandoned", { description: undefined }),
    `events."cart.abandoned"`,
    "`description`",
  ],
  ["owner-missing", (draft) => delete (draft as Record<string, unknown>)["owner"], "", "`owner"],
  [
    "todo-left",
    (draft) => (draft["events"]!["cart.abandoned"] = { description: "TODO: describe when it happens." }),
    `events."cart.abandoned".description`,
    "Say when",
  ],
  ["todo-left", (draft) => ((draft as Record<string, unknown>)["owner"] = "TODO"), "owner", "team"],
];

describe("each rule reports what breaks it", () => {
  test.each(cases)("%s %#", (rule, apply, path, fix) => {
    const draft = clean();
    apply(draft);
    const found = check(draft).filter(({ id }) => id === rule);
    expect(found.map((one) => one.path)).toContain(path);
    const finding = found.find((one) => one.path === path);
    expect(finding?.fix).toContain(fix.replace("`owner", "owner"));
    expect(finding?.message).not.toContain("undefined");
    expect(check(draft, new Set([rule])).filter(({ id }) => id === rule)).toEqual([]);
  });

  test("no rule is without a case", () => {
    expect(new Set(cases.map(([rule]) => rule))).toEqual(new Set(catalogRules.map(({ id }) => id)));
  });
});

test("things of an imported catalog are not checked, but are found", () => {
  const platform = {
    name: "platform",
    version: "1.0.0",
    attributes: { badName: { type: "string" } },
  } as const;
  const draft = { ...clean(), imports: [platform] };
  expect(check(draft)).toEqual([]);
});

test("amounts have the code of a currency as a unit", () => {
  const draft = clean();
  Object.assign(draft["metrics"]!, { "shop.cart.value": { kind: "histogram", unit: "EUR", description } });
  expect(check(draft)).toEqual([]);
});
