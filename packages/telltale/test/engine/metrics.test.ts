// Metrics as they leave: cumulative sums, gauges and both kinds of histogram, ours and those of the OpenTelemetry API.
import { metrics } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  counter,
  gauge,
  histogram,
  start,
  type Telltale,
  timer,
  upDownCounter,
  withContext,
} from "../../src/index.ts";
import { attributesOf, type Receiver, startReceiver } from "./receiver.ts";

const early = counter("early.count", { unit: "{thing}", description: "made before the start" });
const earlyBound = early.with({ bound: true });

let receiver: Receiver;
let telemetry: Telltale;

beforeEach(async () => {
  receiver = await startReceiver();
  telemetry = start({
    service: "metrics",
    endpoint: receiver.url,
    handleExit: false,
    limits: { cardinality: 4 },
  });
});

afterEach(async () => {
  await telemetry.stop();
  await receiver.close();
});

async function collected(name: string): Promise<Record<string, any>> {
  receiver.received.length = 0;
  await telemetry.flush();
  const found = receiver.metrics().filter((metric) => metric["name"] === name);
  expect(found).toHaveLength(1);
  return found[0] as Record<string, any>;
}

test("handles made before the start are live after it, bound ones too, and again after the next start", async () => {
  early.add(2);
  earlyBound.add(3);
  const metric = await collected("early.count");
  expect(metric).toMatchObject({ unit: "{thing}", description: "made before the start" });
  expect(metric["sum"]).toMatchObject({ aggregationTemporality: 2, isMonotonic: true });
  expect(metric["sum"]["dataPoints"].map((p: any) => [attributesOf(p), p.asDouble])).toEqual([
    [{}, 2],
    [{ bound: true }, 3],
  ]);
  await telemetry.stop();
  early.add(100);
  telemetry = start({ service: "metrics", endpoint: receiver.url, handleExit: false });
  earlyBound.add(1);
  expect((await collected("early.count"))["sum"]["dataPoints"].map((p: any) => p.asDouble)).toEqual([1]);
});

test("sums go on from collection to collection, from one start time", async () => {
  const orders = counter("orders");
  orders.add(1);
  const first = (await collected("orders"))["sum"]["dataPoints"][0];
  orders.add(2);
  const second = (await collected("orders"))["sum"]["dataPoints"][0];
  expect([first.asDouble, second.asDouble]).toEqual([1, 3]);
  expect(second.startTimeUnixNano).toBe(first.startTimeUnixNano);
  expect(BigInt(second.timeUnixNano)).toBeGreaterThan(BigInt(first.timeUnixNano));
  expect(BigInt(first.timeUnixNano)).toBeGreaterThanOrEqual(BigInt(first.startTimeUnixNano));
});

test("one series per attribute set, whatever the order, the object or the kind of value", async () => {
  const c = counter("sets");
  c.add(1, { a: 1, b: "x" });
  c.add(1, { b: "x", a: 1 });
  c.add(1, { a: "1", b: "x" });
  c.add(1, { a: 1, b: "x", gone: undefined });
  c.add(1, { list: [1, 2] });
  c.add(1, { list: [1, 2] });
  const points = (await collected("sets"))["sum"]["dataPoints"];
  expect(points.map((p: any) => [attributesOf(p), p.asDouble])).toEqual([
    [{ a: 1n, b: "x" }, 3],
    [{ a: "1", b: "x" }, 1],
    [{ list: [1n, 2n] }, 2],
  ]);
});

test("series up to the limit stand alone, the rest goes to the overflow series and loses no count", async () => {
  const c = counter("many");
  for (let i = 0; i < 1000; i++) c.add(1, { id: i });
  for (let i = 0; i < 1000; i++) c.add(1, { id: i });
  const points = (await collected("many"))["sum"]["dataPoints"];
  expect(points.map((p: any) => [attributesOf(p), p.asDouble])).toEqual([
    [{ id: 0n }, 2],
    [{ id: 1n }, 2],
    [{ id: 2n }, 2],
    [{ "otel.metric.overflow": true }, 1994],
  ]);
});

test("an up-down counter may fall and is not monotonic", async () => {
  const c = upDownCounter("open");
  c.add(5);
  c.add(-7);
  const metric = await collected("open");
  expect(metric["sum"].isMonotonic ?? false).toBe(false);
  expect(metric["sum"]["dataPoints"][0].asDouble).toBe(-2);
});

test("what cannot be measured is left out and counted", async () => {
  const before = telemetry.stats().reports["measurement_invalid"] ?? 0;
  const c = counter("valid");
  const bound = c.with({});
  for (const value of [-1, NaN, Infinity, "5" as never]) {
    c.add(value);
    bound.add(value);
  }
  c.add(1);
  expect((await collected("valid"))["sum"]["dataPoints"][0].asDouble).toBe(1);
  expect(telemetry.stats().reports["measurement_invalid"]).toBe(before + 8);
});

test("a gauge keeps the last value, an observed one is asked at each collection", async () => {
  const stock = gauge("stock");
  stock.set(3, { p: 1 });
  stock.with({ p: 1 }).set(2);
  let size = 1;
  const observation = gauge("queue", { unit: "{job}" }, () => [{ value: size++, attributes: { q: "a" } }]);
  expect((await collected("stock"))["gauge"]["dataPoints"][0].asDouble).toBe(2);
  expect((await collected("queue"))["gauge"]["dataPoints"][0].asDouble).toBe(2);
  observation.stop();
  await telemetry.flush();
  expect(receiver.metrics().filter((metric) => metric["name"] === "queue")).toHaveLength(1);
});

test("an observer that throws or hangs does not keep the others from being sent", async () => {
  const failing = gauge("failing", {}, () => {
    throw new Error("no");
  });
  const fine = gauge("fine", {}, async () => 7);
  expect((await collected("fine"))["gauge"]["dataPoints"][0].asDouble).toBe(7);
  failing.stop();
  fine.stop();
  expect(telemetry.stats().reports["observer_failed"]).toBeGreaterThan(0);
});

test("buckets: a value equal to a bound belongs below it", async () => {
  const h = histogram("sizes", { buckets: [1, 10], unit: "By" });
  for (const value of [0, 1, 1.5, 10, 11]) h.record(value);
  const point = (await collected("sizes"))["histogram"]["dataPoints"][0];
  expect(point.bucketCounts).toEqual(["2", "2", "1"]);
  expect(point.explicitBounds).toEqual([1, 10]);
  expect([point.count, point.sum, point.min, point.max]).toEqual(["5", 23.5, 0, 11]);
});

test("unit `s` takes the conventions' bounds, a timer measures in seconds", async () => {
  const t = timer("took");
  expect(await t.time(async () => "result", { ok: true })).toBe("result");
  expect(() =>
    t.time(() => {
      throw new Error("x");
    }),
  ).toThrow("x");
  const stop = t.start();
  expect(stop()).toBeGreaterThanOrEqual(0);
  t.record(0.42, { ok: true });
  const metric = await collected("took");
  expect(metric["unit"]).toBe("s");
  const points = metric["histogram"]["dataPoints"] as Record<string, any>[];
  expect(points[0]?.["explicitBounds"]).toEqual([
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ]);
  // timed with success, timed with failure, by the stopwatch, recorded: each by attributes of its own
  expect(points.map(({ count }) => count)).toEqual(["1", "1", "1", "1"]);
  expect(Math.max(...points.map(({ max }) => max))).toBe(0.42);
});

test("other histograms are exponential and hold every value within their relative error", async () => {
  const h = histogram("cart.value", { unit: "EUR" });
  const values = [0, 0.01, 1, 2, 3, 99.9, 1e6];
  for (const value of values) h.record(value);
  const point = (await collected("cart.value"))["exponentialHistogram"]["dataPoints"][0];
  expect(point.zeroCount).toBe("1");
  expect(point.count).toBe("7");
  const base = 2 ** (2 ** -point.scale);
  const counts = new Map<number, number>();
  point.positive.bucketCounts.forEach((count: string, at: number) => {
    if (count !== "0") counts.set(point.positive.offset + at, Number(count));
  });
  expect([...counts.values()].reduce((sum, count) => sum + count, 0)).toBe(6);
  for (const value of values.slice(1)) {
    const holding = [...counts.keys()].some(
      (i) => base ** i < value * 1.000001 && value <= base ** (i + 1) * 1.000001,
    );
    expect(holding).toBe(true);
  }
});

test("context attributes are on metrics only where they are asked for", async () => {
  const c = counter("tenants");
  const bound = c.with({ k: 1 });
  withContext({ "tenant.id": "t1", "user.id": "u1" }, () => {
    c.add(1);
    bound.add(1);
  });
  withContext(
    { "tenant.id": "t2", "user.id": "u2" },
    () => {
      c.add(1);
      bound.add(1);
    },
    { metrics: ["tenant.id"] },
  );
  const points = (await collected("tenants"))["sum"]["dataPoints"];
  expect(points.map((p: any) => attributesOf(p))).toEqual([
    {},
    { k: 1n },
    { "tenant.id": "t2" },
    { "otel.metric.overflow": true },
  ]);
});

function removed(): never {
  throw new Error("was removed");
}

test("all instruments of the OpenTelemetry API arrive under their own scope", async () => {
  const meter = metrics.getMeter("theirs", "2.0.0");
  meter.createCounter("their.counter", { unit: "1", description: "d" }).add(1, { a: 1 });
  meter.createUpDownCounter("their.updown").add(-1);
  meter.createGauge("their.gauge").record(5);
  meter.createHistogram("their.histogram").record(7);
  meter.createHistogram("their.advised", { advice: { explicitBucketBoundaries: [5] } }).record(7);
  meter.createObservableCounter("their.observed").addCallback((result) => result.observe(9, { o: 1 }));
  meter
    .createObservableUpDownCounter("their.observed.updown")
    .addCallback(async (result) => result.observe(-9));
  const a = meter.createObservableGauge("their.batch.a");
  const b = meter.createObservableGauge("their.batch.b");
  a.addCallback(removed);
  a.removeCallback(removed);
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(a, 1);
      result.observe(b, 2);
    },
    [a, b],
  );
  await telemetry.flush();
  await telemetry.flush();
  const last = receiver.received.filter((one) => one.path === "/v1/metrics").at(-1)?.message;
  const scope = last?.["resourceMetrics"][0]["scopeMetrics"].find((one: any) => one.scope.name === "theirs");
  expect(scope.scope.version).toBe("2.0.0");
  const value = (name: string): unknown => {
    const metric = scope.metrics.find((one: any) => one.name === name);
    const data = metric.sum ?? metric.gauge ?? metric.histogram;
    const point = data.dataPoints[0];
    return point.asDouble ?? point.bucketCounts;
  };
  expect(value("their.counter")).toBe(1);
  expect(value("their.updown")).toBe(-1);
  expect(value("their.gauge")).toBe(5);
  expect(value("their.advised")).toEqual(["0", "1"]);
  expect(value("their.histogram")).toHaveLength(16);
  expect(value("their.observed")).toBe(9);
  expect(value("their.observed.updown")).toBe(-9);
  expect(value("their.batch.a")).toBe(1);
  expect(value("their.batch.b")).toBe(2);
});
