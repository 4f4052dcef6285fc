// Specification: metrics/sdk, MetricReader and Aggregation temporality, Start timestamps; metrics exporters/otlp, temporality
// preference and default histogram aggregation. What leaves is read by the official messages.
import { metrics } from "@opentelemetry/api";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  counter,
  gauge,
  histogram,
  otlpExporter,
  start,
  type Telltale,
  upDownCounter,
} from "../../src/index.ts";
import type { MetricPreference } from "../../src/export/index.ts";
import { reanchor } from "../../src/engine/runtime/clock.ts";
import { type Captured, capture, dataOf, startCaptured, values } from "./capture.ts";

let telemetry: Telltale | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

function begin(preference: MetricPreference): Captured {
  const started = startCaptured({}, preference);
  telemetry = started.telemetry;
  return started.captured;
}

function recordAll(): void {
  const meter = metrics.getMeter("kinds");
  meter.createCounter("counter").add(2);
  meter.createUpDownCounter("updown").add(2);
  meter.createHistogram("histogram").record(2);
}

describe("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", () => {
  const delta = 1;
  const cumulative = 2;
  const cases = [
    ["cumulative", [cumulative, cumulative, cumulative, cumulative, cumulative]],
    ["delta", [delta, cumulative, delta, delta, cumulative]],
    ["lowmemory", [delta, cumulative, delta, cumulative, cumulative]],
  ] as const;
  test.each(cases)("%s", async (temporality, expected) => {
    const captured = begin({ temporality });
    recordAll();
    const observed = counter("observed", {}, () => 2);
    const observedUpDown = upDownCounter("observed.updown", {}, () => 2);
    const observedGauge = gauge("observed.gauge", {}, () => 2);
    await telemetry?.flush();
    const names = ["counter", "updown", "histogram", "observed", "observed.updown"];
    expect(names.map((name) => dataOf(captured.metric(name))?.["aggregationTemporality"])).toEqual(expected);
    expect(captured.metric("observed.gauge")["gauge"].dataPoints[0].asDouble).toBe(2);
    for (const one of [observed, observedUpDown, observedGauge]) one.stop();
  });

  test("is read by the exporter, options go before, a wrong value is ignored", () => {
    const variable = "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
    const of = (value: string, options = {}): unknown =>
      otlpExporter(options, { [variable]: value }).metricPreference?.temporality;
    expect([of("Delta"), of("lowmemory"), of("delta", { temporality: "cumulative" }), of("often")]).toEqual([
      "delta",
      "lowmemory",
      "cumulative",
      undefined,
    ]);
    expect(() => otlpExporter({ temporality: "often" as never })).toThrow("temporality");
  });
});

describe("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", () => {
  test("is read by the exporter", () => {
    const variable = "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION";
    const of = (value: string): unknown =>
      otlpExporter({}, { [variable]: value }).metricPreference?.histograms;
    expect([of("base2_exponential_bucket_histogram"), of("explicit_bucket_histogram"), of("none")]).toEqual([
      "exponential",
      "explicit",
      undefined,
    ]);
  });

  test("decides where neither view nor call did", async () => {
    const exponential = begin({ histograms: "exponential" });
    metrics.getMeter("m").createHistogram("theirs").record(1);
    await telemetry?.flush();
    expect(exponential.metric("theirs")).toHaveProperty("exponentialHistogram");
    await telemetry?.stop();
    const explicit = begin({ histograms: "explicit" });
    histogram("ours").record(1);
    await telemetry?.flush();
    expect(explicit.points("ours")[0]?.["explicitBounds"]).toHaveLength(15);
  });
});

describe("delta", () => {
  test("a collection exports what happened since the one before, and nothing without changes", async () => {
    const captured = begin({ temporality: "delta" });
    const orders = counter("orders");
    const sizes = histogram("sizes", { buckets: [5] });
    orders.add(1, { plan: "a" });
    orders.add(2, { plan: "b" });
    sizes.record(3);
    sizes.record(9);
    await telemetry?.flush();
    expect(values(captured.points("orders"))).toEqual([
      [{ plan: "a" }, 1],
      [{ plan: "b" }, 2],
    ]);
    expect(captured.points("sizes")[0]).toMatchObject({ bucketCounts: ["1", "1"], sum: 12, min: 3, max: 9 });
    orders.add(5, { plan: "b" });
    sizes.record(4);
    await telemetry?.flush();
    expect(values(captured.points("orders"))).toEqual([[{ plan: "b" }, 5]]);
    expect(captured.points("sizes")[0]).toMatchObject({ bucketCounts: ["1", "0"], sum: 4, min: 4, max: 4 });
    const before = captured.collections();
    await telemetry?.flush();
    expect(captured.collections()).toBe(before);
  });

  test("adding zero is something; the start is the time of the collection before, without a gap", async () => {
    const captured = begin({ temporality: "delta" });
    const orders = counter("orders");
    orders.add(0);
    await telemetry?.flush();
    const [first] = captured.points("orders");
    expect(first?.["asDouble"]).toBe(0);
    orders.add(1);
    counter("orders").add(1, { new: true });
    await telemetry?.flush();
    for (const point of captured.points("orders"))
      expect(point["startTimeUnixNano"]).toBe(first?.["timeUnixNano"]);
    expect(captured.points("orders")).toHaveLength(2);
  });

  test("a series that rests makes room for others; a bound handle finds its series again", async () => {
    const captured = capture({ temporality: "delta" });
    telemetry = start({ exporters: [captured], handleExit: false, limits: { cardinality: 3 } });
    const orders = counter("orders");
    const bound = orders.with({ id: "bound" });
    for (let round = 0; round < 10; round++) {
      orders.add(1, { id: round });
      if (round % 2 === 0) bound.add(round);
      await telemetry.flush();
      await telemetry.flush();
      const expected: unknown[] = [[{ id: BigInt(round) }, 1]];
      if (round % 2 === 0) expected.push([{ id: "bound" }, round]);
      // nothing was lost, nothing overflowed
      expect(values(captured.points("orders"))).toEqual(expect.arrayContaining(expected));
      expect(
        values(captured.points("orders")).every(([attributes]) => !("otel.metric.overflow" in attributes)),
      ).toBe(true);
    }
  });

  test("handles beyond the limit share the overflow series, and nothing is exported twice", async () => {
    const captured = capture({ temporality: "delta" });
    telemetry = start({ exporters: [captured], handleExit: false, limits: { cardinality: 3 } });
    const orders = counter("orders");
    const handles = Array.from({ length: 5 }, (_, id) => orders.with({ id }));
    for (let round = 1; round <= 3; round++) {
      for (const handle of handles) handle.add(round);
      await telemetry.flush();
      expect(values(captured.points("orders"))).toEqual([
        [{ id: 0n }, round],
        [{ id: 1n }, round],
        [{ "otel.metric.overflow": true }, 3 * round],
      ]);
    }
  });

  test("observed sums are exported as differences; one that falls began anew", async () => {
    const captured = begin({ temporality: "delta" });
    let total = 10;
    const observation = counter("cpu", {}, () => [{ value: total, attributes: { core: 0 } }]);
    const seen: unknown[] = [];
    for (const next of [10, 14, 14, 3]) {
      total = next;
      await telemetry?.flush();
      seen.push(captured.points("cpu")[0]?.["asDouble"]);
    }
    expect(seen).toEqual([10, 4, 0, 3]);
    observation.stop();
  });

  test("an observed series that is away for a collection goes on where it was", async () => {
    const captured = begin({ temporality: "delta" });
    let cores = [100, 200];
    const observation = counter("cpu", {}, () =>
      cores.map((value, core) => ({ value, attributes: { core } })),
    );
    await telemetry?.flush();
    cores = [110];
    await telemetry?.flush();
    expect(values(captured.points("cpu"))).toEqual([[{ core: 0n }, 10]]);
    cores = [110, 205];
    await telemetry?.flush();
    expect(values(captured.points("cpu"))).toEqual([
      [{ core: 0n }, 0],
      [{ core: 1n }, 5],
    ]);
    observation.stop();
  });
});

describe("start timestamps, cumulative", () => {
  test("synchronous: the first measurement of the series, the same in all collections", async () => {
    const captured = begin({});
    const orders = counter("orders");
    orders.add(1, { at: "first" });
    await telemetry?.flush();
    const [first] = captured.points("orders");
    orders.add(1, { at: "second" });
    await telemetry?.flush();
    const [again, second] = captured.points("orders");
    expect(again?.["startTimeUnixNano"]).toBe(first?.["startTimeUnixNano"]);
    expect(BigInt(second?.["startTimeUnixNano"])).toBeGreaterThan(BigInt(first?.["timeUnixNano"]));
    expect(BigInt(second?.["startTimeUnixNano"])).toBeLessThanOrEqual(BigInt(second?.["timeUnixNano"]));
  });

  test("asynchronous: the creation of the instrument, for later series the collection before", async () => {
    const captured = begin({});
    let sets = [{ value: 1, attributes: { at: "first" } }];
    const observation = counter("seen", {}, () => sets);
    await telemetry?.flush();
    const [first] = captured.points("seen");
    expect(BigInt(first?.["startTimeUnixNano"])).toBeLessThan(BigInt(first?.["timeUnixNano"]));
    sets = [...sets, { value: 1, attributes: { at: "second" } }];
    await telemetry?.flush();
    const [again, second] = captured.points("seen");
    expect(again?.["startTimeUnixNano"]).toBe(first?.["startTimeUnixNano"]);
    expect(second?.["startTimeUnixNano"]).toBe(first?.["timeUnixNano"]);
    observation.stop();
  });
});

test("points follow a clock that is set, without spans or records, and begin no later than they end", async () => {
  const captured = begin({});
  const orders = counter("orders");
  const real = Date.now();
  const moments: number[] = [];
  onTestFinished(() => {
    vi.restoreAllMocks();
    reanchor();
  });
  for (const shiftMs of [0, 3_600_000, -3_600_000]) {
    vi.spyOn(Date, "now").mockImplementation(() => real + shiftMs);
    orders.add(1);
    await telemetry?.flush();
    const [point] = captured.points("orders");
    moments.push(Math.round((Number(BigInt(point?.["timeUnixNano"]) / 1_000_000n) - real) / 3_600_000));
    expect(BigInt(point?.["startTimeUnixNano"])).toBeLessThanOrEqual(BigInt(point?.["timeUnixNano"]));
  }
  expect(moments).toEqual([0, 1, -1]);
});

test("exporters that want different things get them at the same time, from the same measurements", async () => {
  const cumulative = capture();
  const delta = capture({ temporality: "delta" });
  const exponential = capture({ histograms: "exponential" });
  telemetry = start({ exporters: [cumulative, delta, exponential], handleExit: false });
  const orders = counter("orders");
  const bound = orders.with({ plan: "pro" });
  const sizes = histogram("sizes", { buckets: [1] });
  let asked = 0;
  const observation = counter("asked", {}, () => ++asked);
  for (let round = 1; round <= 3; round++) {
    orders.add(1);
    bound.add(10);
    sizes.record(round);
    await telemetry.flush();
    expect(values(cumulative.points("orders"))).toEqual([
      [{}, round],
      [{ plan: "pro" }, round * 10],
    ]);
    expect(values(delta.points("orders"))).toEqual([
      [{}, 1],
      [{ plan: "pro" }, 10],
    ]);
    expect(exponential.points("sizes")[0]).toMatchObject({ count: String(round) });
    expect(exponential.metric("sizes")).toHaveProperty("exponentialHistogram");
    expect(cumulative.metric("sizes")).toHaveProperty("histogram");
    // each reader asks for itself
    expect(asked).toBe(round * 3);
  }
  observation.stop();
});
