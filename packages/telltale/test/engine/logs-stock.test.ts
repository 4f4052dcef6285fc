// The official processors and exporters of log records, plugged in for real, and what they send decoded.
import { context, createContextKey } from "@opentelemetry/api";
import { logs } from "@opentelemetry/api-logs";
import { OTLPLogExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  SimpleLogRecordProcessor,
} from "@opentelemetry/sdk-logs";
import {
  AggregationTemporality,
  ConsoleMetricExporter,
  InMemoryMetricExporter,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, test, vi } from "vitest";
import { counter, log, start, type StartOptions, type Telltale, trace } from "../../src/index.ts";
import type { AnyExporter } from "../../src/options/index.ts";
import type { LogRecordProcessor } from "../../src/engine/processor/log-processor.ts";
import { sortExporters } from "../../src/options/exporter-list.ts";
import {
  batchLogRecordProcessor,
  type LogRecordExporter,
  type ReadableLogRecord,
  simpleLogRecordProcessor,
} from "../../src/otel/log-export.ts";
import { attributesOf, hex, type Receiver, startReceiver, valueOf } from "./receiver.ts";

let telemetry: Telltale | undefined;

function begin(logRecordProcessors: readonly LogRecordProcessor[], options: StartOptions = {}): Telltale {
  telemetry = start({ service: "stock", exporters: [], handleExit: false, logRecordProcessors, ...options });
  return telemetry;
}

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

const ways: readonly [string, (exporter: InMemoryLogRecordExporter) => LogRecordProcessor][] = [
  ["the official simple processor", (exporter) => new SimpleLogRecordProcessor({ exporter })],
  ["the official batch processor", (exporter) => new BatchLogRecordProcessor({ exporter })],
  ["our simple processor", (exporter) => simpleLogRecordProcessor(exporter)],
  ["our batch processor", (exporter) => batchLogRecordProcessor(exporter)],
];

describe.each(ways)("%s", (_name, make) => {
  test("hands on records with everything they hold", async () => {
    const exporter = new InMemoryLogRecordExporter();
    begin([make(exporter)], {
      attributes: Promise.resolve.bind(Promise, { later: 1 }) as () => Promise<object>,
    });
    const work = trace("work", (span) => {
      logs.getLogger("theirs", "1").emit({
        body: { a: [1] },
        severityNumber: 9,
        severityText: "INFO",
        eventName: "e",
        attributes: { b: "c" },
        timestamp: [1_600_000_000, 500_000_000],
        observedTimestamp: [1_600_000_001, 250_000_000],
      });
      return span.spanContext();
    });
    await telemetry?.flush();
    const [record] = exporter.getFinishedLogRecords();
    const { body, severityNumber, severityText, eventName, attributes, hrTime, hrTimeObserved } =
      record as ReadableLogRecord;
    expect({ body, severityNumber, severityText, eventName, attributes, hrTime, hrTimeObserved }).toEqual({
      body: { a: [1] },
      severityNumber: 9,
      severityText: "INFO",
      eventName: "e",
      attributes: { b: "c" },
      hrTime: [1_600_000_000, 500_000_000],
      hrTimeObserved: [1_600_000_001, 250_000_000],
    });
    expect(record).toMatchObject({
      instrumentationScope: { name: "theirs", version: "1" },
      droppedAttributesCount: 0,
    });
    expect(record?.spanContext).toMatchObject({
      traceId: work.traceId,
      spanId: work.spanId,
      traceFlags: 3,
    });
    expect(record?.resource.attributes).toMatchObject({ "service.name": "stock", later: 1 });
  });
});

test.each([
  ["the official batch processor", (exporter: OTLPLogExporter) => new BatchLogRecordProcessor({ exporter })],
  ["our batch processor", (exporter: OTLPLogExporter) => batchLogRecordProcessor(exporter)],
])("the official OTLP exporter behind %s sends what our own exporter sends", async (_name, make) => {
  const receiver: Receiver = await startReceiver();
  begin([make(new OTLPLogExporter({ url: `${receiver.url}/v1/logs` }))], {
    exporters: undefined,
    endpoint: receiver.url,
  });
  trace("work", () =>
    log.warn("charged", {
      "order.id": "order-789",
      amount: 9.5,
      list: [1, "a"],
      map: { k: true },
      bytes: new Uint8Array([1]),
    }),
  );
  await telemetry?.flush();
  const [one, other, ...more] = receiver.logs();
  await receiver.close();
  expect(more).toEqual([]);
  for (const field of ["traceId", "spanId"]) expect(hex(one?.[field])).toBe(hex(other?.[field]));
  expect(attributesOf(one)).toEqual(attributesOf(other));
  expect(valueOf(one?.["body"])).toBe(valueOf(other?.["body"]));
  expect(attributesOf(one?.["resource"])).toEqual(attributesOf(other?.["resource"]));
  for (const field of ["severityNumber", "severityText", "timeUnixNano", "observedTimeUnixNano", "flags"])
    expect([field, one?.[field]]).toEqual([field, other?.[field]]);
  expect(one?.["scope"]?.name).toBe(other?.["scope"]?.name);
});

/** An exporter that keeps the bodies of its batches and answers as configured. */
function recording(
  answer: (done: (result: { code: number; error?: Error }) => void) => void,
): LogRecordExporter & {
  readonly batches: unknown[][];
  most: number;
} {
  const exporter = {
    batches: [] as unknown[][],
    most: 0,
    open: 0,
    export(records: { readonly body?: unknown }[], done: (result: { code: number }) => void) {
      exporter.batches.push(records.map(({ body }) => body));
      exporter.most = Math.max(exporter.most, ++exporter.open);
      answer((result) => {
        exporter.open--;
        done(result);
      });
    },
    async shutdown() {},
  };
  return exporter;
}

describe("among `exporters`", () => {
  class Renamed extends OTLPLogExporter {}
  class Shortened extends InMemoryLogRecordExporter {}
  const named = (name: string): typeof Shortened =>
    Object.defineProperty(class extends Shortened {}, "name", { value: name });

  test.each<[string, (exporter: InMemoryLogRecordExporter) => AnyExporter]>([
    ["by itself", (exporter) => exporter],
    ["by its signal", (exporter) => ({ logs: exporter })],
    ["with others", (exporter) => ({ traces: new InMemorySpanExporter(), logs: exporter })],
  ])("a log record exporter %s gets the records, and nothing else", async (_how, make) => {
    const exporter = new InMemoryLogRecordExporter();
    begin([], { exporters: [make(exporter)], redaction: true });
    trace("work", () => log.info("paid", { password: "hunter2" }));
    await telemetry?.flush();
    const records = exporter.getFinishedLogRecords();
    expect(records.map(({ body }) => body)).toEqual(["paid"]);
    expect(JSON.stringify(records[0]?.attributes)).not.toContain("hunter2");
    await telemetry?.stop();
    expect(exporter.getFinishedLogRecords()).toEqual([]);
  });

  test("the class name decides the signal, that of a class above too; without one it is spans", async () => {
    const sorted = sortExporters([
      new Renamed(),
      new (named("MyLogRecordExporter"))(),
      new (named("VendorLogsExporter2"))(),
      new (named("SpanLoggingExporter"))(),
      new ConsoleMetricExporter(),
      { export() {}, async shutdown() {} },
    ]);
    expect([sorted.logs.length, sorted.traces.length, sorted.metrics.length]).toEqual([4, 1, 1]);
    await Promise.all(sorted.logs.map(async (exporter) => exporter.shutdown()));
  });

  test("a push exporter of metrics gets them", async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.DELTA);
    begin([], { exporters: [exporter] });
    counter("shop.orders").add(2);
    await telemetry?.flush();
    const points = exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((one) => one.metrics));
    expect(points.map(({ descriptor, dataPoints }) => [descriptor.name, dataPoints[0]?.value])).toEqual([
      ["shop.orders", 2],
    ]);
  });

  test.each<[unknown, string]>([
    [
      {},
      "Cannot export with an object without fields: expected `send`, or an exporter of OpenTelemetry's shape",
    ],
    [{ spans: new InMemorySpanExporter() }, "Cannot export with an object with `spans`: expected `send`"],
    [{ logs: {} }, "expected `export` and `shutdown` of an exporter of logs."],
    [
      { metrics: { export() {}, async shutdown() {} } },
      "expected `export`, `forceFlush` and `shutdown` of an exporter of metrics.",
    ],
    [null, "Cannot export with `null`"],
    ["otlp", "Cannot export with `otlp`"],
  ])("%j is refused", (wrong, message) => {
    expect(() => begin([], { exporters: [wrong as never] })).toThrow(message);
  });
});

describe("Batching processor", () => {
  test("maxExportBatchSize and maxQueueSize hold; what does not fit is counted", async () => {
    const exporter = recording((done) => setImmediate(done, { code: 0 }));
    begin([
      batchLogRecordProcessor(exporter, {
        maxQueueSize: 5,
        maxExportBatchSize: 2,
        scheduledDelayMillis: 60_000,
      }),
    ]);
    const before = telemetry?.stats().reports["log_exporter_queue_full"] ?? 0;
    for (let body = 0; body < 20; body++) logs.getLogger("n").emit({ body });
    await telemetry?.flush();
    const counts = exporter.batches.map((batch) => batch.length);
    const all = exporter.batches.flat();
    expect(Math.max(...counts)).toBe(2);
    expect(all.length + (telemetry?.stats().reports["log_exporter_queue_full"] ?? 0) - before).toBe(20);
    expect(all.slice(0, 2)).toEqual([0, 1]);
  });

  test("an exporter that never answers makes nothing wait but what fits the queue and the batch on its way", async () => {
    const exporter = recording(() => {});
    const limits = { maxQueueSize: 8, maxExportBatchSize: 2, exportTimeoutMillis: 60_000 };
    const { stats, stop } = begin([batchLogRecordProcessor(exporter, limits)]);
    const before = stats().reports["log_exporter_queue_full"] ?? 0;
    for (let turn = 0; turn < 10; turn++) {
      for (let body = 0; body < 10; body++) logs.getLogger("n").emit({ body });
      await new Promise(setImmediate);
    }
    expect(exporter.batches).toEqual([[0, 1]]);
    expect((stats().reports["log_exporter_queue_full"] ?? 0) - before).toBe(90);
    await stop(10);
  });

  test("exports of one exporter are never concurrent", async () => {
    const exporter = recording((done) => setImmediate(done, { code: 0 }));
    begin([simpleLogRecordProcessor(exporter)]);
    for (let body = 0; body < 10; body++) logs.getLogger("n").emit({ body });
    await Promise.all([telemetry?.flush(), telemetry?.flush()]);
    expect(exporter.most).toBe(1);
    expect(exporter.batches.flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("scheduledDelayMillis: goes out by itself", async () => {
    const exporter = recording((done) => done({ code: 0 }));
    begin([batchLogRecordProcessor(exporter, { scheduledDelayMillis: 10 })]);
    logs.getLogger("n").emit({ body: 1 });
    await vi.waitUntil(() => exporter.batches.length > 0, { timeout: 30_000 });
    expect(exporter.batches).toEqual([[1]]);
  });

  test("an export that fails, throws or never answers is given up and counted; the next goes out", async () => {
    let turn = 0;
    const exporter = recording((done) => {
      turn++;
      if (turn === 1) done({ code: 1, error: new Error("no") });
      else if (turn === 2) throw new Error("thrown");
      else if (turn > 3) done({ code: 0 });
    });
    begin([batchLogRecordProcessor(exporter, { maxExportBatchSize: 1, exportTimeoutMillis: 20 })]);
    for (let body = 0; body < 4; body++) logs.getLogger("n").emit({ body });
    await telemetry?.flush();
    expect(exporter.batches.flat()).toEqual([0, 1, 2, 3]);
    expect(telemetry?.stats().reports).toMatchObject({ log_exporter_failed: 2, log_exporter_timed_out: 1 });
  });

  test("an exporter's own requests are not traced", async () => {
    const key = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING");
    let suppressed: unknown;
    const exporter: LogRecordExporter = {
      export(_records, done) {
        suppressed = context.active().getValue(key);
        done({ code: 0 });
      },
      async shutdown() {},
    };
    begin([batchLogRecordProcessor(exporter)]);
    logs.getLogger("n").emit({ body: 1 });
    await telemetry?.flush();
    expect(suppressed).toBe(true);
  });

  test.each([[undefined], [{}], [{ export() {} }]])("%s is not an exporter", (wrong) => {
    expect(() => batchLogRecordProcessor(wrong as never)).toThrow(/export/);
  });

  test("a wrong number is refused", () => {
    const exporter = new InMemoryLogRecordExporter();
    expect(() => batchLogRecordProcessor(exporter, { maxQueueSize: 0 })).toThrow(/maxQueueSize/);
  });
});
