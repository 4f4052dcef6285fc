// With `@opentelemetry/api` 1.10: its Logs API, its `attach`, and everything else as with 1.9.
import * as api from "api-1-10";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { counter, start, type Telltale, trace } from "../../src/index.ts";
import { attributesOf, hex, type Receiver, startReceiver, valueOf } from "./receiver.ts";

vi.mock("@opentelemetry/api", async () => import("api-1-10"));

const earlyTracer = api.trace.getTracer("early");
const earlyLogger = api.logs.getLogger("early");

let receiver: Receiver;
let telemetry: Telltale;

beforeEach(async () => {
  receiver = await startReceiver();
  telemetry = start({ service: "api", endpoint: receiver.url, handleExit: false });
});

afterEach(async () => {
  await telemetry.stop();
  await receiver.close();
});

test("tracers, loggers and meters of 1.10 reach the engine, those taken before the start too", async () => {
  earlyTracer.startActiveSpan("early span", (span) => {
    earlyLogger.emit({ body: "early record", severityNumber: api.SeverityNumber.WARN });
    trace("ours", () => {});
    span.end();
  });
  api.metrics.getMeter("theirs").createCounter("their.count").add(1);
  counter("our.count").add(1);
  await telemetry.flush();
  const early = receiver.spans().find((span) => span["name"] === "early span");
  const ours = receiver.spans().find((span) => span["name"] === "ours");
  const [record] = receiver.logs();
  expect(hex(ours?.["parentSpanId"])).toBe(hex(early?.["spanId"]));
  expect(valueOf(record?.["body"])).toBe("early record");
  expect(hex(record?.["spanId"])).toBe(hex(early?.["spanId"]));
  expect(receiver.metrics().map((metric) => metric["name"])).toEqual(["our.count", "their.count"]);
});

test("a logger of 1.10 says whether it is enabled, has its scope and its context", async () => {
  expect(earlyLogger.enabled()).toBe(true);
  await telemetry.stop();
  expect(earlyLogger.enabled()).toBe(false);
  telemetry = start({
    endpoint: receiver.url,
    handleExit: false,
    logs: { minimumSeverity: "warn", traceBased: true },
  });
  expect(earlyLogger.enabled({ severityNumber: api.SeverityNumber.INFO })).toBe(false);
  expect(earlyLogger.enabled({ severityNumber: api.SeverityNumber.WARN, eventName: "e" })).toBe(true);
  const context = api.trace.setSpanContext(api.ROOT_CONTEXT, {
    traceId: "a".repeat(32),
    spanId: "b".repeat(16),
    traceFlags: 0,
  });
  expect(earlyLogger.enabled({ context })).toBe(false);
  api.logs.getLogger("scoped", "1", { attributes: { part: "a" } }).emit({ exception: new TypeError("bad") });
  await telemetry.flush();
  const [record] = receiver.logs();
  expect(record?.["scope"]).toMatchObject({ name: "scoped", version: "1" });
  expect(attributesOf(record?.["scope"])).toEqual({ part: "a" });
  expect(attributesOf(record)).toMatchObject({ "exception.type": "TypeError" });
});

test("`context.attach` makes a context active until it is disposed of", () => {
  const key = api.createContextKey("k");
  const token = api.context.attach(api.context.active().setValue(key, 1));
  expect(api.context.active().getValue(key)).toBe(1);
  token.dispose();
  expect(api.context.active().getValue(key)).toBe(undefined);
});
