// Nothing throws into the application through `@opentelemetry/api` either: every call with anything for its arguments, while the
// engine runs. Before and after, what answers is partly the API's own.
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryExporter, start, type Telltale } from "../../src/index.ts";

const refuse = (): never => {
  throw new Error("hostile");
};
const hostile = new Proxy(
  {},
  { get: refuse, has: refuse, ownKeys: refuse, getPrototypeOf: refuse, getOwnPropertyDescriptor: refuse },
);
const values: readonly (readonly [string, any])[] = [
  ...[undefined, null, 0, "", "x", Number.NaN, 10n, true].map((value) => [String(value), value] as const),
  ["a symbol", Symbol("s")],
  ["a list", []],
  ["a function", refuse],
  ["an object that refuses", hostile],
];

let telemetry: Telltale;
beforeAll(() => {
  telemetry = start({
    service: "shop",
    exporters: [memoryExporter()],
    resourceDetectors: [],
    handleExit: false,
  });
});
afterAll(async () => telemetry.stop());

describe.each(values)("%s", (_name, value) => {
  test("for tracers, spans and context", () => {
    const provider = trace.getTracerProvider();
    expect(() => provider.getTracer(value, value, value).startSpan("a").end()).not.toThrow();
    const tracer = provider.getTracer("t");
    tracer.startSpan(value, value, value).end(value);
    for (const option of ["kind", "attributes", "links", "startTime", "root"])
      tracer.startSpan("a", { [option]: value }).end();
    const span = tracer.startSpan("a");
    span.setAttribute(value, value).setAttributes(value).addEvent(value, value, value);
    span.addLink(value).addLinks(value).addLink({ context: value, attributes: value });
    span.setStatus(value).setStatus({ code: 2, message: value }).updateName(value);
    span.recordException(value, value);
    propagation.inject(trace.setSpan(context.active(), span), value);
    propagation.extract(context.active(), value);
    propagation.extract(context.active(), { traceparent: value, tracestate: value, baggage: value });
    expect(context.with(value, () => 1)).toBe(1);
    expect(span.isRecording()).toBe(true);
    span.end(value);
  });

  test("for meters and instruments", () => {
    expect(() => metrics.getMeter(value, value, value).createCounter("a").add(1)).not.toThrow();
    const meter = metrics.getMeter("m");
    const options = { unit: value, description: value, valueType: value, advice: value };
    const advice = { explicitBucketBoundaries: value, attributes: value };
    for (const given of [value, options, { advice }]) {
      meter.createCounter("c", given).add(value, value, value);
      meter.createHistogram("h", given).record(1, value, value);
      meter.createGauge("g", given).record(value, value, value);
      meter.createObservableGauge(value, given).addCallback(value);
    }
    meter.addBatchObservableCallback(value, value);
    meter.removeBatchObservableCallback(value, value);
  });

  test("for loggers and records", () => {
    expect(() => logs.getLogger(value, value, value).emit({ body: 1 })).not.toThrow();
    const logger = logs.getLogger("l");
    logger.emit(value);
    for (const field of [
      "body",
      "attributes",
      "timestamp",
      "severityNumber",
      "eventName",
      "context",
      "exception",
    ])
      logger.emit({ [field]: value });
    expect(typeof logger.enabled(value)).toBe("boolean");
    expect(typeof logger.enabled({ context: value })).toBe("boolean");
  });
});

test("and what can be sent is sent", async () => {
  await telemetry.flush();
  const { traces, logs: records } = telemetry.stats();
  expect([traces.dropped, records.dropped]).toEqual([{}, {}]);
});
