import { expect, test } from "vitest";
import { findUses } from "./find-uses.ts";
import { createProject } from "./project.ts";
import { parseModule, type SourceModule } from "./source-module.ts";
import type { Use } from "./use.ts";

/** Uses of a project whose files are given as texts. */
function usesOf(files: Readonly<Record<string, string>>): readonly Use[] {
  const modules = Object.entries(files).map(([name, source]) => parseModule(name, source) as SourceModule);
  return findUses(createProject(modules));
}

const shown = ({ kind, names, isDynamic }: Use): string =>
  `${kind} ${names.join("|")}${isDynamic ? " and unknown" : ""}`;

const seen = (source: string, file = "a.ts"): readonly string[] => usesOf({ [file]: source }).map(shown);

test.each([
  ["a named import", `import { trace } from "telltale"; trace("a", () => {});`],
  ["an alias", `import { trace as traced } from "telltale"; traced("a", () => {});`],
  ["a namespace", `import * as t from "telltale"; t.trace("a", () => {});`],
  ["a default import", `import telltale from "telltale"; telltale.trace("a", () => {});`],
  ["require", `const t = require("telltale"); t.trace("a", () => {});`],
  ["a destructured require", `const { trace: tr } = require("telltale"); tr("a", () => {});`],
  ["import equals", `import t = require("telltale"); t.trace("a", () => {});`],
  ["a dynamic import", `const { trace } = await ${"import"}("telltale"); trace("a", () => {});`],
  [
    "a catalog's typed calls",
    `import { defineCatalog } from "telltale/catalog"; const catalog = defineCatalog({}); const { trace } = catalog.api(); trace("a", () => {});`,
  ],
  [
    "a catalog's typed calls in an object",
    `import { defineCatalog } from "telltale/catalog"; const api = defineCatalog({}).api(); api.trace("a", () => {});`,
  ],
  [
    "a tracer",
    `import { trace } from "@opentelemetry/api"; trace.getTracer("x").startActiveSpan("a", () => {});`,
  ],
  [
    "a tracer in a constant",
    `import * as otel from "@opentelemetry/api"; const t = otel.trace.getTracer("x"); const s = t.startSpan("a"); s.end();`,
  ],
  ["a constant", `import { trace } from "telltale"; const name = "a"; trace(name, () => {});`],
  ["a template", "import { trace } from 'telltale'; trace(`a`, () => {});"],
  [
    "a constant object",
    `import { trace } from "telltale"; const n = { x: "a" } as const; trace(n.x, () => {});`,
  ],
  [
    "a frozen object",
    `import { trace } from "telltale"; const n = Object.freeze({ x: { y: "a" } }); trace(n.x.y, () => {});`,
  ],
  [
    "a part of a text",
    `import { trace } from "telltale"; const route = "GET a"; trace(route.split(" ")[1] ?? "", () => {});`,
  ],
  [
    "a destructured part of a text",
    `import { trace } from "telltale"; const [, name = ""] = "GET a".split(" "); trace(name, () => {});`,
  ],
  ["an enum", `import { trace } from "telltale"; enum N { X = "a" } trace(N.X, () => {});`],
  ["a decorator", `import { traceMethod } from "telltale"; class X { @traceMethod({ name: "a" }) y() {} }`],
  [
    "a child of a span",
    `import { startSpan } from "telltale"; using s = startSpan(process.argv[2]); s.trace("a", () => {});`,
  ],
])("finds a span by %s", (_, source) => {
  expect(seen(source)).toContain("span a");
});

test("follows re-exports, constants and enums into other files", () => {
  const uses = usesOf({
    "src/main.ts": `import { tracing, Names } from "./telemetry/index.js"; tracing("x", () => {}); tracing(Names.Pay, () => {}); tracing(Names.pay, () => {});`,
    "src/telemetry/index.ts": `export { trace as tracing } from "telltale"; export * from "./names";`,
    "src/telemetry/names.ts": `export enum Names { Pay = "pay" }`,
  });
  expect(uses.map(shown)).toEqual(["span x", "span pay", "span  and unknown"]);
});

test("follows CommonJS exports", () => {
  const uses = usesOf({
    "a.js": `const { orders, names } = require("./metrics"); orders.add(1, { [names.plan]: "pro" });`,
    "metrics.js": `const { counter } = require("telltale"); module.exports = { orders: counter("orders", { unit: "{order}" }), names: { plan: "plan" } };`,
  });
  expect(uses.map(shown)).toEqual(["metric orders"]);
  expect(uses[0]!.attributes.map(({ key }) => key)).toEqual(["plan"]);
});

test("reports a name that the source does not say as unknown, and never guesses", () => {
  expect(
    seen(`import { trace } from "telltale";
      let changing = "a"; changing = "b";
      trace(changing, () => {}); trace(\`get \${process.argv[2]}\`, () => {}); trace(unknown(), () => {}); trace(...all);`),
  ).toEqual(["span  and unknown", "span  and unknown", "span  and unknown", "span  and unknown"]);
});

test("takes a name from the callers of the function around it", () => {
  expect(
    seen(`import { trace } from "telltale";
      const around = (name: string, fn: () => void) => trace(name, fn);
      around("one", () => {}); around("two", () => {}); around(process.argv[2], () => {});`),
  ).toEqual(["span one|two and unknown"]);
});

test("does not take a local function for the library's", () => {
  expect(
    seen(`import { trace } from "telltale"; import { counter } from "other"; counter("no");
      function f(trace: (name: string) => void) { trace("no"); } { const trace = f; trace("no"); }`),
  ).toEqual([]);
});

test.each([
  ["the active span", `activeSpan()?.setAttribute("plan", 1)`],
  ["a chain on a span", `startSpan("a").setStatus({ code: 1 }).setAttributes({ plan: 1 })`],
  ["a resumed transaction", `resumeTransaction(token).addAttribute("plan", 1)`],
  ["an instrument that is observed", `gauge("jobs", {}, () => [{ value: 1, attributes: { plan: 1 } }])`],
  ["a journey that is abandoned", `journey("shopping").abandon({ attributes: { plan: 1 } })`],
  ["instruments that are observed together", `observeTogether((observe) => observe(used, 1, { plan: 1 }))`],
  [
    "an observable metric",
    `meter.createObservableGauge("a").addCallback((result) => result.observe(1, { plan: 1 }))`,
  ],
])("reads the attributes of %s", (_, code) => {
  const source = `import { activeSpan, gauge, journey, observeTogether, resumeTransaction, startSpan } from "telltale";
    import { metrics } from "@opentelemetry/api"; const meter = metrics.getMeter("x"); ${code};`;
  const found = usesOf({ "a.ts": source }).flatMap(({ attributes }) => attributes);
  expect(found.map(({ key }) => key)).toEqual(["plan"]);
});

test("reads what a metric is, and the attributes of its measurements", () => {
  const [orders, wait] = usesOf({
    "a.ts": `import { counter, timer } from "telltale";
      const orders = counter("orders", { unit: "{order}", description: "Orders." });
      orders.add(1, { plan: "pro", items: list.length }); orders.with({ tier: tier ? "gold" : "vip" }).add(1);
      class Wait { #wait = timer("wait"); go() { const stop = this.#wait.start(); stop({ outcome: true }); } }`,
  });
  expect(orders).toMatchObject({ metric: "counter", unit: "{order}", description: "Orders." });
  expect(orders!.attributes.map(({ key, value }) => [key, value])).toEqual([
    ["plan", { type: "string", values: ["pro"] }],
    ["items", { type: "int" }],
    ["tier", { type: "string", values: ["gold", "vip"] }],
  ]);
  expect(wait).toMatchObject({ metric: "timer", unit: "s" });
  expect(wait!.attributes.map(({ key }) => key)).toEqual(["outcome"]);
});

test("reads types from annotations, interfaces and unions of literals", () => {
  const [use] = usesOf({
    "a.ts": `import { addAttributes } from "telltale"; import type { Order } from "./order";
      export function pay(order: Order, { lines }: { lines: readonly string[] }) {
        addAttributes({ id: order.id, tier: order.customer.tier, total: order.cents / 100, lines, gift: !order.id, ...rest() });
      }`,
    "order.ts": `export interface Order { readonly id: string; cents: number; customer: Customer }
      type Customer = { tier: "gold" | "vip" | undefined };`,
  });
  expect(use!.attributes.map(({ key, value }) => [key, value?.type, value?.values])).toEqual([
    ["id", "string", undefined],
    ["tier", "string", ["gold", "vip"]],
    ["total", "double", undefined],
    ["lines", "string[]", undefined],
    ["gift", "boolean", undefined],
  ]);
  expect(use!.hasUnknownAttributes).toBe(true);
});

test("reads funnels, journeys, workflows and transactions with their steps", () => {
  const uses = usesOf({
    "a.ts": `import { funnel, journey, workflow, defineWorkflow, transaction } from "telltale";
      const signup = funnel("signup", ["form", "done"], { timeoutMs: 5 * 60_000 }); signup.step("form", { attributes: { version: 2 } });
      journey("shopping").step("search");
      const order = defineWorkflow("order", { states: ["new", "paid"], transitions: { new: ["paid"] } });
      void workflow(order, id).event("paid", { by: "card" });
      transaction("purchase", { currency: "EUR" }, (tx) => { tx.step("sent"); tx.addAttribute("method", "card"); });`,
  });
  expect(uses.map(shown)).toEqual([
    "journey signup",
    "journey shopping",
    "workflow order",
    "workflow order",
    "transaction purchase",
  ]);
  const [signup, shopping, order, paid, purchase] = uses;
  expect(signup).toMatchObject({ declared: ["form", "done"], timeoutMs: 300_000, isOrdered: true });
  expect(signup!.steps).toEqual([{ name: "form", location: { file: "a.ts", line: 2, column: 97 } }]);
  expect(shopping!.steps.map(({ name }) => name)).toEqual(["search"]);
  expect(order).toMatchObject({ declared: ["new", "paid"], transitions: { new: ["paid"] } });
  expect(paid!.attributes.map(({ key }) => key)).toEqual(["by"]);
  expect(purchase).toMatchObject({ currency: "EUR" });
  expect(purchase!.attributes.map(({ key }) => key)).toEqual(["method"]);
});

test("reads steps and states from the catalog that declares them", () => {
  const [checkout, order] = usesOf({
    "a.ts": `import { defineWorkflow, funnel } from "telltale"; import { catalog } from "./catalog.ts";
      funnel("checkout", catalog.journeys.checkout.steps); defineWorkflow("order", catalog.workflows.order);`,
    "catalog.ts": `import { defineCatalog } from "telltale/catalog"; export const catalog = defineCatalog({
      journeys: { checkout: { steps: ["cart", "done"] } }, workflows: { order: { states: ["new", "paid"] } } });`,
  });
  expect(checkout).toMatchObject({ declared: ["cart", "done"] });
  expect(order).toMatchObject({ declared: ["new", "paid"] });
});

test("names calls, decorators and functions as the library does", () => {
  expect(
    seen(`import { countCalls, timed, traceMethod, wrap } from "telltale";
      class Orders { @traceMethod find() {} @countCalls() pay() {} }
      async function ship() {} export const a = wrap(ship); export const b = timed(ship);`),
  ).toEqual(["span Orders.find", "metric Orders.pay.calls", "span ship", "metric ship.duration"]);
});

test("reads JSX and reports where a call is", () => {
  const [use] = usesOf({
    "view.jsx": `import { event } from "telltale";\nexport const View = () => (\n  <button onClick={() => event("clicked", { area: "top" })} />\n);`,
  });
  expect(use).toMatchObject({ names: ["clicked"], location: { file: "view.jsx", line: 3, column: 26 } });
});

test("returns a syntax error with its place", () => {
  expect(parseModule("a.ts", "const a = 1;\nconst = 2;")).toMatchObject({
    location: { file: "a.ts", line: 2 },
  });
});

test("reads cyclic imports, and sources that are nested deeply", () => {
  const uses = usesOf({
    "a.ts": `export * from "./b"; import { x } from "./b"; import { trace } from "telltale"; const y = x; export { y as x }; trace(x, () => {});`,
    "b.ts": `export * from "./a"; const a = b, b = a; import { trace } from "telltale"; trace(a, () => {});`,
    "deep.js": `import { event } from "telltale"; ${"f(() => ".repeat(300)}event("deep")${")".repeat(300)}`,
  });
  expect(uses.map(shown)).toEqual(["span  and unknown", "span  and unknown", "event deep"]);
});
