// Log records and named events as they leave, from our calls and from the OpenTelemetry logs APIs.
import { ROOT_CONTEXT, trace as otelTrace } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { event, log, start, type Telltale, trace, withContext } from "../../src/index.ts";
import { attributesOf, hex, type Receiver, startReceiver, valueOf } from "./receiver.ts";

let receiver: Receiver;
let telemetry: Telltale;

beforeEach(async () => {
  receiver = await startReceiver();
  telemetry = start({ service: "logs", endpoint: receiver.url, handleExit: false });
});

afterEach(async () => {
  await telemetry.stop();
  await receiver.close();
});

async function sent(): Promise<Record<string, any>[]> {
  await telemetry.flush();
  return receiver.logs();
}

test("each level has its severity and text", async () => {
  for (const level of ["trace", "debug", "info", "warn", "error", "fatal"] as const) log[level](`a ${level}`);
  const records = await sent();
  expect(
    records.map((record) => [record["severityNumber"], record["severityText"], valueOf(record["body"])]),
  ).toEqual([
    [1, "TRACE", "a trace"],
    [5, "DEBUG", "a debug"],
    [9, "INFO", "a info"],
    [13, "WARN", "a warn"],
    [17, "ERROR", "a error"],
    [21, "FATAL", "a fatal"],
  ]);
});

test("a record made inside a span carries its ids and flags; one made outside carries none", async () => {
  const context = trace("work", (span) => {
    log.info("inside");
    return span.spanContext();
  });
  log.info("outside");
  const [inside, outside] = await sent();
  expect(hex(inside?.["traceId"])).toBe(context.traceId);
  expect(hex(inside?.["spanId"])).toBe(context.spanId);
  expect(inside?.["flags"]).toBe(3);
  expect(hex(outside?.["traceId"])).toBe("");
  expect(hex(outside?.["spanId"])).toBe("");
});

test("attributes of `with`, of the call and of the context come together, the nearest wins", async () => {
  withContext({ "tenant.id": "t1", a: "context" }, () => {
    log.with({ a: "with", b: 1 }).with({ c: 2 }).info("x", { b: 2 });
  });
  const [record] = await sent();
  expect(attributesOf(record)).toEqual({ "tenant.id": "t1", a: "with", b: 2n, c: 2n });
});

test("an event is a record with that name", async () => {
  event("cart.abandoned", { "cart.items": 3 });
  const [record] = await sent();
  expect(record).toMatchObject({ eventName: "cart.abandoned", severityNumber: 9 });
  expect(attributesOf(record)).toEqual({ "cart.items": 3n });
  const age = BigInt(Date.now()) - BigInt(record?.["timeUnixNano"]) / 1_000_000n;
  expect(age).toBeLessThan(10_000n);
  expect(age).toBeGreaterThanOrEqual(-2n);
});

test("a logger of `@opentelemetry/api-logs` comes through with everything it can say", async () => {
  const span = { traceId: "c".repeat(32), spanId: "d".repeat(16), traceFlags: 1 };
  logs.getLogger("theirs", "1.2.3").emit({
    eventName: "their.event",
    severityNumber: 18,
    severityText: "ERR2",
    body: { nested: [1, "two", new Uint8Array([3])] },
    attributes: { ok: true },
    exception: new TypeError("bad"),
    timestamp: [1_700_000_000, 0],
    context: otelTrace.setSpanContext(ROOT_CONTEXT, span),
  });
  const [record] = await sent();
  expect(record).toMatchObject({ eventName: "their.event", severityNumber: 18, severityText: "ERR2" });
  expect(record?.["scope"]).toMatchObject({ name: "theirs", version: "1.2.3" });
  expect(valueOf(record?.["body"])).toEqual({ nested: [1n, "two", Buffer.from([3])] });
  expect(attributesOf(record)).toMatchObject({
    ok: true,
    "exception.type": "TypeError",
    "exception.message": "bad",
  });
  expect(hex(record?.["traceId"])).toBe(span.traceId);
  expect(record?.["timeUnixNano"]).toMatch(/^1700000000/);
});
