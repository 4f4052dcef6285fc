// Compatibility with the stock OpenTelemetry SDK: this package decodes what the SDK records and its own transformer encodes, in both
// encodings; and that transformer decodes the responses of this package.
import assert from "node:assert/strict";

import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from "@opentelemetry/sdk-logs";
import {
  AggregationTemporality,
  AggregationType,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import * as otlp from "otlp";
import { expect, test } from "vitest";

const resource = resourceFromAttributes({ "service.name": "orders", "service.ports": [80, 443] });
const resourceModel: otlp.Resource = {
  attributes: new Map<string, otlp.AnyValue>([
    ["service.name", "orders"],
    ["service.ports", [80n, 443n]],
  ]),
  droppedAttributesCount: 0,
};

const toText = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");

test("decodes the SDK's spans", () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const span = provider
    .getTracer("shop", "1.2.3", { schemaUrl: "https://example.test/1" })
    .startSpan("charge card", {
      kind: SpanKind.CLIENT,
      startTime: [1_700_000_000, 123_456_789],
      attributes: { text: "é€😀", yes: true, whole: 3, negative: -7, part: 0.25, list: ["a", "b"] },
      links: [
        {
          context: { traceId: "0123456789abcdef0123456789abcdef", spanId: "0123456789abcdef", traceFlags: 1 },
          attributes: { why: "retry" },
        },
      ],
    });
  span.addEvent("declined", { code: 51 }, [1_700_000_000, 200_000_000]);
  span.setStatus({ code: SpanStatusCode.ERROR, message: "no money" });
  span.end([1_700_000_001, 0]);
  const finished = exporter.getFinishedSpans();

  const groups = otlp.decodeTraces(ProtobufTraceSerializer.serializeRequest(finished) as Uint8Array);
  assert.deepStrictEqual(
    otlp.decodeTracesJson(toText(JsonTraceSerializer.serializeRequest(finished))),
    groups,
  );

  const [group] = groups;
  expect(group?.resource).toEqual(resourceModel);
  expect(group?.scopeSpans[0]?.scope).toMatchObject({ name: "shop", version: "1.2.3" });
  expect(group?.scopeSpans[0]?.schemaUrl).toBe("https://example.test/1");
  const decoded = group?.scopeSpans[0]?.spans[0];
  expect(hex(decoded?.traceId)).toBe(span.spanContext().traceId);
  expect(hex(decoded?.spanId)).toBe(span.spanContext().spanId);
  expect(decoded).toMatchObject({
    name: "charge card",
    kind: 3,
    startTimeUnixNano: 1_700_000_000_123_456_789n,
    endTimeUnixNano: 1_700_000_001_000_000_000n,
    attributes: new Map<string, otlp.AnyValue>([
      ["text", "é€😀"],
      ["yes", true],
      ["whole", 3n],
      ["negative", -7n],
      ["part", 0.25],
      ["list", ["a", "b"]],
    ]),
    events: [
      {
        timeUnixNano: 1_700_000_000_200_000_000n,
        name: "declined",
        attributes: new Map([["code", 51n]]),
        droppedAttributesCount: 0,
      },
    ],
    links: [{ attributes: new Map([["why", "retry"]]) }],
    status: { code: 2, message: "no money" },
  });
  expect(hex(decoded?.links[0]?.traceId)).toBe("0123456789abcdef0123456789abcdef");
});

test("decodes the SDK's log records", () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  provider.getLogger("shop").emit({
    timestamp: [1_700_000_000, 1],
    observedTimestamp: [1_700_000_000, 2],
    severityNumber: 17,
    severityText: "ERROR",
    eventName: "card.declined",
    body: { card: { issuer: "demo", tries: [1, 2.5, null] }, raw: Uint8Array.of(0, 255) },
    attributes: { "order.id": "order-789" },
  });
  const finished = exporter.getFinishedLogRecords();

  const groups = otlp.decodeLogs(ProtobufLogsSerializer.serializeRequest(finished) as Uint8Array);
  assert.deepStrictEqual(otlp.decodeLogsJson(toText(JsonLogsSerializer.serializeRequest(finished))), groups);
  expect(groups[0]?.resource).toEqual(resourceModel);
  expect(groups[0]?.scopeLogs[0]?.logRecords[0]).toMatchObject({
    timeUnixNano: 1_700_000_000_000_000_001n,
    observedTimeUnixNano: 1_700_000_000_000_000_002n,
    severityNumber: 17,
    severityText: "ERROR",
    eventName: "card.declined",
    body: new Map<string, otlp.AnyValue>([
      [
        "card",
        new Map<string, otlp.AnyValue>([
          ["issuer", "demo"],
          ["tries", [1n, 2.5, null]],
        ]),
      ],
      ["raw", Uint8Array.of(0, 255)],
    ]),
    attributes: new Map([["order.id", "order-789"]]),
  });
});

test("decodes the SDK's metrics", async () => {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [
      {
        instrumentName: "exponential",
        aggregation: {
          type: AggregationType.EXPONENTIAL_HISTOGRAM,
          options: { maxSize: 20, recordMinMax: true },
        },
      },
    ],
  });
  const meter = provider.getMeter("shop");
  meter
    .createCounter("orders", { unit: "{order}", description: "Orders placed", valueType: 0 })
    .add(42, { vip: true });
  meter.createUpDownCounter("stock").add(-2.5);
  meter.createGauge("load").record(0.75);
  const histogram = meter.createHistogram("duration", {
    unit: "ms",
    advice: { explicitBucketBoundaries: [10, 100] },
  });
  const exponential = meter.createHistogram("exponential");
  for (const value of [1, 50, 50, 500]) {
    histogram.record(value);
    exponential.record(value);
  }
  await provider.forceFlush();
  const [collected] = exporter.getMetrics();
  await provider.shutdown();
  assert(collected !== undefined);

  const groups = otlp.decodeMetrics(ProtobufMetricsSerializer.serializeRequest(collected) as Uint8Array);
  assert.deepStrictEqual(
    otlp.decodeMetricsJson(toText(JsonMetricsSerializer.serializeRequest(collected))),
    groups,
  );
  const byName = new Map(groups[0]?.scopeMetrics[0]?.metrics.map((metric) => [metric.name, metric]));
  expect(byName.get("orders")).toMatchObject({
    unit: "{order}",
    description: "Orders placed",
    data: {
      kind: "sum",
      temporality: otlp.CUMULATIVE,
      monotonic: true,
      points: [{ value: 42n, attributes: new Map([["vip", true]]) }],
    },
  });
  expect(byName.get("stock")?.data).toMatchObject({
    kind: "sum",
    monotonic: false,
    points: [{ value: -2.5 }],
  });
  expect(byName.get("load")?.data).toMatchObject({ kind: "gauge", points: [{ value: 0.75 }] });
  expect(byName.get("duration")?.data).toMatchObject({
    kind: "histogram",
    points: [
      { count: 4n, sum: 601, min: 1, max: 500, explicitBounds: [10, 100], bucketCounts: [1n, 2n, 1n] },
    ],
  });
  const points = byName.get("exponential")?.data;
  expect(points).toMatchObject({
    kind: "exponentialHistogram",
    points: [{ count: 4n, sum: 601, min: 1, max: 500 }],
  });
  assert(points?.kind === "exponentialHistogram");
  expect(points.points[0]?.positive.bucketCounts.reduce((sum, count) => sum + count, 0n)).toBe(4n);
});

test.each([
  ["protobuf", ProtobufTraceSerializer, otlp.encodeTracesExportResponse, "rejectedSpans"],
  ["protobuf", ProtobufMetricsSerializer, otlp.encodeMetricsExportResponse, "rejectedDataPoints"],
  ["protobuf", ProtobufLogsSerializer, otlp.encodeLogsExportResponse, "rejectedLogRecords"],
  ["JSON", JsonTraceSerializer, otlp.encodeTracesExportResponseJson, "rejectedSpans"],
  ["JSON", JsonMetricsSerializer, otlp.encodeMetricsExportResponseJson, "rejectedDataPoints"],
  ["JSON", JsonLogsSerializer, otlp.encodeLogsExportResponseJson, "rejectedLogRecords"],
] as const)("the stock exporters read responses in %s", (_, serializer, encode, key) => {
  const encoded = encode({ rejected: 2n, errorMessage: "too old" });
  const bytes = typeof encoded === "string" ? new TextEncoder().encode(encoded) : encoded;
  const { partialSuccess } = serializer.deserializeResponse(bytes) as {
    partialSuccess?: Record<string, unknown>;
  };
  expect(Number(partialSuccess?.[key])).toBe(2);
  expect(partialSuccess?.["errorMessage"]).toBe("too old");
});
