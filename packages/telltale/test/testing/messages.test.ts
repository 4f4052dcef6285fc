// What a failure says: what was expected, what comes nearest and in what it differs, what was emitted.
import { AssertionError } from "node:assert";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  captureError,
  counter,
  funnel,
  histogram,
  interaction,
  log,
  startSpan,
  trace,
  transaction,
  workflow,
} from "../../src/index.ts";
import { type Assertions, assertThat, type Collection, collect } from "../../src/testing/index.ts";

let telemetry: Collection;
beforeEach(() => {
  telemetry = collect({ clock: new Date("2026-01-01T00:00:00Z") });
});
afterEach(() => telemetry.stop());

const signup = funnel("signup", ["landing", "form", "done"]);

function said(assertion: (that: Assertions) => void): string {
  try {
    assertion(assertThat(telemetry));
  } catch (error) {
    return error instanceof AssertionError ? error.message : `no assertion's: ${String(error)}`;
  }
  return "nothing: it held";
}

describe("spans", () => {
  test("the whole text, with the tree", () => {
    trace("purchase", () => {
      trace("charge card", { attributes: { "order.id": "o-2" } }, (span) => {
        span.addEvent("cache miss", { key: "k1" });
      });
      trace("send mail", () => {});
    });
    expect(
      said((that) =>
        that.toHaveSpan("charge card", {
          attributes: { "order.id": "o-3", plan: "pro" },
          status: "error",
          parent: "checkout",
          events: ["retry", { name: "cache miss", attributes: { key: /^x/ } }],
          links: ["import"],
          durationMs: (ms: number) => ms > 5,
        }),
      ),
    )
      .toBe(`Expected a span "charge card" { attributes: { order.id: "o-3", plan: "pro" }, status: "error", parent: "checkout", events: ["retry", { name: "cache miss", attributes: { key: /^x/ } }], links: ["import"], durationMs: <durationMs> }, found none.
Nearest: charge card  0 µs  { order.id: "o-2" }  (in purchase)
  status: expected "error", was "unset"
  durationMs: expected <durationMs>, was 0
  parent: expected "checkout", was "purchase"
  attributes["order.id"]: expected "o-3", was "o-2"
  attributes["plan"]: expected "pro", was absent
  events: expected "retry", there are ["cache miss"]
  event "cache miss" attributes["key"]: expected /^x/, was "k1"
  links: expected one to "import", there are []

Emitted spans:
  purchase  0 µs
  ├─ charge card  0 µs  { order.id: "o-2" }
  └─ send mail  0 µs`);
  });

  test("a name that was mistyped is found; one that is like nothing is not made up", () => {
    trace("charge card", () => {});
    expect(said((that) => that.toHaveSpan("charge cart"))).toContain(
      'Nearest: charge card  0 µs  (a root)\n  name: expected "charge cart", was "charge card"',
    );
    expect(said((that) => that.toHaveSpan("refund"))).not.toContain("Nearest");
  });

  test("the same name with more differences comes before another name", () => {
    trace("charge cards", { attributes: { a: 1 } }, () => {});
    trace("charge card", () => {});
    expect(said((that) => that.toHaveSpan("charge card", { attributes: { a: 1, b: 2 } }))).toMatch(
      /Nearest: charge card {2}/,
    );
  });

  test("how often; that it has not ended; that there is nothing", () => {
    expect(said((that) => that.toHaveSpan("charge card"))).toContain(
      "No spans were emitted. Did the code run",
    );
    const open = startSpan("charge card");
    expect(said((that) => that.toHaveSpan("charge card"))).toContain(
      "Nearest: charge card  (open)  (a root)\n  it has not ended",
    );
    expect(said((that) => that.toHaveNoOpenSpans())).toContain(
      "Expected all spans to have ended, and open are:\n  charge card  (open)",
    );
    open.end();
    expect(said((that) => that.toHaveSpan("charge card", { times: 2 }))).toContain(
      'Expected exactly 2 times a span "charge card", found 1.\n  charge card',
    );
    expect(said((that) => that.not.toHaveSpan("charge card", { times: 1 }))).toContain(
      "Expected not to find exactly 1 times",
    );
    expect(said((that) => that.not.toHaveNoOpenSpans())).toContain("all have ended");
  });

  test("a function that cannot judge a value says why", () => {
    trace("charge card", { attributes: { "order.id": 7 } }, () => {});
    const attributes = { "order.id": (id: string) => id.startsWith("o-") };
    expect(said((that) => that.toHaveSpan("charge card", { attributes }))).toContain(
      'attributes["order.id"]: expected <order.id>, was 7, which it could not judge: TypeError: id.startsWith is not',
    );
    expect(said((that) => that.toHaveSpan(/^refund/))).toContain("Expected a span /^refund/, found none.");
  });

  test("a trace of thousands is cut", () => {
    trace("batch", () => {
      for (let at = 0; at < 2000; at++) trace(`item ${at}`, () => {});
    });
    const text = said((that) => that.toHaveSpan("none of these"));
    expect(text.split("\n").length).toBeLessThan(70);
    expect(text).toContain("… and 1941 more");
  });

  test("a trace as deep as the stack allows no recursion", () => {
    let span = startSpan("level");
    const all = [span];
    for (let at = 0; at < 20_000; at++) all.push((span = span.trace("level", (inner) => inner)));
    for (const one of all) one.end();
    expect(said((that) => that.toHaveSpan("none of these"))).toContain("more");
  });
});

test("metrics: the points that come nearest, added up", () => {
  counter("shop.orders", { unit: "{order}" }).add(1, { plan: "pro" });
  counter("shop.orders").add(0.1, { plan: "free" });
  counter("shop.orders").add(0.2, { plan: "free" });
  histogram("cart.value").record(5);
  expect(
    said((that) => that.toHaveEmittedMetric("shop.orders", { sum: 2, attributes: { plan: "pro" } })),
  ).toContain('Nearest: shop.orders  1 {order}  { plan: "pro" }\n  sum: expected 2, was 1\n');
  expect(said((that) => that.toHaveEmittedMetric("shop.orders", { attributes: { plan: "gold" } }))).toContain(
    'attributes["plan"]: expected "gold", was',
  );
  expect(said((that) => that.toHaveEmittedMetric("cart.value", { count: 2 }))).toContain(
    "cart.value  count 1, sum 5, from 5 to 5",
  );
  expect(said((that) => that.toHaveEmittedMetric("shop.order"))).toContain(
    'name: expected "shop.order", was "shop.orders"',
  );
  expect(
    said((that) => that.toHaveEmittedMetric("shop.orders", { sum: 0.3, attributes: { plan: "free" } })),
  ).toBe("nothing: it held");
  expect(said((that) => that.not.toHaveEmittedMetric("shop.orders"))).toContain(
    "Emitted metrics:\n  shop.orders",
  );
});

test("log records and captured errors", () => {
  log.warn("provider is slow", { "provider.name": "p1" });
  captureError(new TypeError("no total"));
  expect(
    said((that) => that.toHaveLogged("provider is slow", { level: "error", span: "purchase" })),
  ).toContain(
    'Nearest: WARN  "provider is slow"  { provider.name: "p1" }\n  level: expected "error", was "warn"\n  span: expected "purchase", was null',
  );
  expect(said((that) => that.toHaveCapturedError("RangeError"))).toContain(
    'type: expected "RangeError", was "TypeError"',
  );
  expect(said((that) => that.not.toHaveLogged(/slow/))).toContain("and found:\n  WARN");
});

test("business: transactions, funnels, journeys, workflows, interactions", async () => {
  transaction("purchase", { id: "o-1", amount: "9.90", currency: "EUR" }, (tx) => {
    tx.step("cart");
    tx.fail("card declined");
  });
  const purchase = said((that) =>
    that.toHaveTransaction("purchase", { outcome: "completed", amount: 9.8, steps: ["cart", "paid"] }),
  );
  expect(purchase).toContain("Nearest: purchase o-1  failed (card declined)  9.90 EUR  0 µs");
  expect(purchase).toContain('outcome: expected "completed", was "failed"');
  expect(purchase).toContain('steps: expected ["cart", "paid"], was ["cart"]');
  expect(purchase).toContain('amount: expected 9.8, was "9.90"');
  expect(purchase).toContain("Emitted records of transactions:");
  signup.step("landing", { user: "u1" });
  signup.step("form", { user: "u1" });
  expect(said((that) => that.toHaveCompletedFunnel("signup", { user: "u1" }))).toContain(
    "Nearest: user u1: signup/landing → signup/form\n  not reached: done",
  );
  expect(said((that) => that.toHaveCompletedFunnel("sign-up", { user: "u1" }))).toContain(
    "no funnel of that name is defined",
  );
  expect(said((that) => that.toHaveJourney("signup", { user: "u1", steps: ["landing"] }))).toContain(
    'steps: expected ["landing"], was ["landing", "form"]',
  );
  await workflow("order", "o-1").event("paid");
  expect(
    said((that) => that.toHaveWorkflow("order", { state: "shipped", events: ["paid", "shipped"] })),
  ).toContain('Nearest: order o-1  open in paid: paid\n  state: expected "shipped", was "paid"');
  interaction("support chat", { customer: "c1" }, (it) => it.result("solved"));
  expect(said((that) => that.toHaveInteraction("support chat", { result: "escalated" }))).toContain(
    'result: expected "escalated", was "solved"',
  );
});

test("what is not a collection is refused with what to pass", () => {
  expect(() => assertThat({} as Collection).toHaveSpan("x")).toThrow(
    "Expected what `collect()` of telltale/testing returned",
  );
  expect(() => expect({}).toHaveSpan("x")).toThrow("collect()");
});
