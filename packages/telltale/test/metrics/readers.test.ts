// Specification: metrics/sdk, MetricReader, MetricExporter: pieces of the stock SDK plugged into ours, and several at once.
import { metrics } from "@opentelemetry/api";
import { ExportResultCode } from "@opentelemetry/core";
import {
  AggregationTemporality,
  AggregationType,
  ConsoleMetricExporter,
  DataPointType,
  InMemoryMetricExporter,
  InstrumentType,
  MeterProvider,
  MetricReader,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
  type ResourceMetrics,
} from "@opentelemetry/sdk-metrics";
import { afterEach, expect, test, vi } from "vitest";
import { counter, gauge, histogram, start, type StartOptions, type Telltale } from "../../src/index.ts";
import { capture, values } from "./capture.ts";

let telemetry: Telltale | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

function begin(options: StartOptions): Telltale {
  telemetry = start({ service: "readers", exporters: [], handleExit: false, ...options });
  return telemetry;
}

// what the library says of itself is tested elsewhere
const applications = (scopes: ResourceMetrics["scopeMetrics"]): ResourceMetrics["scopeMetrics"] =>
  scopes
    .map(({ scope, metrics: all }) => ({
      scope,
      metrics: all.filter(({ descriptor }) => !/^(?:otel\.sdk|telltale)\./.test(descriptor.name)),
    }))
    .filter(({ metrics: all }) => all.length > 0);

const hour = { exportIntervalMillis: 3_600_000 };

/** The same instruments on any provider; `label` keeps the callbacks of one test apart from those of another. */
function recordAll(provider: { getMeter: typeof metrics.getMeter }): void {
  const meter = provider.getMeter("all", "1.2", { schemaUrl: "https://example.com/1" });
  meter.createCounter("counter", { unit: "1", description: "d" }).add(2, { a: 1 });
  meter.createUpDownCounter("updown").add(-2);
  meter.createGauge("gauge").record(3.5, { s: "x", list: ["a", "b"] });
  const sizes = meter.createHistogram("histogram", { advice: { explicitBucketBoundaries: [1, 2] } });
  for (const value of [0.5, 1, 1.5, 9]) sizes.record(value);
}

/** What is to be the same: everything but times, ids and the resource. */
function shape({ scopeMetrics }: ResourceMetrics): unknown {
  return applications(scopeMetrics).map(({ scope, metrics: all }) => ({
    scope: [scope.name, scope.version, scope.schemaUrl],
    metrics: all.map(({ descriptor: { name, unit, description, valueType }, dataPoints, ...rest }) => ({
      name,
      unit,
      description,
      valueType,
      ...rest,
      dataPoints: dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    })),
  }));
}

test.each([AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA])(
  "a stock reader with a stock exporter gets what it gets from the stock provider (temporality %i)",
  async (temporality) => {
    const ours = new InMemoryMetricExporter(temporality);
    const theirs = new InMemoryMetricExporter(temporality);
    begin({ metricReaders: [new PeriodicExportingMetricReader({ exporter: ours, ...hour })] });
    const provider = new MeterProvider({
      readers: [new PeriodicExportingMetricReader({ exporter: theirs, ...hour })],
    });
    for (let round = 0; round < 2; round++) {
      recordAll(metrics);
      recordAll(provider as never);
      await telemetry?.flush();
      await provider.forceFlush();
    }
    expect(ours.getMetrics().map(shape)).toEqual(theirs.getMetrics().map(shape));
    const [first] = ours.getMetrics();
    expect(first?.resource.attributes["service.name"]).toBe("readers");
    const point = applications(first?.scopeMetrics ?? [])[0]?.metrics[0]?.dataPoints[0];
    const seconds = Date.now() / 1000;
    expect(Math.abs((point?.startTime[0] ?? 0) - seconds)).toBeLessThan(60);
    expect(point?.endTime[0]).toBeGreaterThanOrEqual(point?.startTime[0] ?? 0);
    await provider.shutdown();
  },
);

test("a push exporter goes without a reader; ConsoleMetricExporter prints", async () => {
  const dir = vi.spyOn(console, "dir").mockImplementation(() => {});
  begin({ metricReaders: [new ConsoleMetricExporter()] });
  counter("printed").add(1);
  await telemetry?.flush();
  expect(dir.mock.calls.flat()).toContainEqual(
    expect.objectContaining({ descriptor: expect.objectContaining({ name: "printed" }) }),
  );
  await telemetry?.stop();
  dir.mockRestore();
});

class OnDemand extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

test("selectors of a reader are followed: aggregation, temporality, cardinality", async () => {
  const reader = new OnDemand({
    aggregationSelector: (type) =>
      type === InstrumentType.HISTOGRAM
        ? { type: AggregationType.EXPONENTIAL_HISTOGRAM }
        : { type: AggregationType.DEFAULT },
    aggregationTemporalitySelector: (type) =>
      type === InstrumentType.COUNTER ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE,
    cardinalitySelector: () => 3,
  });
  begin({ metricReaders: [reader] });
  const orders = counter("orders");
  for (let id = 0; id < 5; id++) orders.add(1, { id });
  metrics.getMeter("m").createHistogram("sizes").record(3);
  const { resourceMetrics, errors } = await reader.collect();
  expect(errors).toEqual([]);
  const all = applications(resourceMetrics.scopeMetrics).flatMap((scope) => scope.metrics);
  expect(
    all.map((metric) => [
      metric.descriptor.name,
      metric.dataPointType,
      metric.aggregationTemporality,
      metric.dataPoints.length,
    ]),
  ).toEqual([
    ["orders", DataPointType.SUM, AggregationTemporality.DELTA, 3],
    ["sizes", DataPointType.EXPONENTIAL_HISTOGRAM, AggregationTemporality.CUMULATIVE, 1],
  ]);
});

test("errors of callbacks are handed to the reader", async () => {
  const reader = new OnDemand();
  begin({ metricReaders: [reader] });
  const observation = gauge("broken", {}, () => {
    throw new Error("no");
  });
  const { errors } = await reader.collect();
  expect(errors).toEqual([expect.objectContaining({ message: "no" })]);
  observation.stop();
});

test("exporters, a reader and a push exporter at once, each with its own temporality", async () => {
  const captured = capture({ temporality: "delta" });
  const pushed = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new OnDemand();
  begin({ exporters: [captured], metricReaders: [pushed, reader] });
  const orders = counter("orders").with({ plan: "pro" });
  for (const round of [1, 2, 3]) {
    orders.add(1);
    await telemetry?.flush();
    expect(values(captured.points("orders"))).toEqual([[{ plan: "pro" }, 1]]);
    const last = applications(pushed.getMetrics().at(-1)?.scopeMetrics ?? []);
    expect(last[0]?.metrics[0]?.dataPoints[0]?.value).toBe(round);
    const { resourceMetrics } = await reader.collect();
    expect(applications(resourceMetrics.scopeMetrics)[0]?.metrics[0]?.dataPoints[0]?.value).toBe(round);
  }
});

test("an exporter that fails, throws or never answers is counted and does no harm; the reader is shut down at the stop", async () => {
  const captured = capture();
  const { reports: before } = begin({
    exporters: [captured],
    metricReaders: [
      failing((_metrics, done) => done({ code: ExportResultCode.FAILED, error: new Error("refused") })),
      failing(() => {
        throw new Error("broken");
      }),
    ],
  }).stats();
  counter("orders").add(1);
  await telemetry?.flush();
  expect(captured.points("orders")).toHaveLength(1);
  await telemetry?.stop();
  const after = telemetry?.stats().reports ?? {};
  expect((after["metric_exporter_failed"] ?? 0) - (before["metric_exporter_failed"] ?? 0)).toBe(2);
  expect((after["metric_reader_failed"] ?? 0) - (before["metric_reader_failed"] ?? 0)).toBe(4);
});

test("what is not a reader is refused at the start", () => {
  expect(() => start({ metricReaders: [{} as never] })).toThrow("expected a metric reader or push exporter");
  expect(() => start({ exemplars: "often" as never })).toThrow("trace_based");
});

test("histograms keep their view beside a reader's wish", async () => {
  const pushed = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  begin({
    metricReaders: [pushed],
    views: [{ instrumentName: "viewed", aggregation: "exponentialHistogram" }],
  });
  histogram("viewed", { buckets: [1] }).record(3);
  await telemetry?.flush();
  expect(applications(pushed.getMetrics()[0]?.scopeMetrics ?? [])[0]?.metrics[0]?.dataPointType).toBe(
    DataPointType.EXPONENTIAL_HISTOGRAM,
  );
});

function failing(act: PushMetricExporter["export"]): PushMetricExporter {
  return {
    export: act,
    async forceFlush() {},
    shutdown: async () => {
      throw new Error("no shutdown");
    },
  };
}
