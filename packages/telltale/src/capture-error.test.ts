import { Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collect, type Collected, type SentRecord } from "../test/collect.ts";
import { captureError, trace, withContext } from "./index.ts";

let sent: Collected;
beforeEach(() => {
  sent = collect();
});
afterEach(async () => sent.stop());

async function captured(): Promise<SentRecord[]> {
  await sent.flush();
  return sent.records("exception");
}

test("an error leaves as an exception record on the active span, which it marks", async () => {
  const error = new TypeError("no such card", { cause: new Error("socket closed") });
  withContext({ "tenant.id": "t1" }, () => {
    trace("charge card", () =>
      captureError(error, { handled: false, attributes: { "payment.provider": "nordpay" } }),
    );
  });
  const [record] = await captured();
  const [span] = sent.spans("charge card");
  expect([record?.traceId, record?.spanId, record?.severity]).toEqual([span?.traceId, span?.spanId, 17]);
  expect(span).toMatchObject({
    status: 2,
    message: "no such card",
    attributes: { "error.type": "TypeError" },
  });
  expect(record?.attributes).toMatchObject({
    "exception.type": "TypeError",
    "exception.message": "no such card",
    "telltale.error.handled": false,
    "telltale.error.causes": ["Error: socket closed"],
    "payment.provider": "nordpay",
    "tenant.id": "t1",
    "code.file.path": expect.stringMatching(/capture-error\.test\.ts$/) as string,
    "log.record.uid": expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    "telltale.error.fingerprint": expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  });
  expect(record?.attributes["exception.stacktrace"]).toContain("Caused by: Error: socket closed\n    at ");
});

test("the same mistake has the same fingerprint, another one another", async () => {
  captureError(gone(1));
  captureError(gone(2));
  captureError(alsoGone());
  captureError(gone(3), { fingerprint: "orders" });
  const prints = (await captured()).map((record) => record.attributes["telltale.error.fingerprint"]);
  expect(prints[0]).toBe(prints[1]);
  expect(prints[2]).not.toBe(prints[0]);
  expect(prints[3]).toBe("orders");
});

test("anything can be captured, and outside of a span", async () => {
  for (const thrown of [
    "text",
    undefined,
    null,
    7n,
    Symbol("s"),
    {},
    Object.create(null),
    new Proxy({}, hostile),
  ])
    captureError(thrown);
  const records = await captured();
  expect(records.length).toBe(8);
  expect(records[0]).toMatchObject({
    spanId: "",
    attributes: { "exception.type": "string", "exception.message": "text" },
  });
});

class DeclinedError extends Error {
  override name = "DeclinedError";
  readonly orderId: string = "o1";
  readonly status: number = 402;
  readonly password: string = "hunter2";
  readonly attempts: readonly object[] = [{ at: new Date(0), token: "t", ok: false }];
  readonly socket: Socket = new Socket();
  readonly self: unknown = this;
  readonly later: () => void = () => {};
  get trouble(): never {
    throw new Error("getter");
  }
}

test("the fields of an error's own class are attributes: plain values only, secrets and cycles replaced", async () => {
  const error = new DeclinedError("no");
  const round: Record<string, unknown> = {};
  round["trip"] = round;
  Object.assign(error, { round });
  Object.defineProperty(error, "broken", {
    enumerable: true,
    get() {
      throw new Error("getter");
    },
  });
  captureError(error, { attributes: { "telltale.error.fields.status": 418 } });
  const [record] = await captured();
  const fields = Object.entries(record?.attributes ?? {}).filter(([key]) =>
    key.startsWith("telltale.error.fields."),
  );
  expect(Object.fromEntries(fields.map(([key, value]) => [key.split(".").at(-1), value]))).toEqual({
    orderId: "o1",
    status: 418,
    password: "[redacted:password]",
    attempts: [{ at: "1970-01-01T00:00:00.000Z", token: "[redacted:token]", ok: false }],
    socket: "[Socket]",
    self: "DeclinedError: no",
    round: { trip: "[cyclic]" },
    later: "[function]",
    broken: "[unreadable]",
  });
  expect(record?.attributes["exception.type"]).toBe("DeclinedError");
});

test("fields are bounded in number, size and depth; other thrown objects have theirs too", async () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}`, at]));
  captureError(
    Object.assign(new Error("x"), { text: "x".repeat(5000), deep: { a: { b: { c: { d: 1 } } } } }, many),
  );
  captureError({ message: "thrown as it is", code: "E_PLAIN", list: Array.from({ length: 50 }, () => 1) });
  const [first, second] = await captured();
  const keys = Object.keys(first?.attributes ?? {}).filter((key) => key.startsWith("telltale.error.fields."));
  expect(keys.length).toBe(32);
  expect(String(first?.attributes["telltale.error.fields.text"]).length).toBe(1024);
  expect(first?.attributes["telltale.error.fields.deep"]).toEqual({ a: { b: { c: "[Object]" } } });
  expect(second?.attributes).toMatchObject({
    "exception.type": "E_PLAIN",
    "exception.message": "thrown as it is",
    "telltale.error.fields.code": "E_PLAIN",
  });
  expect(second?.attributes["telltale.error.fields.list"]).toHaveLength(20);
});

test("causes and aggregated errors are kept, to a bound, and end on cycles", async () => {
  const root = new Error("disk full");
  const aggregate = new AggregateError(
    [new TypeError("a", { cause: root }), "text", new RangeError("b")],
    "all failed",
  );
  root.cause = aggregate;
  captureError(aggregate);
  captureError(new AggregateError(Array.from({ length: 20 }, (_, at) => new Error(`e${at}`))));
  const [first, second] = await captured();
  expect(first?.attributes["telltale.error.causes"]).toEqual([
    "TypeError: a",
    "string: text",
    "RangeError: b",
    "Error: disk full",
  ]);
  expect(first?.attributes["exception.stacktrace"]).toContain("Caused by: RangeError: b\n    at ");
  expect(second?.attributes["telltale.error.causes"]).toHaveLength(8);
});

test("whom it hit: given, or out of the context", async () => {
  withContext({ "user.id": "u1", "session.id": "s1" }, () => {
    captureError(new Error("a"));
    captureError(new Error("b"), { user: "u2", session: 7 as never });
  });
  captureError(new Error("c"), { user: {} as never });
  const people = (await captured()).map(({ attributes }) => [
    attributes["user.id"],
    attributes["session.id"],
  ]);
  expect(people).toEqual([
    ["u1", "s1"],
    ["u2", "7"],
    [undefined, undefined],
  ]);
});

test("a stack made to be slow is read in no time", () => {
  const error = new Error("x");
  for (const filling of [
    "\n".repeat(16_000),
    `    at ${"(:1".repeat(5_000)}`,
    `    at ${"/a:1:1(".repeat(2_000)}`,
  ]) {
    error.stack = `Error: x\n${filling}`;
    // its own time, which other processes do not lengthen
    const before = process.cpuUsage();
    captureError(error);
    expect(process.cpuUsage(before).user).toBeLessThan(300_000);
  }
});

test("while telemetry is off nothing happens", async () => {
  await sent.stop();
  expect(captureError(new Error("x"))).toBeUndefined();
});

const hostile: ProxyHandler<object> = {
  get() {
    throw new Error("hostile");
  },
};

function gone(id: number): Error {
  return new Error(`order ${id} is gone`);
}

function alsoGone(): Error {
  return new Error("order 1 is gone");
}
