// What the business calls promise whatever happens: bytes judged by the official messages, bad input counted and left out, context
// attributes on every record, exemplars that lead to the trace.
import { diag, DiagLogLevel } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  defineWorkflow,
  emit,
  funnel,
  interaction,
  journey,
  journeyStep,
  onEvent,
  recordTransaction,
  resumeTransaction,
  start,
  startTransaction,
  type Telltale,
  trace,
  transaction,
  withContext,
  workflow,
} from "../src/index.ts";
import { attributesOf, hex, type Receiver, startReceiver } from "./engine/receiver.ts";
import { fakeClock, realClock } from "./fake-clock.ts";

let receiver: Receiver;
let telltale: Telltale;

beforeEach(async () => {
  receiver = await startReceiver();
  telltale = start({ service: "shop", endpoint: receiver.url, handleExit: false });
});
afterEach(async () => {
  await telltale.stop();
  await receiver.close();
});

type Attributes = Record<string, unknown>;

/** The records that came, by name. */
async function records(name: string): Promise<Attributes[]> {
  await telltale.flush();
  return receiver
    .records()
    .filter((record) => record["eventName"] === name)
    .map(attributesOf);
}

/** How often each code was reported since. */
function counting(): (code: string) => number {
  const before = telltale.stats().reports;
  return (code) => (telltale.stats().reports[code] ?? 0) - (before[code] ?? 0);
}

describe("what leaves", () => {
  test("a transaction: exact money, its time-out, steps and one end", async () => {
    const options = { id: "o-1", user: "u1", amount: "0.10", currency: "eur", timeoutMs: 60_000 };
    const tx = startTransaction("purchase", { ...options, attributes: { "cart.items": 3 } });
    await telltale.flush();
    tx.step("paid", { "payment.method": "card" });
    tx.complete();
    const facts = {
      "telltale.transaction.type": "purchase",
      "telltale.transaction.id": "o-1",
      "telltale.transaction.amount": "0.10",
      "telltale.transaction.currency": "EUR",
      "user.id": "u1",
      "cart.items": 3n,
    };
    const [started] = await records("telltale.transaction.started");
    expect(started).toMatchObject({ ...facts, "telltale.transaction.timeout_ms": 60_000n });
    const [step] = await records("telltale.transaction.step");
    expect(step).toMatchObject({
      ...facts,
      "telltale.transaction.step": "paid",
      "telltale.transaction.step_index": 0n,
      "telltale.transaction.timeout_ms": 60_000n,
      "payment.method": "card",
    });
    const [ended] = await records("telltale.transaction.ended");
    expect(ended).toMatchObject({ ...facts, "telltale.transaction.outcome": "completed" });
    expect(ended).not.toHaveProperty("telltale.transaction.timeout_ms");
    const [span] = receiver.spans();
    expect(attributesOf(span)).toEqual({ ...facts, "telltale.transaction.outcome": "completed" });
  });

  test("exemplars of a transaction's and an interaction's metrics lead to their spans", async () => {
    await transaction("purchase", { amount: 20 }, async () => Promise.resolve());
    interaction("call", { value: 5 }, (it) => it.result("sold"));
    await telltale.flush();
    for (const [name, spanName] of [
      ["telltale.transaction.amount", "transaction purchase"],
      ["telltale.transaction.duration", "transaction purchase"],
      ["telltale.interaction.value", "interaction call"],
    ]) {
      const metric = receiver.metrics().find((one) => one["name"] === name);
      const [point] = (metric?.["exponentialHistogram"] ?? metric?.["histogram"] ?? {})["dataPoints"] ?? [];
      const span = receiver.spans().find((one) => one["name"] === spanName);
      const [exemplar] = point["exemplars"];
      expect([hex(exemplar["spanId"]), hex(exemplar["traceId"])]).toEqual([
        hex(span?.["spanId"]),
        hex(span?.["traceId"]),
      ]);
    }
  });

  test("context attributes are on all business records, once each", async () => {
    const signup = funnel("signup", ["form", "done"]);
    const stop = onEvent("order", "created", () => 1);
    await withContext({ "tenant.id": "t1", "user.id": "u1", "session.id": "s1" }, async () => {
      const tx = startTransaction("purchase");
      await telltale.flush();
      tx.step("paid");
      tx.complete();
      signup.step("form");
      signup.abandon("form", { reason: "too long" });
      journeyStep("u1", "seen");
      const order = workflow("order", "o-1");
      await order.event("created");
      order.end();
      await emit("stock low");
      interaction("call", (it) => it.result("solved"));
    });
    stop();
    await telltale.flush();
    const own = receiver.records().filter((one) => String(one["eventName"]).startsWith("telltale."));
    const seen = own.filter((one) => one["eventName"] !== "telltale.definition");
    expect(seen.length).toBe(11);
    for (const record of seen) {
      const keys = (record["attributes"] as { key: string }[]).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(attributesOf(record)).toMatchObject({
        "tenant.id": "t1",
        "user.id": "u1",
        "session.id": "s1",
        "log.record.uid": expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      });
    }
  });

  test("what was given wins over the context, and both are never there at once", async () => {
    withContext({ "user.id": "u1" }, () => {
      transaction("purchase", { user: "u2" }, () => 1);
      journey("shopping", { user: "u2" }).step("seen");
    });
    for (const name of ["telltale.transaction.ended", "telltale.journey.step"])
      expect((await records(name))[0]?.["user.id"]).toBe("u2");
    expect(attributesOf(receiver.spans()[0])["user.id"]).toBe("u2");
  });

  test("a rejected transition is reported with the unchanged state", async () => {
    const doors = defineWorkflow("contract door", {
      states: ["closed", "open", "locked"],
      transitions: { closed: ["open"], open: ["closed"] },
      strict: true,
    });
    const door = workflow(doors, "front");
    await door.event("open");
    expect(() => door.event("locked")).toThrow("its state is `open`");
    const [, refused] = await records("telltale.workflow.event");
    expect(refused).toMatchObject({
      "telltale.workflow.event": "locked",
      "telltale.workflow.state": "open",
      "telltale.workflow.from_state": "open",
      "telltale.workflow.illegal": true,
    });
  });

  test("the result of an interaction may be known only at its end", async () => {
    const options = { channel: "phone", tier: "gold", currency: "EUR" };
    interaction("call", options, (it) => {
      it.result("upgraded", { satisfaction: 4.5, value: "49.90", revenueImpact: "598.80" });
    });
    expect((await records("telltale.interaction.ended"))[0]).toMatchObject({
      "telltale.interaction.result": "upgraded",
      "telltale.interaction.satisfaction": 4.5,
      "telltale.interaction.value": "49.90",
      "telltale.interaction.revenue_impact": "598.80",
      "telltale.interaction.currency": "EUR",
    });
  });
});

describe("bad input", () => {
  const throwing = {
    get bad(): never {
      throw new Error("getter");
    },
  };
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;

  test.each([
    ["business_amount_invalid", { amount: Number.NaN }],
    ["business_amount_invalid", { amount: "1e3" }],
    ["business_currency_invalid", { amount: 1, currency: "EURO" }],
    ["business_currency_invalid", { amount: 1, currency: "QQQ" }],
    ["business_id_invalid", { id: {} }],
    ["business_value_too_long", { id: "x".repeat(1 << 20) }],
    ["business_timeout_invalid", { timeoutMs: -1 }],
    ["value_cyclic", { attributes: { cyclic } }],
    ["value_unreadable", { attributes: throwing }],
    [
      "business_value_unreadable",
      {
        get amount(): never {
          throw new Error("getter");
        },
      },
    ],
  ])("%s: counted, the rest is sent, the function runs", async (code, wrong) => {
    const count = counting();
    expect(transaction("purchase", given(wrong), () => 7)).toBe(7);
    expect(count(code)).toBeGreaterThan(0);
    const [ended] = await records("telltale.transaction.ended");
    expect(ended).toMatchObject({ "telltale.transaction.outcome": "completed" });
  });

  test("a getter that throws costs its field and nothing else", async () => {
    const options = {
      id: "o-1",
      get user(): never {
        throw new Error("getter");
      },
    };
    expect(transaction("purchase", options, () => 7)).toBe(7);
    journey("shopping").step("seen", options);
    interaction("call", { channel: "chat", attributes: throwing }, (it) => it.result("done"));
    const [ended] = await records("telltale.transaction.ended");
    expect(ended).toMatchObject({ "telltale.transaction.id": "o-1" });
    expect(ended).not.toHaveProperty("user.id");
    expect((await records("telltale.journey.step")).length).toBe(1);
    expect((await records("telltale.interaction.ended"))[0]).toMatchObject({
      "telltale.interaction.channel": "chat",
      bad: "[unreadable]",
    });
  });

  test("an invalid currency keeps the amount apart from all real money", async () => {
    transaction("purchase", { amount: 5, currency: "QQQ" }, () => 1);
    expect((await records("telltale.transaction.ended"))[0]).toMatchObject({
      "telltale.transaction.amount": 5n,
      "telltale.transaction.currency": "XXX",
    });
  });

  test("ids of a megabyte stay different ones, names are cut", async () => {
    const long = "x".repeat(1 << 20);
    for (const id of [`${long}a`, `${long}b`]) transaction(long, { id }, () => 1);
    const ended = await records("telltale.transaction.ended");
    const ids = ended.map((one) => String(one["telltale.transaction.id"]));
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^x{200}~[0-9a-f]{32}$/);
    expect(ended[0]?.["telltale.transaction.type"]).toBe("x".repeat(128));
  });

  test("empty names become `unnamed` everywhere", async () => {
    const count = counting();
    transaction(" ", (tx) => tx.step(""));
    journey("").step("");
    await workflow("", "i").event("");
    interaction("", () => 1);
    expect(count("business_name_invalid")).toBe(7);
    await telltale.flush();
    expect(receiver.spans().map((span) => span["name"])).toEqual([
      "transaction unnamed",
      "workflow unnamed unnamed",
      "interaction unnamed",
    ]);
  });

  test("invalid satisfaction and money of an interaction are left out", async () => {
    const count = counting();
    interaction("call", { value: Infinity }, (it) =>
      it.result("done", { satisfaction: Number.NaN, revenueImpact: "much" }),
    );
    expect([count("business_amount_invalid"), count("business_number_invalid")]).toEqual([2, 1]);
    const [ended] = await records("telltale.interaction.ended");
    for (const name of ["satisfaction", "value", "revenue_impact", "currency"])
      expect(ended).not.toHaveProperty(`telltale.interaction.${name}`);
  });

  test("each code is reported once a minute, and counted always", () => {
    fakeClock();
    onTestFinished(realClock);
    const logged: string[] = [];
    const keep = (text: string): number => logged.push(text);
    diag.setLogger({ error: keep, warn: keep, info: keep, debug: keep, verbose: keep }, DiagLogLevel.WARN);
    onTestFinished(() => diag.disable());
    vi.advanceTimersByTime(60_000);
    const count = counting();
    for (let time = 0; time < 5; time++)
      recordTransaction("purchase", { outcome: "lost" as never, startTime: 1 });
    expect(count("transaction_outcome_invalid")).toBe(5);
    const own = (): string[] => logged.filter((text) => text.includes("transaction_outcome_invalid"));
    expect(own().length).toBe(1);
    vi.advanceTimersByTime(60_000);
    recordTransaction("purchase", { outcome: "lost" as never, startTime: 1 });
    expect(own().length).toBe(2);
  });

  /** With its getters as they are. */
  function given(wrong: object): object {
    return Object.defineProperties({ user: "u1" }, Object.getOwnPropertyDescriptors(wrong));
  }
});

test("a time-out is counted from the start, also where it was begun elsewhere", async () => {
  fakeClock();
  onTestFinished(realClock);
  const token = startTransaction("purchase", { id: "o-1", timeoutMs: 10_000 }).handoff();
  vi.advanceTimersByTime(6000);
  trace("work", () => resumeTransaction(token, { timeoutMs: 10_000 }));
  vi.advanceTimersByTime(3999);
  expect(await records("telltale.transaction.ended")).toEqual([]);
  vi.advanceTimersByTime(2);
  expect((await records("telltale.transaction.ended"))[0]).toMatchObject({
    "telltale.transaction.outcome": "abandoned",
    "telltale.transaction.reason": "timeout",
  });
});
