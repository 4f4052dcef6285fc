import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { collect, type Collected, type Plain, type SentRecord } from "../test/collect.ts";
import { fakeClock, realClock } from "../test/fake-clock.ts";
import {
  recordTransaction,
  resumeTransaction,
  startTransaction,
  trace,
  type Transaction,
  transaction,
  withContext,
} from "./index.ts";
import { countReports } from "../test/contract/count-reports.ts";

let sent: Collected;
beforeEach(() => {
  fakeClock();
  sent = collect();
});
afterEach(async () => {
  await sent.stop();
  realClock();
});

const started = "telltale.transaction.started";
const stepped = "telltale.transaction.step";
const ended = "telltale.transaction.ended";

/** The attributes of the one record of that name. */
async function only(eventName: string): Promise<Plain> {
  await sent.flush();
  const records = sent.records(eventName);
  expect(records.length).toBe(1);
  return (records[0] as SentRecord).attributes;
}

test("a completed transaction is one span, its steps, one end and its metrics", async () => {
  const options = {
    id: "order-789",
    user: "u1",
    amount: "99.90",
    currency: "EUR",
    attributes: { "cart.items": 3 },
  };
  const answer = await transaction("purchase", options, async (tx) => {
    vi.advanceTimersByTime(250);
    tx.step("payment authorised", { "payment.provider": "nordpay" });
    tx.addAttribute("payment.method", "card");
    tx.step("booked");
    return 42;
  });
  expect(answer).toBe(42);
  await sent.flush();

  const [span] = sent.spans();
  expect(sent.spans().length).toBe(1);
  expect(span?.name).toBe("transaction purchase");
  expect(span?.status).toBe(0);
  expect(span?.events.map((event) => event.name)).toEqual(["payment authorised", "booked"]);
  const facts = {
    "telltale.transaction.type": "purchase",
    "telltale.transaction.id": "order-789",
    "telltale.transaction.amount": "99.90",
    "telltale.transaction.currency": "EUR",
    "user.id": "u1",
  };
  const end = { "telltale.transaction.outcome": "completed" };
  expect(span?.attributes).toEqual({ ...facts, ...end, "cart.items": 3, "payment.method": "card" });

  expect(sent.records().map((record) => record.eventName)).toEqual([stepped, stepped, ended]);
  for (const record of sent.records()) {
    expect([record.traceId, record.spanId]).toEqual([span?.traceId, span?.spanId]);
    expect([record.scope, record.severity, record.body]).toEqual(["telltale", 9, null]);
  }
  const uid = expect.stringMatching(/^[0-9a-f]{32}$/) as string;
  const [first, second] = sent.records(stepped);
  expect(first?.attributes).toEqual({
    "log.record.uid": uid,
    ...facts,
    "telltale.transaction.step": "payment authorised",
    "telltale.transaction.step_index": 0,
    "payment.provider": "nordpay",
    "cart.items": 3,
  });
  expect(second?.attributes["telltale.transaction.step_index"]).toBe(1);
  expect(second?.attributes["payment.method"]).toBe("card");
  expect(second?.attributes["payment.provider"]).toBeUndefined();
  expect(await only(ended)).toEqual({
    "log.record.uid": uid,
    ...facts,
    ...end,
    "telltale.transaction.duration_ms": 250,
    "cart.items": 3,
    "payment.method": "card",
  });
  expect(new Set(sent.records().map((record) => record.attributes["log.record.uid"])).size).toBe(3);

  const by = { "telltale.transaction.type": "purchase", "telltale.transaction.outcome": "completed" };
  expect(sent.points("telltale.transaction.count")).toMatchObject([
    { kind: "sum", unit: "{transaction}", value: 1, attributes: by },
  ]);
  expect(sent.points("telltale.transaction.duration")).toMatchObject([
    { unit: "s", value: 0.25, count: 1, attributes: by },
  ]);
  expect(sent.points("telltale.transaction.amount")).toMatchObject([
    { value: 99.9, count: 1, attributes: { ...by, "telltale.transaction.currency": "EUR" } },
  ]);
});

test("fail with a reason leaves the status unset", async () => {
  transaction("purchase", (tx) => tx.fail("card declined"));
  const end = await only(ended);
  expect(end["telltale.transaction.outcome"]).toBe("failed");
  expect(end["telltale.transaction.reason"]).toBe("card declined");
  expect(end["error.type"]).toBeUndefined();
  expect(sent.spans()).toMatchObject([{ status: 0, events: [] }]);
});

test("fail with an error marks the span, and its type is the reason", async () => {
  class ProviderTimeoutError extends Error {}
  transaction("purchase", (tx) => tx.fail(new ProviderTimeoutError("after 2500 ms")));
  const end = await only(ended);
  expect([
    end["telltale.transaction.outcome"],
    end["telltale.transaction.reason"],
    end["error.type"],
  ]).toEqual(["failed", "ProviderTimeoutError", "ProviderTimeoutError"]);
  expect(sent.spans()).toMatchObject([
    { status: 2, message: "after 2500 ms", events: [{ name: "exception" }] },
  ]);
});

test("a thrown error fails it and is rethrown unchanged, synchronous or not", async () => {
  const error = new TypeError("broken");
  expect(() =>
    transaction("purchase", () => {
      throw error;
    }),
  ).toThrow(error);
  const rejected = transaction("purchase", async (tx) => {
    tx.fail("card declined");
    throw error;
  });
  await expect(rejected).rejects.toBe(error);
  await sent.flush();
  expect(sent.records(ended).map((record) => record.attributes["telltale.transaction.reason"])).toEqual([
    "TypeError",
    "card declined",
  ]);
  expect(sent.spans().map((span) => span.status)).toEqual([2, 2]);
});

test("the last word of the callback counts", async () => {
  transaction("purchase", (tx) => {
    tx.fail("declined");
    tx.complete();
  });
  const end = await only(ended);
  expect(end["telltale.transaction.outcome"]).toBe("completed");
  expect(end["telltale.transaction.reason"]).toBeUndefined();
});

test("an error that is not the last word is not what ended it", async () => {
  transaction("purchase", (tx) => {
    tx.fail(new TypeError("first try"));
    tx.abandon("left");
  });
  transaction("purchase", (tx) => {
    tx.fail(new TypeError("first try"));
    tx.fail("declined");
  });
  const ends = await sent.flush().then(() => sent.records(ended).map(({ attributes }) => attributes));
  expect(ends.map((end) => [end["telltale.transaction.reason"], end["error.type"]])).toEqual([
    ["left", undefined],
    ["declined", undefined],
  ]);
});

test("started is sent after one second and not before", async () => {
  const tx = startTransaction("purchase", { id: "o-1", amount: 5 });
  vi.advanceTimersByTime(999);
  tx.addAttribute("seen", true);
  await vi.advanceTimersByTimeAsync(1);
  tx.complete();
  const begin = await only(started);
  expect(begin["telltale.transaction.amount"]).toBe(5);
  expect(begin["telltale.transaction.currency"]).toBe("USD");
  expect(begin["seen"]).toBe(true);
  expect((await only(ended))["telltale.transaction.duration_ms"]).toBe(1000);
  const [begun, end] = [...sent.records(started), ...sent.records(ended)].map((record) => record.timeMs);
  expect((end ?? 0) - (begun ?? 0)).toBeCloseTo(1000, 2);
});

test("`started` is left out when it ends within a second, and sent when a flush is earlier", async () => {
  const short = startTransaction("purchase");
  vi.advanceTimersByTime(999);
  short.complete();
  await sent.flush();
  expect(sent.records(started)).toEqual([]);
  startTransaction("purchase", { id: "open" });
  await sent.flush();
  expect((await only(started))["telltale.transaction.id"]).toBe("open");
  vi.advanceTimersByTime(2000);
  await only(started);
});

test("a time-out abandons it, once", async () => {
  const tx = startTransaction("purchase", { timeoutMs: 5000 });
  vi.advanceTimersByTime(4999);
  await sent.flush();
  expect(sent.records(ended)).toEqual([]);
  vi.advanceTimersByTime(1);
  tx.complete();
  const end = await only(ended);
  expect([end["telltale.transaction.outcome"], end["telltale.transaction.reason"]]).toEqual([
    "abandoned",
    "timeout",
  ]);
  // beside those of other files in this process
  expect(sent.records("telltale.definition").map(({ attributes }) => attributes)).toContainEqual(
    expect.objectContaining({
      "telltale.definition.kind": "transaction",
      "telltale.definition.timeout_ms": 5000,
    }),
  );
});

test("a callback that goes on after its time-out changes nothing any more", async () => {
  const [late, broken] = ["late", "broken"].map((id) =>
    transaction("purchase", { id, timeoutMs: 5000 }, async (tx) => {
      await vi.advanceTimersByTimeAsync(5000);
      tx.complete();
      if (id === "broken") throw new Error("too late");
      return id;
    }),
  );
  expect(await late).toBe("late");
  await expect(broken).rejects.toThrow("too late");
  await sent.flush();
  const ends = sent.records(ended).map((record) => record.attributes["telltale.transaction.reason"]);
  expect(ends).toEqual(["timeout", "timeout"]);
  expect(sent.spans().length).toBe(2);
});

test("a failure that is marked as expected does not count", async () => {
  transaction("purchase", (tx) => {
    tx.fail(new TypeError("first try"));
    tx.complete();
  });
  expect(await only(ended)).not.toHaveProperty("error.type");
});

test("after the end nothing is sent and nothing throws", async () => {
  const tx = startTransaction("purchase");
  tx.complete();
  for (const late of [tx.complete, tx.fail, tx.abandon]) late.call(tx);
  tx.step("late");
  tx.addAttribute("late", 1);
  tx.setAmount(7);
  expect(tx.handoff()).toBe("");
  tx[Symbol.dispose]();
  await sent.flush();
  expect(sent.records().map((record) => record.eventName)).toEqual([ended]);
  expect(sent.spans().length).toBe(1);
});

test("`using` abandons one that is still open", async () => {
  {
    using tx = startTransaction("purchase");
    tx.step("seen");
  }
  expect((await only(ended))["telltale.transaction.outcome"]).toBe("abandoned");
});

test("user and session default to the context attributes, which are on every record", async () => {
  const tx = withContext({ "user.id": "u7", "session.id": "s7", "tenant.id": "t1" }, () =>
    startTransaction("purchase", { session: "s8" }),
  );
  withContext({ "tenant.id": "other" }, () => tx.complete());
  expect(await only(ended)).toMatchObject({ "user.id": "u7", "session.id": "s8", "tenant.id": "t1" });
});

test("the amount can be set later and keeps its currency", async () => {
  const tx = startTransaction("purchase", { amount: 1, currency: "EUR" });
  tx.setAmount("12.50");
  tx.complete();
  expect(await only(ended)).toMatchObject({
    "telltale.transaction.amount": "12.50",
    "telltale.transaction.currency": "EUR",
  });
});

test("bad values are left out, the rest is sent, nothing throws", async () => {
  const wrong = {
    id: {},
    user: [],
    amount: Number.NaN,
    currency: 7,
    attributes: "no",
    timeoutMs: -1,
  } as never;
  const run = transaction as (type: unknown, options: unknown, fn: (tx: Transaction) => unknown) => unknown;
  run("", wrong, (tx) => {
    tx.step(undefined as never);
    tx.addAttributes(null as never);
    tx.setAmount("a lot");
  });
  run("purchase", { amount: 10, currency: "EURO" }, () => undefined);
  run("purchase", undefined, () => undefined);
  run("purchase", null, () => undefined);
  await sent.flush();
  const ends = sent.records(ended).map((record) => record.attributes);
  expect(ends.length).toBe(4);
  expect(ends[0]).toMatchObject({
    "telltale.transaction.type": "unnamed",
    "telltale.transaction.outcome": "completed",
  });
  expect(ends[0]?.["telltale.transaction.id"]).toMatch(/^[0-9a-f]{32}$/);
  expect(ends[0]).not.toHaveProperty("telltale.transaction.amount");
  expect(ends[1]).toMatchObject({
    "telltale.transaction.amount": 10,
    "telltale.transaction.currency": "XXX",
  });
});

test("the user's attributes cannot replace the listed ones", async () => {
  transaction(
    "purchase",
    { attributes: { "telltale.transaction.type": "fake", "log.record.uid": "fake" } },
    () => 1,
  );
  const end = await only(ended);
  expect(end["telltale.transaction.type"]).toBe("purchase");
  expect(end["log.record.uid"]).not.toBe("fake");
  expect(sent.spans()[0]?.attributes["telltale.transaction.type"]).toBe("purchase");
});

test("no number of the user's attributes crowds out the listed ones", async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`a${index}`, index]));
  transaction("purchase", { id: "o-1", amount: 1, attributes: many }, () => 1);
  expect(await only(ended)).toMatchObject({
    "telltale.transaction.id": "o-1",
    "telltale.transaction.outcome": "completed",
    "telltale.transaction.currency": "USD",
    a0: 0,
  });
});

test("another process goes on with it in the same trace and ends it", async () => {
  const options = { id: "o-1", user: "u1", amount: "10.10", currency: "EUR" };
  const token = startTransaction("purchase", options).handoff();
  expect(token).toMatch(/^[\w-]{1,1024}$/);
  await sent.flush();
  expect(sent.records().map((record) => record.eventName)).toEqual([started]);
  vi.advanceTimersByTime(3000);
  trace("process message", () => {
    const resumed = resumeTransaction(token, { amount: "11.00" });
    expect([resumed.type, resumed.id]).toEqual(["purchase", "o-1"]);
    resumed.complete();
  });
  expect(await only(ended)).toMatchObject({
    "telltale.transaction.id": "o-1",
    "telltale.transaction.amount": "11.00",
    "telltale.transaction.currency": "EUR",
    "telltale.transaction.duration_ms": expect.closeTo(3000, 3) as number,
    "user.id": "u1",
  });
  const [first, second] = sent.spans("transaction purchase");
  const [message] = sent.spans("process message");
  expect(second).toMatchObject({
    traceId: first?.traceId,
    parentId: first?.spanId,
    links: [message?.spanId],
  });
  expect(first?.attributes).not.toHaveProperty("telltale.transaction.outcome");
  expect(sent.points("telltale.transaction.count")).toMatchObject([{ value: 1 }]);
});

test("it is announced once, however often it is handed on", async () => {
  const first = startTransaction("purchase", { id: "o-1" }).handoff();
  const second = resumeTransaction(first).handoff();
  const tx = resumeTransaction(second);
  vi.advanceTimersByTime(5000);
  await sent.flush();
  expect(sent.records().map((record) => record.eventName)).toEqual([started]);
  tx.complete();
  await sent.flush();
  expect(sent.records().map((record) => record.eventName)).toEqual([started, ended]);
});

test("a token that is delivered twice ends its transaction once, in records and metrics; the first end counts", async () => {
  const endedAgain = countReports("transaction_ended_again");
  const options = { id: "o-1", amount: 10, currency: "EUR" };
  const token = startTransaction("purchase", options).handoff();
  const [first, second] = [resumeTransaction(token), resumeTransaction(token, { timeoutMs: 1000 })];
  first.complete();
  second.step("packed");
  vi.advanceTimersByTime(2000);
  // handed on by each, the tokens differ
  resumeTransaction(resumeTransaction(token).handoff()).fail("stock gone");
  const late = resumeTransaction(token);
  late.fail(new Error("gone"));
  await sent.flush();
  expect(sent.records().map((record) => record.eventName)).toEqual([started, ended]);
  for (const metric of [
    "telltale.transaction.count",
    "telltale.transaction.amount",
    "telltale.transaction.duration",
  ])
    expect(sent.points(metric).map(({ value, count }) => count || value)).toEqual([1]);
  // what was done again is in the trace
  const again = sent.spans("transaction purchase").slice(1);
  expect(again.map(({ attributes }) => attributes["telltale.transaction.outcome"])).toEqual([
    "completed",
    "abandoned",
    undefined,
    "failed",
    "failed",
  ]);
  expect(again.map(({ events }) => events.map(({ name }) => name))).toEqual([
    [],
    ["packed"],
    [],
    [],
    ["exception"],
  ]);
  expect(endedAgain()).toBe(3);
  // one of the same id that begins anew is another one
  const other = startTransaction("purchase", options).handoff();
  resumeTransaction(other).complete();
  await sent.flush();
  expect(sent.points("telltale.transaction.count").map(({ value }) => value)).toEqual([2]);
});

test("a callback can hand it on: its end is then no end", async () => {
  const token = await transaction("purchase", async (tx) => tx.handoff());
  await sent.flush();
  expect(sent.records().map((record) => record.eventName)).toEqual([started]);
  expect(sent.spans().length).toBe(1);
  resumeTransaction(token).fail("stock gone");
  expect((await only(ended))["telltale.transaction.reason"]).toBe("stock gone");
});

test("a wrong token records nothing and throws nothing", async () => {
  for (const wrong of ["", "nonsense", undefined as never, `${"A".repeat(2000)}`]) {
    const tx = resumeTransaction(wrong);
    tx.step("x");
    tx.complete();
    expect(tx.run(() => 5)).toBe(5);
  }
  await sent.flush();
  expect([sent.records(), sent.spans()]).toEqual([[], []]);
});

test("after the fact it has the times it was given", async () => {
  const endTime = Date.now() - 1000;
  recordTransaction("purchase", {
    id: "basket-1",
    user: "u1",
    amount: 25,
    currency: "EUR",
    outcome: "abandoned",
    reason: "left",
    startTime: endTime - 60_000,
    endTime: new Date(endTime),
    attributes: { "cart.items": 1 },
  });
  expect(await only(ended)).toMatchObject({
    "telltale.transaction.outcome": "abandoned",
    "telltale.transaction.reason": "left",
    "telltale.transaction.duration_ms": expect.closeTo(60_000, 2) as number,
    "cart.items": 1,
  });
  expect(sent.records(ended)[0]?.timeMs).toBeCloseTo(endTime, 2);
  expect(sent.spans()[0]?.startMs).toBeCloseTo(endTime - 60_000, 2);
  expect(sent.spans()[0]?.endMs).toBeCloseTo(endTime, 2);
});

test("transactions nest", async () => {
  transaction("purchase", () => transaction("payment", () => trace("charge", () => 1)));
  await sent.flush();
  const [charge, payment, purchase] = sent.spans();
  expect([charge?.parentId, payment?.parentId, purchase?.parentId]).toEqual([
    payment?.spanId,
    purchase?.spanId,
    "",
  ]);
  expect(sent.records(ended).map((record) => record.spanId)).toEqual([payment?.spanId, purchase?.spanId]);
});

test("`run` makes its span active for a while", async () => {
  const tx = startTransaction("purchase");
  tx.run(() => trace("inside", () => 1));
  trace("outside", () => 1);
  tx.complete();
  await sent.flush();
  const [span] = sent.spans("transaction purchase");
  expect(sent.spans("inside")[0]?.parentId).toBe(span?.spanId);
  expect(sent.spans("outside")[0]?.traceId).not.toBe(span?.traceId);
});

test("methods that are called without their transaction do nothing, and `run` calls its function", () => {
  const detached = countReports("method_detached");
  const { run, step, handoff } = startTransaction("purchase");
  expect(run(() => 7)).toBe(7);
  step("paid");
  expect(handoff()).toBe("");
  expect(detached()).toBe(3);
});

test("a generator's transaction ends with it", async () => {
  const rows = transaction("export", function* () {
    yield 1;
    yield 2;
  });
  await sent.flush();
  expect(sent.records(ended)).toEqual([]);
  expect([...rows]).toEqual([1, 2]);
  await only(ended);
});

test("a transaction that fails with an error of pg has its SQLSTATE as the reason", async () => {
  const refused = Object.assign(new Error("duplicate key"), { name: "error", code: "23505" });
  expect(() =>
    transaction("purchase", () => {
      throw refused;
    }),
  ).toThrow(refused);
  await sent.flush();
  const [end] = sent.records(ended);
  expect(end?.attributes["telltale.transaction.reason"]).toBe("23505");
});
