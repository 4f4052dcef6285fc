// Another SDK was there first: its places stay its own, nothing is recorded twice, both are in the same traces, and it is said.
import {
  context,
  createContextKey,
  diag,
  metrics,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace as otelTrace,
} from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import * as old from "api-1-4";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  addAttribute,
  counter,
  log,
  memoryExporter,
  start,
  type StartOptions,
  type Telltale,
  trace,
  withContext,
} from "../../src/index.ts";
import type { MemoryExporter } from "../../src/export/index.ts";

const apiKey: unique symbol = Symbol.for("opentelemetry.js.api.1") as never;
const holder = globalThis as { [apiKey]?: Record<string, unknown> & { version: string } };

let memory: MemoryExporter;
let telemetry: Telltale | undefined;
let warnings: string[];
let minute = Date.now();

function begin(options: StartOptions = {}): Telltale {
  memory = memoryExporter();
  telemetry = start({ service: "beside", exporters: [memory], handleExit: false, ...options });
  return telemetry;
}

beforeEach(() => {
  warnings = [];
  // the same message is logged once a minute
  vi.useFakeTimers({ toFake: ["Date"], now: (minute += 60_000) });
  diag.setLogger({
    ...console,
    verbose: () => {},
    debug: () => {},
    warn: (text) => warnings.push(text),
    error: () => {},
  });
});

afterEach(async () => {
  vi.useRealTimers();
  await telemetry?.stop();
  telemetry = undefined;
  for (const api of [otelTrace, metrics, logs, context, propagation, diag]) api.disable();
  delete holder[apiKey];
});

/** Runs `fn` in a span of the other SDK. */
function their<T>(name: string, fn: () => T): T {
  return otelTrace.getTracer("theirs").startActiveSpan(name, { kind: SpanKind.SERVER }, (span) => {
    const result = fn();
    if (result instanceof Promise) return result.finally(() => span.end()) as T;
    span.end();
    return result;
  });
}

describe("beside the stock SDK", () => {
  let theirs: InMemorySpanExporter;

  beforeEach(() => {
    theirs = new InMemorySpanExporter();
    otelTrace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(theirs)] }),
    );
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  });

  test("attach: each records its own, in one trace, and none is doubled", async () => {
    begin();
    await their("request", async () => {
      await new Promise(setImmediate);
      await trace("checkout", async () => {
        await new Promise(setImmediate);
        their("query", () => {});
        log.info("charged");
      });
      their("after", () => {});
    });
    await telemetry?.flush();
    const [checkout] = memory.spans();
    const spans = new Map(theirs.getFinishedSpans().map((span) => [span.name, span]));
    expect(memory.spans().map(({ name }) => name)).toEqual(["checkout"]);
    expect([...spans.keys()].toSorted()).toEqual(["after", "query", "request"]);
    expect(checkout?.parentSpanId).toBe(spans.get("request")?.spanContext().spanId);
    expect(spans.get("query")?.parentSpanContext?.spanId).toBe(checkout?.spanId);
    expect(spans.get("after")?.parentSpanContext?.spanId).toBe(checkout?.parentSpanId);
    expect(memory.logs()[0]?.spanId).toBe(checkout?.spanId);
  });

  test("attach: places left free are ours", async () => {
    begin();
    expect(telemetry?.beside).toEqual({ mode: "attached", others: ["trace", "context", "propagation"] });
    logs.getLogger("n").emit({ body: "x" });
    metrics.getMeter("m").createCounter("c").add(1);
    counter("ours").add(1);
    await telemetry?.flush();
    expect(memory.logs()).toHaveLength(1);
    expect(
      memory
        .metrics()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(["c", "ours"]);
  });

  test("attach: context attributes and keys of both go the same way", () => {
    begin();
    const key = createContextKey("theirs");
    context.with(context.active().setValue(key, 1), () =>
      withContext({ tenant: "t1" }, () => {
        expect(context.active().getValue(key)).toBe(1);
        trace("a", () => expect(context.active().getValue(key)).toBe(1));
      }),
    );
    expect(context.active().getValue(key)).toBe(undefined);
  });

  test("attach is said: through diag, in the figures and by the handle", () => {
    begin();
    expect(warnings.some((text) => /beside_attached.*trace, context, propagation/.test(text))).toBe(true);
    expect(telemetry?.stats().reports["beside_attached"]).toBeGreaterThan(0);
  });

  test("instrumentations are left off: the other one has its own; they are not disabled either", async () => {
    const calls: string[] = [];
    begin({
      instrumentations: [
        {
          instrumentationName: "http",
          enable: () => calls.push("enable"),
          disable: () => calls.push("disable"),
        },
      ],
    });
    await telemetry?.stop();
    expect(calls).toEqual([]);
    expect(warnings.some((text) => /instrumentations_left_off.*http/.test(text))).toBe(true);
  });

  test("stop takes ours off and leaves theirs", async () => {
    begin();
    await telemetry?.stop();
    telemetry = undefined;
    their("request", () => expect(otelTrace.getActiveSpan()?.isRecording()).toBe(true));
    expect(theirs.getFinishedSpans()).toHaveLength(1);
    expect(metrics.setGlobalMeterProvider(metrics.getMeterProvider())).toBe(true);
    expect(trace("off", () => 7)).toBe(7);
    expect(context.active()).toBe(ROOT_CONTEXT);
  });

  test("standAside: every call runs its function, nothing is registered or recorded, and it is said", async () => {
    begin({ beside: "standAside" });
    expect(telemetry?.beside).toEqual({ mode: "stoodAside", others: ["trace", "context", "propagation"] });
    expect(trace("ours", () => 7)).toBe(7);
    addAttribute("a", 1);
    counter("ours").add(1);
    log.info("x");
    their("request", () => {});
    await telemetry?.flush();
    expect([memory.spans(), memory.logs(), memory.metrics()]).toEqual([[], [], []]);
    expect(theirs.getFinishedSpans()).toHaveLength(1);
    expect(holder[apiKey]?.["metrics"]).toBe(undefined);
    expect(warnings.some((text) => /beside_stood_aside/.test(text))).toBe(true);
    expect(() => start()).toThrow(/twice/);
    await telemetry?.stop();
    telemetry = undefined;
    expect(begin().beside.mode).toBe("attached");
  });

  test("TELLTALE_BESIDE says it too; a wrong option is refused, a wrong variable ignored", async () => {
    process.env["TELLTALE_BESIDE"] = "standAside";
    expect(begin().beside.mode).toBe("stoodAside");
    await telemetry?.stop();
    process.env["TELLTALE_BESIDE"] = "leave";
    expect(begin().beside.mode).toBe("attached");
    delete process.env["TELLTALE_BESIDE"];
    await telemetry?.stop();
    telemetry = undefined;
    expect(() => start({ beside: "leave" as never })).toThrow(/beside/);
  });
});

test("alone: nothing is said", () => {
  expect(begin({ beside: "standAside" }).beside).toEqual({ mode: "alone", others: [] });
  expect(warnings.filter((text) => text.includes("beside"))).toEqual([]);
});

test("a logger provider of api-logs alone counts as another SDK", () => {
  const records: unknown[] = [];
  logs.setGlobalLoggerProvider({
    getLogger: () => ({ emit: (record) => records.push(record), enabled: () => true }),
  });
  expect(begin().beside).toEqual({ mode: "attached", others: ["logs"] });
  logs.getLogger("n").emit({ body: "theirs" });
  log.info("ours");
  expect(records).toHaveLength(1);
});

/** A provider of the oldest kind, that notes the names of its spans. */
function provider(spans: string[]): old.TracerProvider {
  const tracer = {
    startSpan(name: string) {
      spans.push(name);
      return old.trace.wrapSpanContext(old.INVALID_SPAN_CONTEXT);
    },
  };
  return { getTracer: () => tracer as unknown as old.Tracer };
}

describe("an older API", () => {
  test("finds what we registered: 1.4 with the engine under 1.9", async () => {
    begin();
    old.trace.getTracer("old").startActiveSpan("of 1.4", (span) => {
      trace("inside", () => {});
      expect(old.context.active()).toBe(context.active());
      span.end();
    });
    await telemetry?.flush();
    const [inside, outer] = memory.spans();
    expect([inside?.name, outer?.name]).toEqual(["inside", "of 1.4"]);
    expect(inside?.parentSpanId).toBe(outer?.spanId);
  });

  test("with an SDK registered: it keeps its callers, newer ones get us, none gets both", async () => {
    const spans: string[] = [];
    delete holder[apiKey];
    old.trace.setGlobalTracerProvider(provider(spans));
    const reported: string[] = [];
    old.diag.setLogger({
      ...console,
      verbose: () => {},
      debug: () => {},
      warn: (text) => reported.push(text),
    });
    const early = otelTrace.getTracer("new");
    begin();
    expect(telemetry?.beside).toEqual({ mode: "attached", others: ["trace"] });
    expect(holder[apiKey]?.version).toBe("1.4.1");
    expect(reported).toEqual([
      expect.stringMatching(/beside_attached.*: registered before us with API 1.4.1: trace/),
    ]);
    old.trace.getTracer("old").startSpan("of 1.4").end();
    early.startSpan("of 1.9, early").end();
    otelTrace.getTracer("new").startSpan("of 1.9").end();
    await telemetry?.flush();
    expect(spans).toEqual(["of 1.4"]);
    expect(memory.spans().map(({ name }) => name)).toEqual(["of 1.9, early", "of 1.9"]);
  });

  test("with nothing but its diagnostic logger registered: that one stays, and everything works", async () => {
    const reported: string[] = [];
    delete holder[apiKey];
    old.diag.setLogger({
      ...console,
      verbose: () => {},
      debug: () => {},
      warn: (text) => reported.push(text),
    });
    begin();
    otelTrace.getTracer("new").startSpan("of 1.9").end();
    diag.warn("heard");
    await telemetry?.stop();
    expect(memory.spans()).toHaveLength(1);
    expect(reported).toContain("heard");
    expect(holder[apiKey]?.version).toBe("1.4.1");
    expect(old.trace.setGlobalTracerProvider(provider([]))).toBe(true);
    old.trace.disable();
    old.diag.disable();
  });
});

describe("what the host does with the API goes on working", () => {
  test("diag.setLogger after the start", () => {
    begin();
    const reported: string[] = [];
    expect(
      diag.setLogger({ ...console, verbose: () => {}, debug: () => {}, warn: (text) => reported.push(text) }),
    ).toBe(true);
    diag.warn("heard");
    otelTrace.getTracer("t").startSpan("s").end();
    expect(reported.at(-1)).toBe("heard");
  });

  test("registering a second SDK after us is refused as ever, and taking ours off is left alone", async () => {
    begin();
    expect(otelTrace.setGlobalTracerProvider({ getTracer: otelTrace.getTracer.bind(otelTrace) })).toBe(false);
    otelTrace.disable();
    const theirs = new InMemorySpanExporter();
    await telemetry?.stop();
    telemetry = undefined;
    otelTrace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(theirs)] }),
    );
    otelTrace.getTracer("t").startSpan("s").end();
    expect(theirs.getFinishedSpans()).toHaveLength(1);
  });

  test("the registered provider can be asked for its delegate, and flushed", async () => {
    begin();
    const registered = otelTrace.getTracerProvider() as unknown as {
      getDelegate(): { forceFlush(): Promise<void> };
    };
    otelTrace.getTracer("t").startSpan("s").end();
    await registered.getDelegate().forceFlush();
    expect(memory.spans()).toHaveLength(1);
  });

  test("after stop nothing of the library is left", async () => {
    diag.disable();
    begin();
    await telemetry?.stop();
    telemetry = undefined;
    expect(holder[apiKey]).toBe(undefined);
    expect((globalThis as Record<symbol, unknown>)[Symbol.for("io.opentelemetry.js.api.logs")]).toBe(
      undefined,
    );
  });
});
