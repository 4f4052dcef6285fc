// The collection of a user's test: what it sees, when, and that nothing of it stays.
import * as otel from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  captureError,
  counter,
  event,
  funnel,
  gauge,
  histogram,
  interaction,
  journey,
  log,
  start,
  startSpan,
  startTransaction,
  timer,
  trace,
  transaction,
  withContext,
  workflow,
} from "../../src/index.ts";
import { type Collection, collect } from "../../src/testing/index.ts";

let telemetry: Collection;
beforeEach(() => {
  telemetry = collect();
});
afterEach(() => telemetry.stop());

const signup = funnel("signup", ["landing", "form", "done"]);

describe("what it sees", () => {
  test("spans, with their attributes, status, parent, events and links", async () => {
    const first = startSpan("first");
    first.end();
    const charge = trace("purchase", () =>
      trace("charge card", { attributes: { "order.id": "o-1" } }, async (span) => {
        span.addEvent("cache miss", { key: "k1" });
        span.addLink({ context: first.spanContext() });
        throw new RangeError("declined");
      }),
    );
    await expect(charge).rejects.toThrow("declined");
    expect(telemetry).toHaveSpan("charge card", {
      attributes: { "order.id": "o-1", "error.type": /Range/, "user.email": undefined },
      status: "error",
      message: "declined",
      parent: "purchase",
      kind: "internal",
      events: ["cache miss", { name: "cache miss", attributes: { key: "k1" } }],
      links: ["first"],
      times: 1,
    });
    expect(telemetry).toHaveSpan("purchase", { parent: null, kind: otel.SpanKind.INTERNAL });
    expect(telemetry).not.toHaveSpan("purchase", { kind: otel.SpanKind.CLIENT });
    expect(telemetry).not.toHaveSpan("charge card", { status: "unset" });
    expect(telemetry).not.toHaveSpan("refund");
  });

  test("values by function and by the runner's own matchers", () => {
    trace("work", { attributes: { n: 42, list: ["a", "b"] } }, () => {});
    expect(telemetry).toHaveSpan("work", {
      attributes: { n: (n: number) => n > 41, list: expect.arrayContaining(["b"]) },
    });
    expect(telemetry).not.toHaveSpan("work", { attributes: { n: expect.any(String) } });
    expect(telemetry).toHaveSpan("work", { attributes: expect.not.objectContaining({ m: 1 }) });
    expect(telemetry).not.toHaveSpan("work", { attributes: expect.objectContaining({ n: 41 }) });
  });

  test("names by pattern; patterns remember nothing, and a function that fails on others' values does not fit them", () => {
    trace("GET /orders", { attributes: { "user.id": 7 } }, () => {});
    for (const id of ["u1", "u2"])
      trace("GET /users", { attributes: { "user.id": id } }, () => event("read.user"));
    counter("shop.orders").add(1);
    expect(telemetry).toHaveSpan(/^GET/g, { times: 3 });
    expect(telemetry).toHaveSpan("GET /users", { attributes: { "user.id": /u/g }, times: 2 });
    expect(telemetry).toHaveSpan("GET /users", {
      attributes: { "user.id": (id: string) => id.startsWith("u2") },
      times: 1,
    });
    expect(telemetry).toHaveEvent(/^read/, { times: 2 });
    expect(telemetry).toHaveEmittedMetric(/orders$/, { sum: 1 });
  });

  test("values that are sent in another form are expected as they were given", () => {
    const given = { at: new Date(0), big: 10n, none: -0, tags: new Set(["a"]), list: [1n, new Date(0)] };
    log.info("given", { ...given, empty: null });
    expect(telemetry).not.toHaveLogged("given", { attributes: { empty: undefined } });
    expect(telemetry).toHaveLogged("given", { attributes: given });
    expect(telemetry).not.toHaveLogged("given", { attributes: { tags: new Set(["b"]) } });
  });

  test("metrics of every kind, all points that have the attributes together", async () => {
    counter("shop.orders").add(1, { plan: "pro" });
    counter("shop.orders").add(2, { plan: "free" });
    histogram("cart.value", { unit: "EUR" }).record(10);
    histogram("cart.value", { unit: "EUR" }).record(32);
    gauge("shop.stock").set(12);
    gauge("queue.size", {}, async () => 7);
    await telemetry.settled();
    expect(telemetry).toHaveEmittedMetric("queue.size", { value: 7 });
    expect(telemetry).toHaveEmittedMetric("shop.orders", { sum: 3, kind: "sum" });
    expect(telemetry).toHaveEmittedMetric("shop.orders", { sum: 1, attributes: { plan: "pro" } });
    expect(telemetry).toHaveEmittedMetric("cart.value", { count: 2, sum: 42, min: 10, max: 32, unit: "EUR" });
    expect(telemetry).toHaveEmittedMetric("shop.stock", { value: 12, kind: "gauge" });
    expect(telemetry).not.toHaveEmittedMetric("shop.orders", { sum: 4 });
    expect(telemetry).not.toHaveEmittedMetric("shop.returns");
  });

  test("log records, events and captured errors, with the span they were made in", () => {
    trace("purchase", () => {
      log.warn("slow provider", { "provider.name": "p1" });
      event("cart.abandoned", { "cart.items": 3 });
      captureError(new TypeError("no total"), { attributes: { "order.id": "o-1" } });
    });
    log.info("bye");
    expect(telemetry).toHaveLogged("slow provider", {
      level: "warn",
      attributes: { "provider.name": "p1" },
      span: "purchase",
    });
    expect(telemetry).toHaveLogged(/^slow/, { times: 1 });
    expect(telemetry).toHaveLogged("bye", { span: null });
    expect(telemetry).toHaveEvent("cart.abandoned", { attributes: { "cart.items": 3 }, span: "purchase" });
    expect(telemetry).toHaveCapturedError("TypeError", {
      message: /total/,
      handled: true,
      attributes: { "order.id": "o-1" },
    });
    expect(telemetry).not.toHaveLogged("cart.abandoned");
    expect(telemetry).not.toHaveLogged("slow provider", { level: "error" });
    expect(telemetry).not.toHaveCapturedError("RangeError");
  });

  test("transactions: exact amounts, steps in order, outcomes, open ones", async () => {
    const options = { id: "o-1", user: "u1", amount: "99.90", currency: "EUR" };
    transaction("purchase", { ...options, attributes: { plan: "pro" } }, (tx) => {
      tx.step("cart");
      tx.step("paid");
    });
    transaction("purchase", { id: "o-2" }, (tx) => tx.fail("card declined"));
    startTransaction("refund", { id: "o-3" });
    await telemetry.settled();
    const all = { user: "u1", currency: "EUR", steps: ["cart", "paid"], attributes: { plan: "pro" } };
    expect(telemetry).toHaveTransaction("purchase", {
      id: "o-1",
      outcome: "completed",
      amount: 99.9,
      ...all,
    });
    expect(telemetry).not.toHaveTransaction("purchase", { id: "o-1", amount: "99.9" });
    expect(telemetry).toHaveTransaction("purchase", { outcome: "failed", reason: /declined/ });
    expect(telemetry).toHaveTransaction("refund", { outcome: "open" });
    expect(telemetry).toHaveTransaction("purchase", { times: 2 });
  });

  test("funnels and journeys of one person, what they did before they were known included", () => {
    signup.step("landing", { session: "s1" });
    signup.step("form", { session: "s1", user: "u1" });
    signup.step("done", { user: "u1" });
    signup.step("landing", { user: "u2" });
    signup.abandon("form", { user: "u2", reason: "too long" });
    expect(telemetry).toHaveCompletedFunnel("signup", { user: "u1" });
    expect(telemetry).toHaveCompletedFunnel("signup");
    expect(telemetry).not.toHaveCompletedFunnel("signup", { user: "u2" });
    expect(telemetry).toHaveJourney("signup", { user: "u2", steps: ["landing"], abandoned: "too long" });
    withContext({ "user.id": "u3" }, () => journey("shopping").step("compared"));
    expect(telemetry).toHaveJourney("shopping", { user: "u3", steps: ["compared"], abandoned: false });
  });

  test("workflows and interactions", async () => {
    const order = workflow("order", "o-1");
    await order.event("paid");
    await order.event("shipped");
    order.end("delivered");
    interaction("support chat", { customer: "c1", channel: "chat", value: "10.00" }, (it) =>
      it.result("solved", { satisfaction: 5 }),
    );
    expect(telemetry).toHaveWorkflow("order", {
      id: "o-1",
      events: ["paid", "shipped"],
      state: "delivered",
      ended: true,
      illegal: [],
    });
    expect(telemetry).toHaveInteraction("support chat", { result: "solved", satisfaction: 5, value: 10 });
    expect(telemetry).not.toHaveInteraction("support chat", { channel: "phone" });
  });

  test("spans that are still open", () => {
    const span = startSpan("upload");
    expect(telemetry).not.toHaveNoOpenSpans();
    expect(telemetry).not.toHaveSpan("upload");
    expect(telemetry.openSpans().map(({ name }) => name)).toEqual(["upload"]);
    span.end();
    expect(telemetry).toHaveNoOpenSpans();
  });

  test("a burst far beyond any queue, all of it", () => {
    for (let at = 0; at < 5000; at++) trace("burst", () => log.info("one"));
    expect(telemetry.spans("burst")).toHaveLength(5000);
    expect(telemetry.logs()).toHaveLength(5000);
  });
});

describe("when and for how long", () => {
  test("there are no timers, whatever the runner does with them", () => {
    vi.useFakeTimers();
    try {
      const own = collect();
      trace("work", () => {});
      expect(vi.getTimerCount()).toBe(0);
      expect(own).toHaveSpan("work");
      own.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  test("the next collection begins with nothing, and the earlier one keeps what it had", async () => {
    const orders = counter("shop.orders");
    orders.add(1);
    trace("before", () => {});
    await workflow("order", "o-1").event("paid");
    const later = collect();
    orders.add(5);
    await workflow("order", "o-1").event("shipped");
    expect(later).toHaveEmittedMetric("shop.orders", { sum: 5 });
    expect(later).not.toHaveSpan("before");
    expect(later).toHaveWorkflow("order", { events: ["shipped"] });
    expect(later.spans("workflow order shipped")[0]?.links).toEqual([]);
    expect(telemetry).toHaveSpan("before");
    expect(telemetry).toHaveEmittedMetric("shop.orders", { sum: 1 });
    expect(telemetry).not.toHaveSpan("workflow order shipped");
    later.stop();
  });

  test("after its block nothing is left: calls do nothing, and `start` may follow", async () => {
    {
      using own = collect();
      trace("inside", () => {});
      expect(own).toHaveSpan("inside");
    }
    trace("outside", () => {});
    expect(telemetry).not.toHaveSpan("outside");
    const telltale = start({ exporters: [], resourceDetectors: [], handleExit: false });
    expect(() => collect()).toThrow(/runs already.*set-up file/);
    await telltale.stop();
  });

  test("an application that starts meanwhile is collected, and cannot end it", async () => {
    const telltale = start({ service: "checkout", endpoint: "http://127.0.0.1:1" });
    trace("inside", () => {});
    await telltale.stop();
    trace("after its stop", () => {});
    expect(telemetry).toHaveSpan("inside");
    expect(telemetry).toHaveSpan("after its stop");
    telemetry.stop();
    const own = start({ exporters: [], resourceDetectors: [], handleExit: false });
    expect(own).not.toBe(telltale);
    await own.stop();
  });

  test("what others record through OpenTelemetry's API is collected, and its places are free afterwards", () => {
    const tracer = otel.trace.getTracer("some-instrumentation");
    tracer.startActiveSpan("GET /", (span) => {
      trace("inside", () => {});
      span.end();
    });
    otel.metrics.getMeter("some-instrumentation").createCounter("requests").add(2);
    expect(telemetry).toHaveSpan("GET /", { scope: "some-instrumentation" });
    expect(telemetry).toHaveSpan("inside", { parent: "GET /" });
    expect(telemetry).toHaveEmittedMetric("requests", { sum: 2 });
    telemetry.stop();
    expect(tracer.startSpan("afterwards").isRecording()).toBe(false);
    expect(otel.context.active()).toBe(otel.ROOT_CONTEXT);
  });

  test("where timers are numbers, as in a browser's place, transactions run", () => {
    const { setTimeout: real } = globalThis;
    globalThis.setTimeout = ((act: () => void, ms: number) => Number(real(act, ms).unref())) as never;
    try {
      startTransaction("registration", { timeoutMs: 1_000_000 }).complete();
      expect(telemetry).toHaveTransaction("registration", { outcome: "completed" });
    } finally {
      globalThis.setTimeout = real;
    }
  });

  test("no variable of the environment has a say", () => {
    vi.stubEnv("OTEL_SDK_DISABLED", "true");
    vi.stubEnv("OTEL_TRACES_SAMPLER", "always_off");
    try {
      using own = collect();
      trace("work", () => {});
      expect(own).toHaveSpan("work");
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test("what the application sets applies: values under sensitive names are replaced", () => {
    trace("sign in", { attributes: { password: "s3cret" } }, () => {});
    expect(telemetry).not.toHaveSpan("sign in", { attributes: { password: "s3cret" } });
    using open = collect({ redaction: false });
    trace("sign in", { attributes: { password: "s3cret" } }, () => {});
    expect(open).toHaveSpan("sign in", { attributes: { password: "s3cret" } });
  });
});

describe("a fake clock", () => {
  test("moves only when it is advanced: durations are exact", () => {
    using own = collect({ clock: new Date("2026-01-01T00:00:00Z") });
    const checkout = timer("checkout.duration");
    trace("slow", () => checkout.time(() => own.clock.advance(1500)));
    expect(own).toHaveSpan("slow", { durationMs: 1500 });
    expect(own).toHaveEmittedMetric("checkout.duration", { sum: 1.5, count: 1 });
    expect(own.clock.now()).toEqual(new Date("2026-01-01T00:00:01.500Z"));
    expect(own.spans("slow")[0]?.startTimeUnixNano).toBe(1_767_225_600_000_000_000n);
  });

  test("brings about the time-outs of transactions, each at its moment", () => {
    using own = collect({ clock: "fake" });
    startTransaction("registration", { id: "r-1", timeoutMs: 15 * 60_000 });
    own.clock.advance(15 * 60_000 - 1);
    expect(own).not.toHaveTransaction("registration", { outcome: "abandoned" });
    own.clock.advance(3_600_000);
    const ended = { outcome: "abandoned", reason: "timeout", durationMs: 15 * 60_000 } as const;
    expect(own).toHaveTransaction("registration", ended);
  });

  test("refuses what is not a moment", () => {
    expect(() => collect({ clock: new Date(Number.NaN) })).toThrow("Invalid Date");
    expect(() => collect({ clock: "faked" as never })).toThrow("faked");
    using own = collect({ clock: "fake" });
    const { clock } = own;
    const before = clock.now();
    for (const ms of [Number.NaN, -1, Infinity]) expect(() => clock.advance(ms)).toThrow(`${ms}`);
    expect(clock.now()).toEqual(before);
  });

  test("leaves no appointment behind: transactions of the next collection announce themselves", () => {
    const earlier = collect({ clock: "fake" });
    startTransaction("registration", { timeoutMs: 60_000 });
    earlier.stop();
    vi.useFakeTimers();
    try {
      using own = collect();
      startTransaction("refund", { id: "r-1" });
      vi.advanceTimersByTime(1000);
      const started = own.logs().filter(({ eventName }) => eventName === "telltale.transaction.started");
      expect(started.map(({ attributes }) => attributes["telltale.transaction.id"])).toEqual(["r-1"]);
      own.stop();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("goes on when the collection is stopped", () => {
    collect({ clock: new Date(0) }).stop();
    using own = collect();
    trace("now", () => {});
    const [span] = own.spans("now");
    expect(Math.abs(Number(span?.startTimeUnixNano) / 1e6 - Date.now())).toBeLessThan(5000);
  });
});
