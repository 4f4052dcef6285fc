// The recorder: what it answers without any backend, what it forgets, and what it costs where it is off.
import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import {
  counter,
  funnel,
  gauge,
  histogram,
  interaction,
  log,
  memoryExporter,
  recordTransaction,
  start,
  type StartOptions,
  startTransaction,
  type Telltale,
  timer,
  trace,
  type Transaction,
  transaction,
  workflow,
} from "../../src/index.ts";

let telltale: Telltale;
afterEach(async () => telltale.stop());

function begin(recorder: StartOptions["recorder"] = true, options: StartOptions = {}): Telltale {
  telltale = start({
    service: "test",
    exporters: [],
    resourceDetectors: [],
    handleExit: false,
    recorder,
    ...options,
  });
  return telltale;
}

const signup = funnel("signup", ["form", "done"]);

describe("what it answers", () => {
  test("spans by name, status, attributes, trace and length, the newest first", async () => {
    const recorder = begin().recorder();
    for (const id of ["o-1", "o-2", "o-3"])
      trace("charge card", { attributes: { "order.id": id } }, () => {});
    expect(() =>
      trace("charge bank", () => {
        throw new TypeError("refused");
      }),
    ).toThrow("refused");
    trace("slow", { startTime: Date.now() - 60_000 }, () => {});
    const ids = recorder.spans({ name: "charge card" }).map(({ attributes }) => attributes["order.id"]);
    expect(ids).toEqual(["o-3", "o-2", "o-1"]);
    expect(recorder.spans({ name: /^charge/g, limit: 2 }).map(({ name }) => name)).toEqual([
      "charge bank",
      "charge card",
    ]);
    expect(recorder.spans({ status: "error" }).map(({ name }) => name)).toEqual(["charge bank"]);
    expect(recorder.spans({ attributes: { "order.id": "o-2" } })).toHaveLength(1);
    expect(recorder.spans({ slowerThanMs: 50_000 }).map(({ name }) => name)).toEqual(["slow"]);
    const [one] = recorder.spans({ name: "slow" });
    expect(recorder.spans({ traceId: one?.traceId ?? "" })).toHaveLength(1);
  });

  test("a trace as a tree", () => {
    const recorder = begin().recorder();
    trace("purchase", () => {
      trace("reserve", () => trace("lock", () => {}));
      trace("charge", () => {});
    });
    const [span] = recorder.spans({ name: "lock" });
    const [root, ...others] = recorder.trace(span?.traceId ?? "");
    expect(others).toEqual([]);
    expect(root?.span.name).toBe("purchase");
    expect(root?.children.map((child) => [child.span.name, child.children.length])).toEqual([
      ["reserve", 1],
      ["charge", 0],
    ]);
    expect(recorder.trace("0".repeat(32))).toEqual([]);
  });

  test("totals of counters, last values of gauges, percentiles of timers", () => {
    const recorder = begin().recorder();
    const orders = counter("shop.orders", { unit: "{order}" });
    const pro = orders.with({ plan: "pro" });
    orders.add(2, { plan: "free" });
    pro.add(3);
    pro.add(1);
    gauge("shop.stock").set(7);
    gauge("shop.stock").set(5);
    const observation = gauge("queue.size", {}, () => 11);
    const duration = timer("checkout.duration");
    for (let ms = 1; ms <= 100; ms++) duration.record(ms / 1000);
    expect(recorder.counters({ name: "shop.orders", attributes: { plan: "pro" } })).toEqual([
      { name: "shop.orders", unit: "{order}", attributes: { plan: "pro" }, value: 4 },
    ]);
    expect(recorder.counters({ name: "shop.orders" })).toHaveLength(2);
    const gauges = recorder.gauges().map(({ name, value }) => [name, value]);
    expect(gauges).toEqual(
      expect.arrayContaining([
        ["shop.stock", 5],
        ["queue.size", 11],
      ]),
    );
    expect(recorder.gauges({ name: "queue.size" })).toHaveLength(1);
    observation.stop();
    expect(recorder.timers({ name: "checkout.duration" })).toMatchObject([
      { unit: "s", count: 100, min: 0.001, max: 0.1, p50: 0.05, p90: 0.09, p95: 0.095, p99: 0.099 },
    ]);
    const values = recorder.points({ name: "checkout.duration", limit: 2 }).map(({ value }) => value);
    expect(values).toEqual([0.1, 0.099]);
  });

  test("observed instruments as they are now: what is observed no more is gone", async () => {
    const recorder = begin().recorder();
    let connection = 0;
    const observation = gauge("pool.idle", {}, () => [
      { value: 1, attributes: { connection: ++connection } },
    ]);
    const idle = (): unknown[] => recorder.gauges({ name: "pool.idle" }).map(({ attributes }) => attributes);
    expect(idle()).toEqual([{ connection: 1 }]);
    expect(idle()).toEqual([{ connection: 2 }]);
    await telltale.stop();
    expect(idle()).toEqual([{ connection: 3 }]);
    begin();
    expect(telltale.recorder().gauges({ name: "pool.idle" })).toHaveLength(1);
    observation.stop();
    expect(telltale.recorder().gauges({ name: "pool.idle" })).toEqual([]);
  });

  test("so many as are asked for, down to none, and nothing for a question that cannot be", () => {
    const recorder = begin().recorder();
    for (let at = 0; at < 3; at++) trace("work", () => log.info("one"));
    expect([3, 1, 0, -1, Number.NaN].map((limit) => recorder.spans({ limit }).length)).toEqual([
      3, 1, 0, 0, 0,
    ]);
    expect(recorder.spans({ limit: Infinity })).toHaveLength(3);
    expect(recorder.spans({ name: 5 as never })).toEqual([]);
    expect(recorder.logs({ text: {} as never })).toEqual([]);
    expect(recorder.journey(undefined as never)).toEqual([]);
  });

  test("a transaction that begins again under the same id is open again", async () => {
    const recorder = begin().recorder();
    const again = (): Transaction => startTransaction("purchase", { id: "o-1" });
    const first = again();
    first.step("cart");
    first.fail("card declined");
    expect(recorder.transaction("o-1")).toMatchObject([{ outcome: "failed", steps: [{ step: "cart" }] }]);
    const second = again();
    await telltale.flush();
    expect(recorder.transaction("o-1")).toMatchObject([{ outcome: "open", reason: undefined, steps: [] }]);
    second.step("cart");
    second.step("paid");
    second.complete();
    expect(recorder.transaction("o-1")).toMatchObject([
      { outcome: "completed", steps: [{ step: "cart" }, { step: "paid" }] },
    ]);
  });

  test("transactions by id, a user's journey, workflows, interactions, log records", async () => {
    const recorder = begin().recorder();
    transaction("purchase", { id: "o-1", user: "u1", amount: "9.90", currency: "EUR" }, (tx) =>
      tx.step("paid"),
    );
    recordTransaction("refund", { id: "o-1", outcome: "failed", reason: "too late", startTime: Date.now() });
    signup.step("form", { session: "s1" });
    signup.step("done", { session: "s1", user: "u1" });
    await workflow("order", "o-1").event("paid");
    interaction("support chat", { customer: "c1" }, (it) => it.result("solved"));
    log.warn("slow provider");
    log.info("fine");
    expect(recorder.transaction("o-1")).toMatchObject([
      { type: "refund", outcome: "failed", reason: "too late" },
      { type: "purchase", outcome: "completed", user: "u1", amount: "9.90", steps: [{ step: "paid" }] },
    ]);
    expect(recorder.transactions("purchase")).toHaveLength(1);
    expect(recorder.journey("u1").map(({ step }) => step)).toEqual(["form", "done"]);
    expect(recorder.journey({ session: "s1" }).map(({ step }) => step)).toEqual(["form"]);
    expect(recorder.workflows("order")).toMatchObject([{ id: "o-1", state: "paid", ended: false }]);
    expect(recorder.interactions()).toMatchObject([{ type: "support chat", result: "solved" }]);
    expect(recorder.logs({ severity: 13 }).map(({ body }) => body)).toEqual(["slow provider"]);
    expect(recorder.logs({ text: "provider" })).toHaveLength(1);
    expect(recorder.logs({ text: /^fine$/ })).toHaveLength(1);
  });

  test("sees what leaves: nothing that redaction hides, and beside exporters, whose figures stay theirs", async () => {
    const memory = memoryExporter();
    const recorder = begin(true, { exporters: [memory] }).recorder();
    trace("sign in", { attributes: { password: "s3cret", "user.name": "ann" } }, () =>
      log.info("in", { token: "t0p" }),
    );
    const seen = JSON.stringify([recorder.spans(), recorder.logs()], (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    expect(seen).toContain("ann");
    expect(seen).not.toMatch(/s3cret|t0p/);
    await telltale.flush();
    expect(recorder.spans()).toEqual(memory.spans());
    expect(telltale.stats().traces).toEqual({ queued: 0, exported: 1, dropped: {} });
  });
});

describe("what it forgets", () => {
  test("what is oldest, of each its number", () => {
    const recorder = begin({
      spans: 1000,
      logs: 3,
      points: 4,
      timerValues: 10,
      journeySteps: 2,
      instances: 2,
    }).recorder();
    for (let at = 0; at < 5000; at++) trace(`span ${at}`, () => {});
    const all = recorder.spans({ limit: 100_000 });
    expect(all).toHaveLength(1000);
    expect([all[0]?.name, all.at(-1)?.name]).toEqual(["span 4999", "span 4000"]);
    for (let at = 0; at < 5; at++) log.info(`record ${at}`);
    expect(recorder.logs().map(({ body }) => body)).toEqual(["record 4", "record 3", "record 2"]);
    const sizes = histogram("upload.size");
    for (let at = 1; at <= 100; at++) sizes.record(at);
    expect(recorder.points().map(({ value }) => value)).toEqual([100, 99, 98, 97]);
    expect(recorder.timers()).toMatchObject([{ count: 100, min: 1, max: 100, p50: 95, p99: 100 }]);
    for (const step of ["one", "two", "three"]) signup.step(step as "form", { user: "u1" });
    expect(recorder.journey("u1").map(({ step }) => step)).toEqual(["two", "three"]);
    for (const id of ["a", "b", "c"])
      recordTransaction("purchase", { id, outcome: "completed", startTime: 0 });
    expect(recorder.transactions().map(({ id }) => id)).toEqual(["c", "b"]);
  });

  test("spans that are large go by their bytes", () => {
    const recorder = begin({ bytes: 1 << 20 }).recorder();
    const attributes = { text: "x".repeat(10_000) };
    for (let at = 0; at < 2000; at++) trace("large", { attributes }, () => {});
    const kept = recorder.spans({ limit: 100_000 }).length;
    expect(kept).toBeGreaterThan(0);
    // a batch of four megabytes at most is what stays beyond the bound
    expect(kept).toBeLessThan(600);
  });
});

describe("the report", () => {
  test("as a text with columns, as JSON, and with colours where the terminal has them", async () => {
    begin();
    transaction("purchase", { id: "o-1", amount: 10, currency: "EUR" }, () => trace("charge card", () => {}));
    transaction("purchase", { id: "o-2" }, (tx) => tx.fail("card declined"));
    signup.step("form", { user: "u1" });
    counter("shop.orders").add(2, { plan: "pro" });
    timer("checkout.duration").record(0.25);
    log.error("provider is down");
    log.error("provider is down");
    const report = telltale.report();
    const text = String(report);
    expect(text).toMatch(
      /^Transactions\ntype +completed +failed +abandoned +open +amount\npurchase +1 +1 +0 +0 +10 EUR/,
    );
    expect(text).toMatch(/\nJourneys\n.+\nsignup +1 +form 1\n/);
    expect(text).toMatch(/\nshop\.orders +2 +\{ plan: "pro" \}/);
    expect(text).toMatch(/\ncheckout\.duration +1 +250\.0 ms/);
    expect(text).toMatch(/ERROR +2 +provider is down/);
    expect(text).not.toContain("\u001B[");
    expect(inspect(report)).toBe(text);
    expect(inspect(report, { colors: true })).toContain("\u001B[31m");
    const data = JSON.parse(JSON.stringify(report)) as typeof report;
    expect(data).toMatchObject({
      on: true,
      transactions: [{ type: "purchase", completed: 1, failed: 1, amounts: { EUR: 10 } }],
      counters: [{ name: "shop.orders", value: 2, attributes: { plan: "pro" } }],
      warnings: [{ level: "ERROR", count: 2, text: "provider is down" }],
    });
    expect(data.spans.map(({ name, count }) => [name, count])).toEqual(
      expect.arrayContaining([
        ["charge card", 1],
        ["transaction purchase", 2],
      ]),
    );
  });

  test("a person who is identified later is one person, and large amounts are exact to the cent", () => {
    begin();
    signup.step("form", { session: "s1" });
    signup.step("done", { session: "s1", user: "u1" });
    signup.step("form", { session: "s2" });
    recordTransaction("purchase", {
      id: "o-1",
      outcome: "completed",
      startTime: 0,
      amount: "1234567.89",
      currency: "EUR",
    });
    interaction("support chat", { customer: "c1" }, (it) => it.result("constructor"));
    const report = telltale.report();
    expect(report.journeys).toEqual([{ name: "signup", people: 2, steps: { form: 2, done: 1 } }]);
    expect(telltale.recorder().people()).toEqual([{ session: "s2" }, { user: "u1" }]);
    expect(report.interactions[0]?.results).toEqual({ constructor: 1 });
    expect(String(report)).toContain("1234567.89 EUR");
  });

  test("spans that took most time in all come first", () => {
    begin();
    const took = (name: string, ms: number): void => trace(name, { startTime: Date.now() - ms }, () => {});
    for (let at = 0; at < 10; at++) took("often", 100);
    for (const ms of [1, 1, 60_000]) took("seldom slow", ms);
    expect(telltale.report().spans.map(({ name }) => name)).toEqual(["seldom slow", "often"]);
  });

  test("text of others moves no cursor and breaks no line", () => {
    begin();
    trace("bad\u001B[2J\nname\u009B31m", () => {});
    counter("shop.orders").add(1, { plan: "\u009B31m" });
    log.error(`long ${"x".repeat(5000)}`);
    const text = String(telltale.report());
    expect(text).toContain("bad\\u001b[2J\\nname");
    expect(text.split("\n").every((line) => line.length < 200)).toBe(true);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("says so where there is nothing", () => {
    begin();
    expect(String(telltale.report())).toBe("Nothing has been recorded yet.");
  });
});

describe("off", () => {
  test("answers with nothing, and says how to turn it on", () => {
    begin(false);
    trace("work", () => {});
    const recorder = telltale.recorder();
    expect([recorder.on, recorder.spans(), recorder.counters(), recorder.journey("u1")]).toEqual([
      false,
      [],
      [],
      [],
    ]);
    expect(String(telltale.report())).toContain("start({ recorder: true })");
  });

  test.each([
    [{ spans: 0 }, "`0`"],
    [{ spans: 1.5 }, "`1.5`"],
    [{ spams: 10 }, "`recorder.spams`"],
    ["yes", "`yes`"],
  ])("a wrong option %j is refused", async (recorder, named) => {
    await begin(false).stop();
    expect(() => begin(recorder as never)).toThrow(named);
    expect(() => begin(recorder as never)).toThrow(/TT_RECORDER|recorder/);
  });
});
