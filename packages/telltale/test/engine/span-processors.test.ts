// Processors and exporters of the OpenTelemetry shape behind our spans: the official ones, plugged in for real.
import { context, ROOT_CONTEXT, SpanKind, trace as otelTrace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  type ReadableSpan as StockSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, test } from "vitest";
import { isTelemetryError, memoryExporter, start, startSpan, type Telltale, trace } from "../../src/index.ts";
import {
  batchSpanProcessor,
  type ReadWriteSpan,
  simpleSpanProcessor,
  type SpanProcessor,
} from "../../src/otel/index.ts";
import { attributesOf, hex, startReceiver } from "./receiver.ts";

let telemetry: Telltale;

afterEach(async () => telemetry.stop());

const quiet = { forceFlush: async () => {}, shutdown: async () => {} };

function begin(processors: readonly SpanProcessor[], more: object = {}): ReturnType<typeof memoryExporter> {
  const memory = memoryExporter();
  telemetry = start({ service: "shop", exporters: [memory], processors, handleExit: false, ...more });
  return memory;
}

describe("the official processors and exporters", () => {
  const rich = (): void => {
    const parent = startSpan("parent", { kind: SpanKind.SERVER });
    const child = parent.trace("child", (span) => {
      span.setAttributes({
        text: "t",
        whole: 7,
        half: 0.5,
        flag: true,
        list: ["a", "b"],
        map: { deep: [1] },
      });
      span.addEvent("e", { n: 1 }, [1_700_000_000, 5_000_000]);
      span.addLink({ context: parent.spanContext(), attributes: { why: "test" } });
      span.setStatus({ code: 2, message: "broke" });
      return span;
    });
    void child;
    parent.end([1_900_000_000, 0]);
  };

  test("InMemorySpanExporter by SimpleSpanProcessor reads every field", async () => {
    const kept = new InMemorySpanExporter();
    const memory = begin([new SimpleSpanProcessor(kept) as never]);
    rich();
    await telemetry.flush();
    const [child, parent] = kept.getFinishedSpans() as [StockSpan, StockSpan];
    const [sentChild, sentParent] = memory.spans();
    expect(child).toMatchObject({
      name: "child",
      kind: SpanKind.INTERNAL,
      ended: true,
      status: { code: 2, message: "broke" },
      attributes: { text: "t", whole: 7, half: 0.5, flag: true, list: ["a", "b"], map: { deep: [1] } },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
      instrumentationScope: { name: "telltale" },
    });
    expect(child.resource.attributes).toMatchObject({ "service.name": "shop" });
    expect(child.spanContext().spanId).toBe(sentChild?.spanId);
    expect(child.parentSpanContext?.spanId).toBe(sentParent?.spanId);
    expect(child.events).toMatchObject([
      { name: "e", time: [1_700_000_000, 5_000_000], attributes: { n: 1 } },
    ]);
    expect(child.links).toMatchObject([{ context: parent.spanContext(), attributes: { why: "test" } }]);
    expect(parent).toMatchObject({
      kind: SpanKind.SERVER,
      endTime: [1_900_000_000, 0],
      parentSpanContext: undefined,
    });
    const ns = (time: readonly [number, number]): bigint =>
      BigInt(time[0]) * 1_000_000_000n + BigInt(time[1]);
    expect(ns(child.startTime)).toBe(sentChild?.startTimeUnixNano);
    expect(ns(child.endTime) - ns(child.startTime)).toBe(ns(child.duration));
  });

  test("BatchSpanProcessor with the official OTLP exporter sends the same spans as we do", async () => {
    const theirs = await startReceiver();
    const ours = await startReceiver();
    telemetry = start({
      service: "shop",
      endpoint: ours.url,
      handleExit: false,
      processors: [
        new BatchSpanProcessor(new OTLPTraceExporter({ url: `${theirs.url}/v1/traces` })) as never,
      ],
    });
    rich();
    await telemetry.flush();
    const facts = (span: Record<string, any>): unknown => [
      span["name"],
      hex(span["traceId"]),
      hex(span["spanId"]),
      hex(span["parentSpanId"]),
      span["kind"],
      span["startTimeUnixNano"],
      span["endTimeUnixNano"],
      attributesOf(span),
      span["events"].map((event: Record<string, any>) => [
        event["name"],
        event["timeUnixNano"],
        attributesOf(event),
      ]),
      span["links"].map((link: Record<string, any>) => [hex(link["spanId"]), attributesOf(link)]),
      span["status"]?.["code"] ?? 0,
      attributesOf(span["resource"])["service.name"],
    ];
    expect(theirs.spans().map(facts)).toEqual(ours.spans().map(facts));
    expect(theirs.spans()).toHaveLength(2);
    await telemetry.stop();
    await Promise.all([theirs.close(), ours.close()]);
  });

  test("an exporter of the SpanExporter shape may stand among `exporters`, and is shut down at the stop", async () => {
    const kept = new InMemorySpanExporter();
    telemetry = start({ exporters: [kept as never], handleExit: false });
    trace("one", () => {});
    await telemetry.flush();
    expect(kept.getFinishedSpans().map((span) => span.name)).toEqual(["one"]);
    await telemetry.stop();
    expect(kept.getFinishedSpans()).toEqual([]);
  });

  test.each([
    ["no exporter", {}],
    ["one of metrics", { export() {}, async shutdown() {}, selectAggregationTemporality() {} }],
  ])("%s is refused", (_name, exporter) => {
    telemetry = start({ exporters: [], handleExit: false });
    void telemetry.stop();
    let caught: unknown;
    try {
      start({ exporters: [exporter as never] });
    } catch (error) {
      caught = error;
    }
    expect(isTelemetryError(caught)).toBe(true);
  });
});

describe("what a processor sees", () => {
  test("start, ending and end in order, the same object, changes up to the ending", async () => {
    const calls: string[] = [];
    const views = new Set<unknown>();
    const memory = begin([
      {
        ...quiet,
        onStart(span, parentContext) {
          calls.push(
            `start ${span.name} ${JSON.stringify(span.attributes)} ${otelTrace.getSpan(parentContext) !== undefined}`,
          );
          views.add(span);
          span.setAttribute("at", "start");
        },
        onEnding(span) {
          calls.push(`ending ${span.ended} ${span.endTime[0] > 0}`);
          views.add(span);
          span.setAttribute("at", "ending").updateName("renamed");
          span.end();
        },
        onEnd(span) {
          calls.push(`end ${span.ended} ${JSON.stringify(span.attributes)}`);
          views.add(span);
          (span as ReadWriteSpan).setAttribute("at", "end");
        },
      },
    ]);
    startSpan("s", { attributes: { first: 1 } }).end();
    await telemetry.flush();
    expect(calls).toEqual([
      'start s {"first":1} false',
      "ending false true",
      'end true {"first":1,"at":"ending"}',
    ]);
    expect(views.size).toBe(1);
    expect(memory.spans()).toMatchObject([{ name: "renamed", attributes: { first: 1, at: "ending" } }]);
  });

  test("processors run in order and each sees what those before it changed", () => {
    const seen: unknown[] = [];
    begin([
      { ...quiet, onStart: (span) => void span.setAttribute("n", 1) },
      { ...quiet, onStart: (span) => void seen.push(span.attributes["n"]) },
    ]);
    trace("s", () => {});
    expect(seen).toEqual([1]);
  });

  test("spans that are only recorded are seen, and do not leave; dropped ones are not seen", async () => {
    const seen: string[] = [];
    const decisions: Record<string, number> = { dropped: 0, recorded: 1, sampled: 2 };
    const memory = begin([{ ...quiet, onEnd: (span) => void seen.push(span.name) }], {
      sampler: { shouldSample: (...asked: unknown[]) => ({ decision: decisions[asked[2] as string] }) },
    });
    for (const name of Object.keys(decisions)) trace(name, () => {});
    await telemetry.flush();
    expect(seen).toEqual(["recorded", "sampled"]);
    expect(memory.spans().map((span) => span.name)).toEqual(["sampled"]);
  });

  test("one that throws is counted and stops no other", async () => {
    const no = (): never => {
      throw new Error("no");
    };
    const seen: string[] = [];
    const memory = begin([
      { onStart: no, onEnding: no, onEnd: no, forceFlush: no, shutdown: no } as never,
      { ...quiet, onEnd: (span) => void seen.push(span.name) },
    ]);
    trace("s", () => {});
    await telemetry.flush();
    expect([seen, memory.spans().length]).toEqual([["s"], 1]);
    expect(telemetry.stats().reports["span_processor_failed"]).toBeGreaterThanOrEqual(3);
    expect(telemetry.stats().reports["span_processor_flush_failed"]).toBeGreaterThanOrEqual(1);
  });

  test("flush and stop reach the processors, and the provider's own", async () => {
    const reported: string[] = [];
    begin([
      {
        forceFlush: async () => void reported.push("flush"),
        shutdown: async () => void reported.push("shutdown"),
      },
    ]);
    await telemetry.flush();
    await telemetry.stop();
    expect(reported.filter((word) => word === "shutdown")).toEqual(["shutdown"]);
    expect(reported[0]).toBe("flush");
  });

  test("with a parent in the context given, it is the parent's context", () => {
    const seen: unknown[] = [];
    begin([
      { ...quiet, onStart: (_span, parent) => void seen.push(otelTrace.getSpanContext(parent)?.spanId) },
    ]);
    const remote = { traceId: "1".repeat(32), spanId: "2".repeat(16), traceFlags: 1, isRemote: true };
    const given = otelTrace.setSpanContext(ROOT_CONTEXT, remote);
    otelTrace.getTracer("t").startSpan("s", {}, given).end();
    context.with(given, () => trace("ours", () => {}));
    expect(seen).toEqual(["2".repeat(16), "2".repeat(16)]);
  });
});

describe("our processors for exporters", () => {
  test("a full queue drops and counts, the export timeout gives up, nothing is sent twice", async () => {
    const sent: string[] = [];
    const exporter = {
      export(spans: readonly { readonly name: string }[], done: (result: { code: number }) => void) {
        sent.push(...spans.map((span) => span.name));
        if (sent.length > 2) done({ code: 0 });
      },
      shutdown: async () => {},
    };
    begin([
      batchSpanProcessor(exporter as never, {
        maxQueueSize: 2,
        maxExportBatchSize: 2,
        exportTimeoutMillis: 20,
      }),
    ]);
    const before = telemetry.stats().reports;
    for (const name of ["a", "b"]) trace(name, () => {});
    await new Promise(setImmediate);
    for (const name of ["c", "d", "e"]) trace(name, () => {});
    await telemetry.flush();
    expect(sent).toEqual(["a", "b", "c", "d"]);
    const after = telemetry.stats().reports;
    expect((after["span_exporter_timed_out"] ?? 0) - (before["span_exporter_timed_out"] ?? 0)).toBe(1);
    expect((after["span_exporter_queue_full"] ?? 0) - (before["span_exporter_queue_full"] ?? 0)).toBe(1);
  });

  test("simpleSpanProcessor sends each by itself; failure is counted", async () => {
    const sizes: number[] = [];
    const exporter = {
      export(spans: readonly unknown[], done: (result: { code: number }) => void) {
        sizes.push(spans.length);
        done({ code: 1 });
      },
      shutdown: async () => {},
    };
    begin([simpleSpanProcessor(exporter as never)]);
    trace("a", () => {});
    trace("b", () => {});
    await telemetry.flush();
    expect(sizes).toEqual([1, 1]);
    expect(telemetry.stats().reports["span_exporter_failed"]).toBeGreaterThanOrEqual(2);
  });
});
