// The library's figures about itself, by the names of the semantic conventions (otel/sdk-metrics), and in stats().
import { afterEach, expect, test, vi } from "vitest";
import { ROOT_CONTEXT, trace as api, TraceFlags } from "@opentelemetry/api";
import {
  counter,
  log,
  memoryExporter,
  otlpExporter,
  start,
  startSpan,
  type StartOptions,
  trace,
} from "../../src/index.ts";
import type { Exporter, MemoryPoint } from "../../src/export/index.ts";
import { scrape } from "../../src/prometheus/index.ts";
import { startReceiver } from "./receiver.ts";

let telemetry: ReturnType<typeof start> | undefined;

afterEach(async () => {
  vi.unstubAllEnvs();
  await telemetry?.stop();
  telemetry = undefined;
});

function begin(options: StartOptions): void {
  telemetry = start({ service: "shop", resourceDetectors: [], selfMetrics: true, ...options });
}

// a collection says what was before it: a second one says what the first export came to
async function points(
  memory: ReturnType<typeof memoryExporter>,
  name: string,
): Promise<readonly MemoryPoint[]> {
  await telemetry?.flush();
  await telemetry?.flush();
  return memory.metrics().find((metric) => metric.name === name)?.points ?? [];
}

const find = (all: readonly MemoryPoint[], attributes: object): MemoryPoint | undefined =>
  all.find((point) => Object.entries(attributes).every(([key, value]) => point.attributes[key] === value));

test("otel.sdk.span.started and .live: by parent and by decision", async () => {
  const memory = memoryExporter();
  let asked = 0;
  begin({
    exporters: [memory],
    sampler: { shouldSample: () => ({ decision: asked++ < 3 ? 2 : 0 }), toString: () => "first three" },
  });
  const remote = {
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: "00f067aa0ba902b7",
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  };
  trace("root", () => trace("child", () => {}));
  const open = api.getTracer("other").startSpan("open", {}, api.setSpanContext(ROOT_CONTEXT, remote));
  startSpan("dropped").end();
  const started = await points(memory, "otel.sdk.span.started");
  const sampled = { "otel.span.sampling_result": "RECORD_AND_SAMPLE" };
  expect(find(started, { "otel.span.parent.origin": "none", ...sampled })?.value).toBe(1);
  expect(find(started, { "otel.span.parent.origin": "local", ...sampled })?.value).toBe(1);
  expect(find(started, { "otel.span.parent.origin": "remote", ...sampled })?.value).toBe(1);
  expect(
    find(started, { "otel.span.parent.origin": "none", "otel.span.sampling_result": "DROP" })?.value,
  ).toBe(1);
  expect(find(await points(memory, "otel.sdk.span.live"), sampled)?.value).toBe(1);
  open.end();
  expect(find(await points(memory, "otel.sdk.span.live"), sampled)?.value).toBe(0);
  expect(telemetry?.stats().self?.spans).toEqual({ started: 4, live: 0 });
});

test("otel.sdk.log.created, processors and exporters: what is queued, handed over, exported and lost", async () => {
  const memory = memoryExporter();
  const refusing: Exporter = {
    name: "refusing",
    signals: ["traces", "logs"],
    send: async (batch) => ({ exported: 0, dropped: batch.items, reason: "rejected" }),
  };
  begin({ exporters: [memory, refusing], limits: { queueSize: 10 } });
  trace("work", () => log.info("done"));
  trace("more", () => {});
  expect((await points(memory, "otel.sdk.log.created"))[0]?.value).toBe(1);
  const processor = {
    "otel.component.type": "batching_span_processor",
    "otel.component.name": "batching_span_processor/0",
  };
  expect(find(await points(memory, "otel.sdk.processor.span.queue.capacity"), processor)?.value).toBe(10);
  expect(find(await points(memory, "otel.sdk.processor.span.queue.size"), processor)?.value).toBe(0);
  expect(find(await points(memory, "otel.sdk.processor.span.processed"), processor)?.value).toBe(2);
  const exported = await points(memory, "otel.sdk.exporter.span.exported");
  expect(find(exported, { "otel.component.type": "memory_span_exporter" })?.value).toBe(2);
  expect(
    find(exported, { "otel.component.name": "refusing_span_exporter/1", "error.type": "rejected" })?.value,
  ).toBe(2);
  expect(
    find(await points(memory, "otel.sdk.exporter.log.exported"), { "error.type": "rejected" })?.value,
  ).toBe(1);
  expect((await points(memory, "otel.sdk.exporter.metric_data_point.exported"))[0]?.value).toBeGreaterThan(
    10,
  );
  const durations = await points(memory, "otel.sdk.exporter.operation.duration");
  expect(find(durations, { "otel.component.type": "refusing_span_exporter" })).toMatchObject({
    count: 1,
    attributes: { "error.type": "rejected" },
  });
  expect((await points(memory, "otel.sdk.metric_reader.collection.duration"))[0]?.count).toBeGreaterThan(0);
});

test("an OTLP exporter is named by its protocol and says where it sends to", async () => {
  const receiver = await startReceiver();
  const memory = memoryExporter();
  begin({ exporters: [otlpExporter({ endpoint: receiver.url, signals: ["traces"] }), memory] });
  trace("work", () => {});
  const exported = await points(memory, "otel.sdk.exporter.span.exported");
  const otlp = {
    "otel.component.type": "otlp_http_span_exporter",
    "server.address": new URL(receiver.url).hostname,
  };
  expect(find(exported, { ...otlp, "server.port": receiver.port })?.value).toBe(1);
  expect(find(await points(memory, "telltale.exporter.sent"), otlp)?.value).toBeGreaterThan(50);
  await receiver.close();
});

test("the duration of an export has the status of the last answer (otel.sdk.exporter.operation.duration)", async () => {
  const receiver = await startReceiver();
  const memory = memoryExporter();
  const retry = { initialMs: 1, maxMs: 1 };
  begin({ exporters: [otlpExporter({ endpoint: receiver.url, signals: ["traces"], retry }), memory] });
  receiver.script(
    (response) => void response.writeHead(400).end(),
    (response) => void response.writeHead(503).end(),
  );
  for (const name of ["refused", "taken at the second time"]) {
    trace(name, () => {});
    await telemetry?.flush();
  }
  const durations = await points(memory, "otel.sdk.exporter.operation.duration");
  const ofOtlp = durations.filter((one) => one.attributes["server.port"] === receiver.port);
  expect(
    ofOtlp.map(({ attributes, count }) => [
      attributes["http.response.status_code"],
      attributes["error.type"],
      count,
    ]),
  ).toEqual([
    [400, "rejected", 1],
    [200, undefined, 1],
  ]);
  await receiver.close();
});

test("exporting the figures about exporting makes no more of them", async () => {
  const memory = memoryExporter();
  begin({ exporters: [memory] });
  counter("jobs").add(1);
  const series = async (): Promise<number> => {
    await telemetry?.flush();
    return memory.metrics().reduce((sum, metric) => sum + metric.points.length, 0);
  };
  await series();
  await series();
  const before = await series();
  for (let round = 0; round < 20; round++) await series();
  expect(await series()).toBe(before);
  expect(before).toBeLessThan(60);
});

test("off unless asked for, by option or TELLTALE_SELF_METRICS; stats() has them in any case", async () => {
  const memory = memoryExporter();
  begin({ exporters: [memory], selfMetrics: undefined });
  trace("work", () => log.info("done"));
  counter("jobs").add(1);
  await telemetry?.flush();
  expect(memory.metrics().map(({ name }) => name)).toEqual(["jobs"]);
  const { self } = telemetry?.stats() ?? {};
  expect(self).toMatchObject({ spans: { started: 1, live: 0 }, logs: { created: 1 } });
  expect(self?.export.traces).toMatchObject({ inFlight: 0, batches: 1, bytes: expect.any(Number) });
  expect(self?.export.traces.bytes).toBeGreaterThan(50);
  expect(self?.export.traces.seconds).toBeGreaterThan(0);
  expect(self?.export.traces.busySeconds).toBeGreaterThan(0);
  await telemetry?.stop();
  vi.stubEnv("TELLTALE_SELF_METRICS", "true");
  begin({ exporters: [memory], selfMetrics: undefined });
  expect(await points(memory, "otel.sdk.log.created")).toHaveLength(1);
});

test("readable without any exporter, also over Prometheus", async () => {
  begin({ exporters: [], prometheus: { server: false } });
  trace("work", () => {});
  expect(telemetry?.stats().self?.spans.started).toBe(1);
  const text = new TextDecoder().decode((await scrape()).body);
  expect(text).toMatch(/^otel_sdk_span_started_total\{.*otel_span_sampling_result="RECORD_AND_SAMPLE"\} 1$/m);
});
