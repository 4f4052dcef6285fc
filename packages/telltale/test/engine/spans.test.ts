// Spans, clause by clause of the trace SDK: limits, ids, updates after the end, what is open at the end, exceptions, active blocks.
import { trace as otelTrace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  activeSpan,
  enterSpan,
  memoryExporter,
  start,
  type StartOptions,
  startSpan,
  type Telltale,
  trace,
  withContext,
} from "../../src/index.ts";
import type { MemorySpan } from "../../src/export/index.ts";

const memory = memoryExporter();
let telemetry: Telltale;
const set: string[] = [];

function begin(options: StartOptions = {}, variables: Readonly<Record<string, string>> = {}): void {
  for (const [name, value] of Object.entries(variables)) {
    process.env[name] = value;
    set.push(name);
  }
  telemetry = start({ exporters: [memory], handleExit: false, ...options });
}

beforeEach(() => memory.clear());
afterEach(async () => {
  await telemetry.stop();
  for (const name of set.splice(0)) delete process.env[name];
});

async function spans(): Promise<MemorySpan[]> {
  await telemetry.flush();
  return memory.spans();
}

describe("limits", () => {
  const link = { context: { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1 } };
  const three = { a: "12345", b: 2, c: 3 };

  test.each([
    ["OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", { attributes: 2, dropped: { attributes: 1 } }],
    // the general limit holds wherever no limit of its own is set (common, attribute limits)
    [
      "OTEL_ATTRIBUTE_COUNT_LIMIT",
      { attributes: 2, eventAttributes: 2, linkAttributes: 2, dropped: { attributes: 1 } },
    ],
    ["OTEL_SPAN_EVENT_COUNT_LIMIT", { events: 2, dropped: { events: 1 } }],
    ["OTEL_SPAN_LINK_COUNT_LIMIT", { links: 2, dropped: { links: 1 } }],
    ["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", { eventAttributes: 2, dropped: {} }],
    ["OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", { linkAttributes: 2, dropped: {} }],
  ])("%s=2", async (name, expected) => {
    begin({}, { [name]: "2" });
    const span = startSpan("s", { attributes: three });
    for (let i = 0; i < 3; i++) span.addEvent("e", three).addLink({ ...link, attributes: three as never });
    span.end();
    const [left] = await spans();
    const most = { attributes: 3, events: 3, links: 3, eventAttributes: 3, linkAttributes: 3, ...expected };
    expect({
      attributes: Object.keys(left?.attributes ?? {}).length,
      events: left?.events.length,
      links: left?.links.length,
      eventAttributes: Object.keys(left?.events[0]?.attributes ?? {}).length,
      linkAttributes: Object.keys(left?.links[0]?.attributes ?? {}).length,
      dropped: left?.dropped,
    }).toEqual({ ...most, dropped: { attributes: 0, events: 0, links: 0, ...expected.dropped } });
  });

  test.each([
    ["OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "4", "1234"],
    ["OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT", "0", ""],
  ])("%s=%s cuts texts, also inside of values", async (name, value, kept) => {
    begin({}, { [name]: value });
    startSpan("s", { attributes: { a: "12345", list: ["12345", 12_345], map: { a: "12345" } } }).end();
    expect((await spans())[0]?.attributes).toEqual({ a: kept, list: [kept, 12_345], map: { a: kept } });
  });

  test("a value is kept to depth 64", async () => {
    begin();
    const nested = (depth: number): unknown => (depth === 0 ? "end" : [nested(depth - 1)]);
    startSpan("s", { attributes: { kept: nested(63), cut: nested(65) } }).end();
    const [span] = await spans();
    expect(JSON.stringify(span?.attributes["kept"])).toContain("end");
    expect(JSON.stringify(span?.attributes["cut"])).not.toContain("end");
  });

  test.each(["OTEL_SPAN_ATTRIBUTE_VALUE_DEPTH_LIMIT", "OTEL_ATTRIBUTE_VALUE_DEPTH_LIMIT"])(
    "%s=2: lists and maps at depth 3 are empty values, everything else stays",
    async (name) => {
      begin({}, { [name]: "2" });
      const deep = { text: "a", at: new Date(0), list: [1, "b", [2]], map: { kept: true, gone: { b: 1 } } };
      const span = startSpan("s", { attributes: { deep } });
      span.addEvent("e", { deep: deep as never }).end();
      withContext({ outer: deep }, () => startSpan("inside").end());
      const [left, inside] = await spans();
      const kept = {
        text: "a",
        at: "1970-01-01T00:00:00.000Z",
        list: [1, "b", null],
        map: { kept: true, gone: null },
      };
      expect(left?.attributes["deep"]).toEqual(kept);
      expect(left?.events[0]?.attributes["deep"]).toEqual(kept);
      expect(inside?.attributes["outer"]).toEqual(kept);
    },
  );

  test("a text is not cut within a character", async () => {
    begin({}, { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: "2" });
    startSpan("s", { attributes: { a: "a😀", b: "😀b" } }).end();
    expect((await spans())[0]?.attributes).toEqual({ a: "a", b: "😀" });
  });
});

describe("tracers", () => {
  test.each([undefined, null, "", 7, {}, Symbol("shop")])(
    "without a name works all the same: %s (specification: trace API, Get a Tracer)",
    async (name) => {
      const early = otelTrace.getTracer(name as never, null as never);
      begin();
      early.startSpan("early").end();
      const provider = otelTrace.getTracerProvider();
      provider
        .getTracer(name as never, 5 as never, { schemaUrl: 7 } as never)
        .startSpan("late")
        .end();
      expect((await spans()).map((span) => span.name)).toEqual(["early", "late"]);
      expect(telemetry.stats().reports["tracer_without_name"] ?? 0).toBeGreaterThan(0);
    },
  );
});

describe("links", () => {
  test("one to nowhere is kept for its attributes, and left out without any (specification: trace API, Link)", async () => {
    begin();
    const context = { traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 0 };
    startSpan("s", { links: [{ context, attributes: { why: "lost" } }, { context }] }).end();
    const [span] = await spans();
    expect(span?.links).toMatchObject([{ traceId: "0".repeat(32), attributes: { why: "lost" } }]);
  });
});

describe("ids", () => {
  test("a generator of the OpenTelemetry shape makes them; its traces are not called random", async () => {
    let n = 0;
    begin({
      idGenerator: {
        generateTraceId: () => (++n).toString(16).padStart(32, "a"),
        generateSpanId: () => (++n).toString(16).padStart(16, "b"),
      },
    });
    trace("root", () => trace("child", () => {}));
    const [child, root] = await spans();
    expect([root?.traceId, root?.spanId]).toEqual([`${"a".repeat(31)}1`, `${"b".repeat(15)}2`]);
    expect([child?.traceId, child?.spanId]).toEqual([root?.traceId, `${"b".repeat(15)}3`]);
    expect([root?.flags, child?.flags].map((flags) => (flags ?? 0) & 3)).toEqual([1, 1]);
  });

  test("one that says it is random sets the flag", async () => {
    begin({
      idGenerator: {
        generateTraceId: () => "a".repeat(32),
        generateSpanId: () => "b".repeat(16),
        random: true,
      },
    });
    trace("root", () => {});
    expect(((await spans())[0]?.flags ?? 0) & 3).toBe(3);
  });

  test.each([
    ["zero", () => "0".repeat(32)],
    ["too short", () => "1"],
    ["no text", () => 5],
    [
      "an error",
      () => {
        throw new Error("no");
      },
    ],
  ])("an id that is %s is replaced, and counted", async (_name, generate) => {
    begin({ idGenerator: { generateTraceId: generate as never, generateSpanId: () => "b".repeat(16) } });
    trace("root", () => {});
    expect((await spans())[0]?.traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
    expect(telemetry.stats().reports["id_generator_failed"]).toBeGreaterThan(0);
  });
});

describe("the end", () => {
  test("what is open at the stop ends as incomplete, the innermost first; forgotten ones too", async () => {
    begin();
    const outer = startSpan("outer");
    outer.run(() => startSpan("inner"));
    startSpan("ended").end();
    await telemetry.stop();
    expect(memory.spans().map((span) => [span.name, span.attributes])).toEqual([
      ["ended", {}],
      ["inner", { "telltale.incomplete": true }],
      ["outer", { "telltale.incomplete": true }],
    ]);
    expect(outer.isRecording()).toBe(false);
  });

  test("10,000 open spans are ended at the stop, more are let go of", async () => {
    begin({ limits: { queueSize: 20_000 } });
    const all = Array.from({ length: 10_001 }, (_, index) => startSpan(`s${index}`));
    await telemetry.stop();
    expect(memory.spans()).toHaveLength(10_000);
    expect([all[0]?.isRecording(), all[1]?.isRecording()]).toEqual([true, false]);
    all[0]?.end();
  });

  test("ending and writing after the end change nothing and are counted", async () => {
    begin();
    const span = startSpan("s");
    span.end();
    const before = telemetry.stats().reports["span_used_after_end"] ?? 0;
    span.setAttribute("a", 1);
    span.addLink({ context: span.spanContext() });
    span.recordException(new Error("late"));
    span.end();
    expect(telemetry.stats().reports["span_used_after_end"]).toBe(before + 4);
    expect(await spans()).toMatchObject([{ attributes: {}, events: [], links: [] }]);
  });

  test("a provider that was shut down has sent everything, and its spans only carry context", async () => {
    begin();
    const provider = otelTrace.getTracerProvider() as { getDelegate?(): unknown };
    const ours = (provider.getDelegate?.() ?? provider) as {
      forceFlush(): Promise<void>;
      shutdown(): Promise<void>;
    };
    trace("before", () => {});
    await ours.forceFlush();
    expect(memory.spans()).toHaveLength(1);
    await ours.shutdown();
    trace("outer", (outer) => {
      expect(outer.isRecording()).toBe(false);
      trace("inner", (inner) => expect(inner.spanContext().traceId).toBe(outer.spanContext().traceId));
    });
    expect(await spans()).toHaveLength(1);
  });
});

describe("exceptions (OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN)", () => {
  const fails = (): void => {
    expect(() =>
      trace("s", () => {
        throw new RangeError("far");
      }),
    ).toThrow("far");
  };

  test.each([
    ["", 1, 0],
    ["logs", 0, 1],
    ["logs/dup", 1, 1],
    ["nonsense", 1, 0],
  ])("`%s`: %d span events, %d log records", async (value, events, records) => {
    begin({}, { OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: value });
    fails();
    const [span] = await spans();
    expect(span?.events).toHaveLength(events);
    expect(span?.status).toEqual({ code: "error", message: "far" });
    const logs = memory.logs().filter((record) => record.eventName === "exception");
    expect(logs).toHaveLength(records);
    for (const record of logs) {
      expect(record).toMatchObject({ severityNumber: 17, spanId: span?.spanId, traceId: span?.traceId });
      expect(record.attributes).toMatchObject({ "exception.type": "RangeError", "exception.message": "far" });
    }
  });
});

describe("enterSpan", () => {
  test("is active in the block and not after it, nested ones too", async () => {
    begin();
    {
      using outer = enterSpan("outer");
      expect(activeSpan()).toBe(outer);
      {
        using inner = enterSpan("inner");
        expect(activeSpan()).toBe(inner);
      }
      expect(activeSpan()).toBe(outer);
    }
    expect(activeSpan()).toBe(undefined);
    const [inner, outer] = await spans();
    expect(inner?.parentSpanId).toBe(outer?.spanId);
  });

  test("closed in another asynchronous scope it is counted, and that scope stays as it is", async () => {
    begin();
    const before = telemetry.stats().reports["TT_SCOPE_LEAK"] ?? 0;
    const other = startSpan("other");
    const span = trace("around", () => enterSpan("leaks"));
    other.run(() => {
      span.end();
      expect(activeSpan()).toBe(other);
    });
    other.end();
    expect(telemetry.stats().reports["TT_SCOPE_LEAK"]).toBe(before + 1);
  });
});

test("redaction of names can be switched off", async () => {
  begin({ redaction: false });
  startSpan("s", { attributes: { "user.password": "x" } }).end();
  expect((await spans())[0]?.attributes).toEqual({ "user.password": "x" });
  await telemetry.stop();
  memory.clear();
  begin();
  startSpan("s", { attributes: { "user.password": "x", list: { token: "y" } } }).end();
  expect((await spans())[0]?.attributes).toEqual({
    "user.password": "[redacted:password]",
    list: { token: "[redacted:token]" },
  });
});
