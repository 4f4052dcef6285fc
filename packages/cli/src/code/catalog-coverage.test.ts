import { type CatalogDeclaration, resolveCatalog } from "catalog";
import type { CatalogObservedResult } from "contract";
import { expect, test } from "vitest";
import { type CatalogCoverage, compareCatalog } from "./catalog-coverage.ts";
import { isConvention } from "../catalog/conventions.ts";
import { errorClasses } from "./error-classes.ts";
import { findUses } from "./find-uses.ts";
import { takeInventory } from "./inventory.ts";
import { withoutBusinessSpans } from "./observed.ts";
import { createProject } from "./project.ts";
import { parseModule, type SourceModule } from "./source-module.ts";

const declaration: CatalogDeclaration = {
  name: "shop",
  version: "1.0.0",
  attributes: {
    "payment.method": { type: ["card", "invoice"], description: "How." },
    "cart.items": { type: "int", description: "How many." },
  },
  spans: { "charge card": { description: "Charges." }, "print label": { description: "Prints." } },
  metrics: {
    "shop.orders": { kind: "counter", unit: "{order}", attributes: ["payment.method"], description: "Paid." },
  },
  journeys: { checkout: { steps: ["cart", "payment"], ordered: true, description: "The way." } },
  workflows: { order: { states: ["new", "paid"], description: "An order." } },
};

function compare(source: string, observed?: Partial<CatalogObservedResult>): CatalogCoverage {
  const project = createProject([parseModule("a.ts", source) as SourceModule]);
  const none = { attributes: [], spans: [], metrics: [], logs: [], events: [], errors: [] };
  const business = { transactions: [], journeys: [], workflows: [], truncated: false };
  const range = { from: "2026-11-14T00:00:00Z", to: "2026-11-21T00:00:00Z" };
  return compareCatalog(
    {
      catalog: resolveCatalog(declaration),
      inventory: takeInventory(findUses(project)),
      errors: errorClasses(project),
      observed: observed && ({ ...range, ...none, ...business, ...observed } as CatalogObservedResult),
      isConvention,
    },
    () => ({ file: "catalog.ts", line: 1, column: 1 }),
  );
}

const whole = `import { addAttributes, counter, funnel, trace, workflow } from "telltale";
const orders = counter("shop.orders", { unit: "{order}" });
const checkout = funnel("checkout", ["cart", "payment"]);
trace("charge card", () => { orders.add(1, { "payment.method": "card" }); checkout.step("cart"); });
trace("print label", () => { addAttributes({ "cart.items": items.length, "http.request.header.accept": ["a"] }); });
void workflow("order", id).event("paid");
`;

const findingsOf = (source: string, observed?: Partial<CatalogObservedResult>): readonly string[] =>
  compare(source, observed).findings.map(
    ({ id, level, message, location }) =>
      `${location === undefined ? "" : `${location.file}:${location.line} `}${level} ${id}: ${message}`,
  );

test("finds nothing where code and catalog agree", () => {
  expect(findingsOf(whole)).toEqual([]);
  expect(new Set(compare(whole).rows.map(({ state }) => state))).toEqual(new Set(["used"]));
});

test.each([
  [`"charge card"`, `"charge crad"`, "undeclared", 4, "Did you mean `charge card`?"],
  [`"print label"`, `"pack"`, "dead", 1, "`print label` is declared, but the code does not emit it"],
  [`"{order}"`, `"1"`, "unit-drift", 2, "has the unit `1` in the code"],
  [`counter("shop.orders"`, `histogram("shop.orders"`, "instrument-drift", 2, "is made as a histogram"],
  [`counter("shop.orders"`, `counter("shop.ordres"`, "undeclared", 2, "Did you mean `shop.orders`?"],
  [`"payment.method": "card"`, `"payment.method": "cash"`, "unknown-value", 4, '"cash"'],
  [`"payment.method": "card"`, `"payment.method": 1`, "type-drift", 4, "a value of type `int`"],
  [`"payment.method": "card"`, `"payment.methods": "card"`, "undeclared", 4, "`payment.method`?"],
  [`"payment.method": "card"`, `"cart.items": 3`, "unlisted-attribute", 4, "a series"],
  [`step("cart")`, `step("card")`, "unknown-step", 4, "Did you mean `cart`?"],
  [`["cart", "payment"]`, `["payment", "cart"]`, "step-drift", 3, "the catalog declares cart, payment"],
  [`event("paid")`, `event("payd")`, "unknown-state", 6, "Did you mean `paid`?"],
])("reports %s changed to %s as %s", (from, to, id, line, part) => {
  const changed = whole.replace("import {", "import { histogram,").replace(from, to);
  const { findings } = compare(changed);
  const found = findings.filter((one) => one.id === id);
  expect(found.map(({ location }) => location?.line)).toContain(line);
  expect(found.map(({ message, fix }) => `${message} ${fix}`).join("\n")).toContain(part);
});

test("calls dark what the console has not seen, and dead what the code does not emit either", () => {
  const services = ["shop"];
  const arrived = { count: 7, perSecond: 0.5, lastSeen: "2026-11-20T10:00:00Z", services };
  const metric = {
    name: "shop.orders",
    instrument: "counter",
    unit: "{order}",
    description: "",
    attributes: [],
  } as const;
  const { rows } = compare(whole.replace(`trace("print label"`, `trace("pack"`), {
    spans: [
      { name: "charge card", kind: "internal", service: "shop", errors: 0, attributes: [], ...arrived },
    ],
    metrics: [{ ...metric, ...arrived }],
  });
  expect(rows.filter(({ kind }) => kind === "spans").map(({ name, state }) => [name, state])).toEqual([
    ["charge card", "used"],
    ["pack", "undeclared"],
    ["print label", "dead"],
  ]);
  expect(rows.find(({ name }) => name === "cart.items")?.state).toBe("dark");
});

test("takes spans of business calls as what they stand for, and an error from error.type", () => {
  const arrived = { count: 7, perSecond: 0.5, lastSeen: "2026-11-20T10:00:00Z", services: ["shop"] };
  const span = { kind: "internal", service: "shop", errors: 0, attributes: [], ...arrived } as const;
  const observed = withoutBusinessSpans({
    from: "",
    to: "",
    attributes: [
      {
        key: "error.type",
        signals: ["span"],
        types: ["string"],
        cardinality: 1,
        values: ["CardError"],
        complete: true,
        ...arrived,
      },
    ],
    spans: [
      ...[
        "transaction purchase",
        "workflow order paid",
        "workflow cart.left",
        "interaction call",
        "workflow handler mail",
      ].map((name) => ({ name, ...span })),
      // of another system: no span of the library is a request
      { name: "workflow engine", ...span, kind: "server" },
    ],
    metrics: [],
    logs: [],
    events: [{ name: "cart.left", attributes: ["cart.items"], ...arrived, count: 1 }],
    errors: [],
    transactions: [],
    journeys: [],
    workflows: [{ name: "order", states: [], ...arrived }],
    truncated: false,
  });
  expect(observed.spans.map(({ name }) => name)).toEqual(["workflow engine"]);
  expect(observed.events).toMatchObject([{ name: "cart.left", count: 8, attributes: ["cart.items"] }]);

  const { rows } = compareCatalog(
    {
      catalog: resolveCatalog({
        name: "shop",
        version: "1.0.0",
        errors: { CardError: {}, OtherError: {} },
        logs: { "order paid": {} },
      }),
      inventory: takeInventory(
        findUses(
          createProject([
            parseModule("a.ts", `import { log } from "telltale"; log.info("order paid");`) as SourceModule,
          ]),
        ),
      ),
      errors: new Map(),
      observed,
      isConvention,
    },
    () => ({ file: "catalog.ts", line: 1, column: 1 }),
  );
  const states = rows.filter(({ kind }) => kind === "errors" || kind === "logs");
  expect(states.map(({ name, state }) => `${name} ${state}`)).toEqual([
    // the console knows messages of a sample only
    "order paid used",
    "CardError used",
    "OtherError dead",
  ]);
});

test("reports drift of what arrives, and undeclared arrivals", () => {
  const arrived = { count: 7, perSecond: 0.5, lastSeen: "2026-11-20T10:00:00Z", services: ["shop"] };
  const found = findingsOf(whole, {
    attributes: [
      {
        key: "cart.items",
        signals: ["span"],
        types: ["int", "string"],
        cardinality: 2,
        values: ["1", "2"],
        complete: true,
        ...arrived,
      },
      {
        key: "payment.method",
        signals: ["metric"],
        types: ["string"],
        cardinality: 2,
        values: ["card", "cash"],
        complete: true,
        ...arrived,
      },
      {
        key: "http.route",
        signals: ["span"],
        types: ["string"],
        cardinality: 2,
        values: [],
        complete: false,
        ...arrived,
      },
      {
        key: "host.name",
        signals: ["resource"],
        types: ["string"],
        cardinality: 1,
        values: [],
        complete: true,
        ...arrived,
      },
    ],
    metrics: [
      { name: "shop.orders", instrument: "gauge", unit: "1", description: "", attributes: [], ...arrived },
      {
        name: "http.server.request.duration",
        instrument: "histogram",
        unit: "s",
        description: "",
        attributes: [],
        ...arrived,
      },
    ],
    spans: [
      { name: "GET /", kind: "server", service: "shop", errors: 0, attributes: [], ...arrived },
      { name: "tidy up", kind: "internal", service: "shop", errors: 0, attributes: [], ...arrived },
    ],
  }).filter((line) => !line.includes(" dark: "));
  expect(found).toEqual([
    "improvement undeclared: The span `tidy up` arrives at the console (0.50/s) and is neither declared nor found in the code.",
    'catalog.ts:1 violation unknown-value: `payment.method` arrives from shop with the value "cash", which is not declared.',
    "catalog.ts:1 violation type-drift: `cart.items` arrives from shop with values of type `string`: the catalog declares `int`.",
    "catalog.ts:1 violation unit-drift: `shop.orders` arrives from shop with the unit `1`: the catalog declares `{order}`.",
    "catalog.ts:1 violation instrument-drift: `shop.orders` arrives from shop as a gauge: the catalog declares a counter.",
  ]);
});

test("does not call dead what a name made at run time could be", () => {
  const dynamic = whole
    .replace(`trace("charge card"`, "trace(`charge ${thing}`")
    .replace(`trace("print label"`, "trace(`${act} labels`");
  expect(
    compare(dynamic)
      .rows.filter(({ kind }) => kind === "spans")
      .map(({ name, state }) => [name, state]),
  ).toEqual([
    ["charge card", "unknown"],
    ["print label", "dead"],
  ]);
});
