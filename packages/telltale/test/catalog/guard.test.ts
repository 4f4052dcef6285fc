// What `start({ catalog, catalogGuard })` does to what leaves: only the guard's rejections change it, and every call goes on.
import { diag, DiagLogLevel, metrics, trace as otelTrace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GuardMode } from "../../src/catalog/guard.ts";
import {
  captureError,
  counter,
  event,
  funnel,
  histogram,
  isTelemetryError,
  journeyStep,
  log,
  start,
  timer,
  trace,
  transaction,
  withContext,
  workflow,
} from "../../src/index.ts";
import { collect, type Collected, type Plain } from "../collect.ts";
import { catalog } from "./catalog.ts";

let sent: Collected | undefined;
const warnings: string[] = [];
beforeEach(() => {
  warnings.length = 0;
  const nothing = (): void => {};
  const logger = { error: nothing, info: nothing, debug: nothing, verbose: nothing };
  diag.setLogger({ ...logger, warn: (text) => warnings.push(text) }, DiagLogLevel.WARN);
});
afterEach(async () => {
  await sent?.stop();
  sent = undefined;
  diag.disable();
});

function begin(guard: GuardMode): Collected {
  sent = collect({ catalog, catalogGuard: guard });
  return sent;
}

/** What was found, as `rule kind name: count`. */
async function findings(): Promise<string[]> {
  await sent?.flush();
  return (sent?.points("telltale.catalog.findings") ?? [])
    .map(({ attributes, value }) => {
      const { "telltale.catalog.rule": rule, "telltale.catalog.kind": kind } = attributes;
      return `${String(rule)} ${String(kind)} ${String(attributes["telltale.catalog.name"])}: ${value}`;
    })
    .toSorted();
}

const right = { "order.id": "o-1", "payment.method": "card" };

describe("what is declared", () => {
  test.each<Plain>([
    { "order.lines": 3, "cart.weight": 1.5, "gift.wrapped": true, "order.paths": ["a", "b"] },
    { "shipping.carrier": "another", "shop.header.accept": "text/html", "tenant.id": "t" },
    { "http.request.method": "GET", "db.query.text": "SELECT 1", "error.type": "E", "user.id": "u" },
  ])("gives no finding: %o", async (attributes) => {
    begin("warn");
    trace("charge card", { attributes: { ...right, ...attributes } }, () => trace("risk score", () => {}));
    log.info("order paid", { "order.id": "o-1", ...attributes });
    event("cart.abandoned", { "order.id": "o-1", ...attributes });
    counter("shop.orders").add(1, { "payment.method": "invoice" });
    await timer("shop.wait").time(async () => 1);
    transaction("purchase", { attributes }, (tx) => tx.step("sent"));
    funnel("checkout", ["cart", "done"]).step("cart", { user: "u" });
    journeyStep("u", "anything");
    await workflow("order", "o-1").event("created", { "order.lines": 1 });
    captureError(Object.assign(new Error("no"), { name: "PaymentError" }));
    expect(await findings()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("a required attribute may come from the context, or later", async () => {
    begin("warn");
    withContext({ "order.id": "o-1" }, () => {
      trace("charge card", (span) => span.setAttribute("payment.method", "card"));
      log.info("order paid");
    });
    expect(await findings()).toEqual([]);
  });
});

const wrong = [
  ["a key that is not declared", { "order.idd": "o" }, "missing_attribute attribute order.idd"],
  ["a key of Object's prototype", { constructor: "o" }, "missing_attribute attribute constructor"],
  ["a text for a number", { "order.lines": "3" }, "type_mismatch attribute order.lines"],
  ["a fraction for a whole number", { "order.lines": 1.5 }, "type_mismatch attribute order.lines"],
  ["a number for a text", { "order.id": 7 }, "type_mismatch attribute order.id"],
  ["one item of another type", { "order.paths": ["a", 1] }, "type_mismatch attribute order.paths"],
  ["an object", { "order.id": { a: 1 } }, "type_mismatch attribute order.id"],
  [
    "a value that is not listed",
    { "payment.method": "cash" },
    "undefined_enum_variant attribute payment.method",
  ],
  ["a secret", { "card.number": "4111" }, "sensitive attribute card.number"],
  ["a wrong value of a family", { "shop.header.accept": 1 }, "type_mismatch attribute shop.header.accept"],
] as const;

describe.each(wrong)("%s", (_what, attributes, finding) => {
  const [key = ""] = Object.keys(attributes);

  test.each(["count", "warn"] as const)("is found by `%s` and leaves as it is", async (mode) => {
    const telemetry = begin(mode);
    trace("risk score", { attributes }, () => {});
    log.info("order lost", attributes);
    counter("shop.orders").add(1, attributes);
    expect(await findings()).toEqual([`${finding}: 3`]);
    const texts = warnings.filter((text) => text.includes(finding.split(" ")[0] as string));
    expect(texts.length).toBe(mode === "warn" ? 1 : 0);
    expect(Object.hasOwn(telemetry.spans("risk score")[0]?.attributes ?? {}, key)).toBe(true);
    expect(Object.hasOwn(telemetry.points("shop.orders")[0]?.attributes ?? {}, key)).toBe(true);
  });

  test("is taken away by `reject`, and the call goes on", async () => {
    const telemetry = begin("reject");
    const all = { ...attributes, "gift.wrapped": true };
    expect(trace("risk score", { attributes: all }, () => 42)).toBe(42);
    log.info("order lost", all);
    event("cart.opened", all);
    counter("shop.orders").add(2, all);
    counter("shop.orders").with(all).add(3);
    withContext(all, () => trace("risk score", () => {}));
    await telemetry.flush();
    const rest = { "gift.wrapped": true };
    expect(telemetry.spans("risk score").map((span) => span.attributes)).toEqual([rest, rest]);
    expect(telemetry.records("").map((record) => record.attributes)).toEqual([rest]);
    expect(telemetry.records("cart.opened").map((record) => record.attributes)).toEqual([rest]);
    expect(telemetry.points("shop.orders").map(({ attributes: kept, value }) => [kept, value])).toEqual([
      [rest, 5],
    ]);
  });
});

test("`off` looks at nothing", async () => {
  const telemetry = begin("off");
  trace("anything", { attributes: { "order.idd": 1 } }, () => {});
  expect(await findings()).toEqual([]);
  expect(telemetry.spans("anything")[0]?.attributes).toEqual({ "order.idd": 1 });
});

test("finds names that are not declared, and steps and states", async () => {
  begin("count");
  trace("charge cart", () => {});
  log.info("order payed");
  event("cart.closed");
  counter("shop.order").add(1);
  captureError(new RangeError("no"));
  transaction("purchase", (tx) => tx.step("packed"));
  transaction("purchases", () => {});
  const checkout = funnel("checkout", ["cart", "shipping"]);
  checkout.step("shipping", { user: "u" });
  await workflow("order", "o-1").event("packed");
  expect(await findings()).toEqual([
    "undeclared_name error RangeError: 1",
    "undeclared_name event cart.closed: 1",
    "undeclared_name journey checkout: shipping: 1",
    "undeclared_name log order payed: 1",
    "undeclared_name metric shop.order: 1",
    "undeclared_name span charge cart: 1",
    "undeclared_name transaction purchase: packed: 1",
    "undeclared_name transaction purchases: 1",
    "undeclared_name workflow order: packed: 1",
  ]);
});

test("finds required attributes that are not there, and deprecated ones, which `reject` leaves", async () => {
  const telemetry = begin("reject");
  trace("charge card", { attributes: { "order.id": "o", "old.id": "o" } }, () => {});
  event("cart.abandoned");
  expect(await findings()).toEqual([
    "deprecated attribute old.id: 1",
    "required_attribute_not_present event cart.abandoned: 1",
    "required_attribute_not_present span charge card: 1",
  ]);
  expect(telemetry.spans("charge card")[0]?.attributes).toEqual({ "order.id": "o", "old.id": "o" });
});

test("finds what is wrong on a call that was right before, in any order of its attributes", async () => {
  const telemetry = begin("reject");
  const charge = (attributes: object): void => trace("charge card", { attributes }, () => {});
  for (let round = 0; round < 20; round++) {
    charge(right);
    charge({ "payment.method": "invoice", "order.id": "o-2" });
    charge({ ...right, "gift.wrapped": true });
  }
  charge({ ...right, "order.id": 7 });
  charge({ ...right, "payment.method": "cash" });
  charge({ "order.id": "o-1", "payment.methods": "card" });
  charge({ "order.id": "o-1" });
  charge(right);
  expect(await findings()).toEqual([
    "missing_attribute attribute payment.methods: 1",
    "required_attribute_not_present span charge card: 4",
    "type_mismatch attribute order.id: 1",
    "undefined_enum_variant attribute payment.method: 1",
  ]);
  const left = telemetry.spans("charge card").map(({ attributes }) => attributes);
  expect(left.slice(-5)).toEqual([
    { "payment.method": "card" },
    { "order.id": "o-1" },
    { "order.id": "o-1" },
    { "order.id": "o-1" },
    right,
  ]);
});

test("takes personal data off metrics only", async () => {
  const telemetry = begin("reject");
  trace("risk score", { attributes: { "customer.email": "x" } }, () => {});
  counter("shop.orders").add(1, { "customer.email": "x" });
  expect(await findings()).toEqual(["sensitive attribute customer.email: 1"]);
  expect(telemetry.spans("risk score")[0]?.attributes).toEqual({ "customer.email": "x" });
  expect(telemetry.points("shop.orders")[0]?.attributes).toEqual({});
});

test("a class keeps its values, and takes away what is more", async () => {
  const telemetry = begin("reject");
  const colors = Array.from({ length: 25 }, (_, index) => `c${index}`);
  for (const color of [...colors, "c0"]) trace("risk score", { attributes: { color } }, () => {});
  expect(await findings()).toEqual(["cardinality attribute color: 5"]);
  const left = telemetry.spans("risk score").map(({ attributes }) => attributes["color"]);
  expect(left.filter((color) => color !== undefined)).toEqual([...colors.slice(0, 20), "c0"]);
});

test("estimates the values of a high class, and finds when they are more", async () => {
  begin("count");
  for (let index = 0; index < 130_000; index += 100)
    trace("risk score", (span) => {
      for (let at = index; at < index + 100; at++) span.addEvent("cart.opened", { "tenant.id": `t-${at}` });
    });
  const [found = ""] = await findings();
  expect(found).toMatch(/^cardinality attribute tenant\.id: \d+$/);
});

test("counts at most 200 names, the others together", async () => {
  begin("count");
  for (let index = 0; index < 3000; index++)
    trace("risk score", { attributes: { [`shop.key${index}`]: 1 } }, () => {});
  const found = await findings();
  expect(found.length).toBe(201);
  expect(found).toContain("missing_attribute attribute other: 2800");
});

test("judges attributes of other scopes, and not their names", async () => {
  begin("count");
  otelTrace
    .getTracer("library")
    .startSpan("anything", { attributes: { "shop.key": 1 } })
    .end();
  metrics.getMeter("library").createCounter("library.calls").add(1);
  expect(await findings()).toEqual([
    "missing_attribute attribute shop.key: 1",
    "undeclared_name metric library.calls: 1",
  ]);
});

test("reports a catalog with mistakes, all at once, before anything has started", () => {
  const mistaken = { name: "shop", version: "1", spans: { a: { attributes: ["b.c"] } } };
  let thrown: unknown;
  try {
    start({ service: "test", catalog: mistaken });
  } catch (error) {
    thrown = error;
  }
  expect(isTelemetryError(thrown) && thrown.code).toBe("TT_CATALOG");
  expect(String(thrown)).toContain('version: Expected a semantic version, got `"1"`.');
  expect(String(thrown)).toContain("spans.a.attributes: `b.c` is not declared.");
  expect(() => start({ service: "test", catalog: "shop" as never })).toThrow(/defineCatalog/);
  expect(() => start({ service: "test", catalog, catalogGuard: "loud" as never })).toThrow(/reject/);
});

test("metrics take unit, description and buckets from the catalog, unless a call says otherwise", async () => {
  const telemetry = begin("off");
  counter("shop.orders").add(1);
  counter("shop.value", { unit: "USD" }).add(1);
  timer("shop.wait").record(0.5);
  histogram("shop.other", { buckets: [1] }).record(2);
  await telemetry.flush();
  expect(telemetry.points("shop.orders").map(({ unit }) => unit)).toEqual(["{order}"]);
  expect(telemetry.points("shop.value").map(({ unit }) => unit)).toEqual(["USD"]);
  expect(telemetry.points("shop.wait").map(({ unit, kind }) => [unit, kind])).toEqual([["s", "histogram"]]);
  expect(telemetry.points("shop.other").map(({ unit }) => unit)).toEqual([""]);
});
