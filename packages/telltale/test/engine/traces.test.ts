// Traces as they leave: over a real socket, decoded by the official messages.
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace as otelTrace } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addEvent, start, startSpan, type Telltale, trace, withContext } from "../../src/index.ts";
import { attributesOf, hex, type Receiver, startReceiver } from "./receiver.ts";

let receiver: Receiver;
let telemetry: Telltale;

beforeEach(async () => {
  receiver = await startReceiver();
  telemetry = start({
    service: "shop",
    endpoint: receiver.url,
    handleExit: false,
    limits: { attributeCount: 3 },
  });
});

afterEach(async () => {
  await telemetry.stop();
  await receiver.close();
});

async function sent(): Promise<Record<string, any>[]> {
  await telemetry.flush();
  return receiver.spans();
}

test("a child names its parent and shares its trace; the root's id is its own", async () => {
  await trace("root", async () => trace("child", async () => {}));
  const [child, root] = await sent();
  expect(root?.["name"]).toBe("root");
  expect(hex(root?.["parentSpanId"])).toBe("");
  expect(hex(root?.["traceId"])).toMatch(/^[0-9a-f]{32}$/);
  expect(hex(root?.["spanId"])).toMatch(/^[0-9a-f]{16}$/);
  expect(hex(child?.["traceId"])).toBe(hex(root?.["traceId"]));
  expect(hex(child?.["parentSpanId"])).toBe(hex(root?.["spanId"]));
  expect(hex(root?.["traceId"])).not.toContain(hex(root?.["spanId"]));
});

test("ids in the bytes are the ids the program sees", async () => {
  const seen = trace("one", (span) => span.spanContext());
  const [span] = await sent();
  expect(hex(span?.["traceId"])).toBe(seen.traceId);
  expect(hex(span?.["spanId"])).toBe(seen.spanId);
});

test("ids are valid and distinct over several pools of random words", async () => {
  for (let i = 0; i < 2000; i++) trace("many", () => {});
  const ids = (await sent()).map((span) => hex(span["spanId"]));
  expect(new Set(ids).size).toBe(2000);
  expect(ids).not.toContain("0".repeat(16));
});

test("times are wall times in order, and given times are kept", async () => {
  const before = BigInt(Date.now()) * 1_000_000n;
  trace("measured", () => {});
  const given = startSpan("given", { startTime: [1_700_000_000, 123_456_789] });
  given.addEvent("noted", [9_500_000_000, 987_654_321]);
  given.end([9_700_000_001, 1001]);
  startSpan("backwards", { startTime: [1, 3] }).end([1, 2]);
  startSpan("date", { startTime: new Date(1_700_000_000_000) }).end(new Date(1_600_000_000_000));
  const [measured, kept, backwards, date] = await sent();
  const startNs = BigInt(measured?.["startTimeUnixNano"]);
  const endNs = BigInt(measured?.["endTimeUnixNano"]);
  expect(startNs - before).toBeGreaterThanOrEqual(-2_000_000n);
  expect(endNs - startNs).toBeGreaterThanOrEqual(0n);
  expect(BigInt(Date.now()) * 1_000_000n - endNs).toBeGreaterThanOrEqual(-2_000_000n);
  expect([kept?.["startTimeUnixNano"], kept?.["endTimeUnixNano"]]).toEqual([
    "1700000000123456789",
    "9700000001000001001",
  ]);
  expect(kept?.["events"][0]["timeUnixNano"]).toBe("9500000000987654321");
  expect([backwards?.["startTimeUnixNano"], backwards?.["endTimeUnixNano"]]).toEqual([
    "1000000003",
    "1000000003",
  ]);
  expect(date?.["endTimeUnixNano"]).toBe("1700000000000000000");
});

test("flags say sampled and random, and whether the parent is remote", async () => {
  const tracer = otelTrace.getTracer("t");
  const remote = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1, isRemote: true };
  tracer.startSpan("remote child", {}, otelTrace.setSpanContext(ROOT_CONTEXT, remote)).end();
  tracer.startSpan("root").end();
  const [child, root] = await sent();
  expect(child?.["flags"]).toBe(0x301);
  expect(hex(child?.["parentSpanId"])).toBe("2".repeat(16));
  expect(root?.["flags"]).toBe(0x103);
});

test("a parent that is not sampled makes spans that hand the context on and are not sent", async () => {
  const remote = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 0, isRemote: true };
  context.with(otelTrace.setSpanContext(ROOT_CONTEXT, remote), () =>
    trace("silent", (span) => {
      expect(span.isRecording()).toBe(false);
      expect(span.spanContext().traceId).toBe("a".repeat(32));
      expect(span.spanContext().spanId).not.toBe("b".repeat(16));
      expect(span.spanContext().traceFlags).toBe(0);
      trace("below", (inner) => expect(inner.spanContext().traceId).toBe("a".repeat(32)));
    }),
  );
  expect(await sent()).toEqual([]);
});

test("kind, status, links and events leave as they were set", async () => {
  const other = startSpan("other");
  const span = startSpan("work", {
    kind: SpanKind.CLIENT,
    links: [{ context: other.spanContext(), attributes: { a: 1 } }],
  });
  span.setStatus({ code: SpanStatusCode.ERROR, message: "broke" });
  span.addEvent("retry", { attempt: 2 }, [1_700_000_000, 0]);
  span.updateName("work 2");
  span.end();
  const [sentSpan] = await sent();
  expect(sentSpan).toMatchObject({ name: "work 2", kind: 3, status: { code: 2, message: "broke" } });
  expect(sentSpan?.["events"]).toHaveLength(1);
  expect(sentSpan?.["events"][0]).toMatchObject({ name: "retry", timeUnixNano: "1700000000000000000" });
  expect(attributesOf(sentSpan?.["events"][0])).toEqual({ attempt: 2n });
  expect(hex(sentSpan?.["links"][0]["spanId"])).toBe(other.spanContext().spanId);
  expect(attributesOf(sentSpan?.["links"][0])).toEqual({ a: 1n });
});

test("status rules: OK is final, a message belongs to ERROR only, UNSET changes nothing", async () => {
  startSpan("ok")
    .setStatus({ code: SpanStatusCode.OK, message: "x" })
    .setStatus({ code: SpanStatusCode.ERROR })
    .end();
  startSpan("error")
    .setStatus({ code: SpanStatusCode.ERROR, message: "m" })
    .setStatus({ code: SpanStatusCode.UNSET })
    .end();
  const [ok, error] = await sent();
  expect(ok?.["status"]).toEqual({ code: 1 });
  expect(error?.["status"]).toMatchObject({ code: 2, message: "m" });
});

test("the last attribute that fits is kept, the next is counted, and a known key can still change", async () => {
  const span = startSpan("full", { attributes: { a: 1, b: 2, c: 3 } });
  span.setAttribute("d", 4).setAttribute("a", 10);
  span.end();
  const [sentSpan] = await sent();
  expect(attributesOf(sentSpan)).toEqual({ a: 10n, b: 2n, c: 3n });
  expect(sentSpan?.["droppedAttributesCount"]).toBe(1);
});

test("128 events and links are kept, the next are counted", async () => {
  const target = startSpan("target").spanContext();
  const span = startSpan("busy");
  for (let i = 0; i < 129; i++) span.addEvent(`e${i}`).addLink({ context: target });
  span.end();
  const [sentSpan] = await sent();
  expect(sentSpan?.["events"]).toHaveLength(128);
  expect(sentSpan?.["droppedEventsCount"]).toBe(1);
  expect(sentSpan?.["links"]).toHaveLength(128);
  expect(sentSpan?.["droppedLinksCount"]).toBe(1);
});

test("after the end nothing changes any more and the incident is counted", async () => {
  const span = startSpan("over");
  span.end();
  span.setAttribute("late", true).addEvent("late").setStatus({ code: 2 }).updateName("late");
  span.end();
  const [sentSpan, ...rest] = await sent();
  expect(rest).toEqual([]);
  expect(sentSpan).toMatchObject({ name: "over", attributes: [], events: [] });
  expect(telemetry.stats().reports["span_used_after_end"]).toBeGreaterThanOrEqual(5);
});

test("an error is recorded with its type, message and stack, and thrown on", async () => {
  const error = new RangeError("too far");
  await expect(trace("fails", async () => Promise.reject(error))).rejects.toBe(error);
  const [span] = await sent();
  expect(attributesOf(span)).toEqual({ "error.type": "RangeError" });
  expect(span?.["status"]).toEqual({ code: 2, message: "too far" });
  expect(span?.["events"][0]["name"]).toBe("exception");
  expect(attributesOf(span?.["events"][0])).toMatchObject({
    "exception.type": "RangeError",
    "exception.message": "too far",
    "exception.stacktrace": expect.stringContaining("traces.test.ts"),
  });
});

test("context attributes are on what is made inside and nowhere else", async () => {
  trace("before", () => {});
  withContext({ "tenant.id": "t1" }, () => trace("inside", () => addEvent("x")));
  trace("after", () => {});
  const [before, inside, after] = await sent();
  expect(attributesOf(before)).toEqual({});
  expect(attributesOf(inside)).toEqual({ "tenant.id": "t1" });
  expect(attributesOf(after)).toEqual({});
});

test("the resource says who speaks", async () => {
  trace("x", () => {});
  const [span] = await sent();
  expect(attributesOf(span?.["resource"])).toMatchObject({
    "service.name": "shop",
    "telemetry.sdk.name": "telltale",
    "telemetry.sdk.language": "nodejs",
    "process.pid": BigInt(process.pid),
    "process.runtime.name": "nodejs",
    "process.runtime.version": process.versions.node,
    "host.name": expect.any(String),
    "service.instance.id": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(span?.["scope"]).toMatchObject({ name: "telltale", version: "0.1.0" });
});
