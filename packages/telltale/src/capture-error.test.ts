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
