// What leaves, judged by a receiver of other people: `@elastic/mockotlpserver` takes all three signals by every protocol.
import { MockOtlpServer, normalizeTrace } from "@elastic/mockotlpserver";
import { type Attributes, SpanKind } from "@opentelemetry/api";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { counter, histogram, log, otlpExporter, start, startSpan, trace } from "../../src/index.ts";
import type { OtlpProtocol } from "../../src/export/index.ts";

type Sent = any;

const attributes: Attributes = {
  text: "käse",
  whole: 7,
  part: 0.5,
  yes: true,
  list: ["a", "b"],
};

let came: Record<"traces" | "metrics" | "logs", Sent[]>;
let server: MockOtlpServer;

beforeEach(() => {
  came = { traces: [], metrics: [], logs: [] };
});

beforeAll(async () => {
  server = new MockOtlpServer({
    logLevel: "fatal",
    services: ["http", "grpc"],
    httpHostname: "127.0.0.1",
    httpPort: 0,
    grpcHostname: "127.0.0.1",
    grpcPort: 0,
    onTrace: (message: Sent) => void came.traces.push(message),
    onMetrics: (message: Sent) => void came.metrics.push(message),
    onLogs: (message: Sent) => void came.logs.push(message),
  });
  await server.start();
});

afterAll(async () => {
  await server.close();
});

test.each(["http/protobuf", "http/json", "grpc"] satisfies OtlpProtocol[])(
  "the three signals by %s",
  async (protocol) => {
    const endpoint = protocol === "grpc" ? server.grpcUrl : server.httpUrl;
    const exporter = otlpExporter({ protocol, endpoint });
    const telemetry = start({ service: "judged", exporters: [exporter], handleExit: false });
    trace("outer", { kind: SpanKind.SERVER }, () => {
      const inner = startSpan("inner", { attributes });
      inner.addEvent("looked", { rows: 3 });
      inner.end();
      log.warn("low", { left: 1 });
    });
    counter("judged.count").add(2, { kind: "a" });
    histogram("judged.time", { unit: "s" }).record(0.25);
    await telemetry.flush();
    expect(telemetry.stats().traces).toMatchObject({ queued: 0, exported: 2, dropped: {} });
    await telemetry.stop();

    const spans: Sent[] = came.traces
      .flatMap((message) => normalizeTrace(message).resourceSpans)
      .flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ spans: some }: Sent) => some.map((span: Sent) => ({ ...span, resource }))),
      );
    const [outer, inner] = ["outer", "inner"].map((name) => spans.find((span) => span.name === name));
    expect(spans).toHaveLength(2);
    expect(outer).toMatchObject({
      kind: "SPAN_KIND_SERVER",
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      resource: { attributes: { "service.name": "judged" } },
    });
    expect(inner).toMatchObject({
      traceId: outer.traceId,
      parentSpanId: outer.spanId,
      attributes: { ...attributes, whole: expect.anything() },
      events: [{ name: "looked" }],
    });
    // its gRPC side writes integers as text
    expect([inner.attributes.whole, inner.events[0].attributes.rows].map(Number)).toEqual([7, 3]);

    const [record] = came.logs.flatMap((message) => message.resourceLogs[0].scopeLogs[0].logRecords);
    expect(record).toMatchObject({ body: { stringValue: "low" }, severityNumber: 13 });
    const metrics: Sent[] = came.metrics
      .flatMap((message) => message.resourceMetrics)
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics: some }) => some);
    const points = (name: string, kind: string): Sent[] =>
      metrics.filter((metric) => metric.name === name).flatMap((metric) => metric[kind].dataPoints);
    expect(Number(points("judged.count", "sum")[0].asDouble ?? points("judged.count", "sum")[0].asInt)).toBe(
      2,
    );
    expect(points("judged.time", "histogram")[0]).toMatchObject({ sum: 0.25 });
  },
);
