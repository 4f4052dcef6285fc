// Specification: metrics/sdk, View. Named after its clauses; what leaves is read by the official messages.
import { metrics } from "@opentelemetry/api";
import {
  AggregationType,
  createAllowListAttributesProcessor,
  createDenyListAttributesProcessor,
  InstrumentType,
} from "@opentelemetry/sdk-metrics";
import { afterEach, describe, expect, test } from "vitest";
import { counter, gauge, histogram, start, type Telltale, upDownCounter } from "../../src/index.ts";
import type { View } from "../../src/metrics/index.ts";
import { type Captured, dataOf, startCaptured, values } from "./capture.ts";

let telemetry: Telltale | undefined;
let captured: Captured;

function begin(...views: View[]): void {
  ({ telemetry, captured } = startCaptured({ views }));
}

async function collect(): Promise<string[]> {
  await telemetry?.flush();
  return captured.last().map((metric) => metric["name"]);
}

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
});

describe("instrument selection criteria", () => {
  const all = ["http.requests", "http.duration", "db.size", "http.other"];
  const cases: readonly (readonly [string, View, readonly string[]])[] = [
    ["name, exactly", { instrumentName: "http.requests" }, ["http.requests"]],
    ["name, in any case", { instrumentName: "HTTP.requests" }, ["http.requests"]],
    [
      "name, * for any characters",
      { instrumentName: "http.*" },
      ["http.requests", "http.duration", "http.other"],
    ],
    ["name, ? for one character", { instrumentName: "db.siz?" }, ["db.size"]],
    ["name, a dot is a dot", { instrumentName: "dbxsize" }, []],
    ["name, all", { instrumentName: "*" }, all],
    ["type", { instrumentType: "counter" }, ["http.requests", "http.other"]],
    ["type, in the stock SDK's words", { instrumentType: InstrumentType.HISTOGRAM }, ["http.duration"]],
    ["unit", { instrumentUnit: "By" }, ["db.size"]],
    ["meter name", { meterName: "other" }, ["http.other"]],
    ["meter version", { meterVersion: "2.0" }, ["http.other"]],
    ["meter schema", { meterSchemaUrl: "https://example.com/2" }, ["http.other"]],
    [
      "criteria are additive",
      { instrumentName: "http.*", instrumentType: "counter", meterName: "other" },
      ["http.other"],
    ],
    ["no criteria: all", {}, all],
  ];
  test.each(cases)("%s", async (_name, view, dropped) => {
    begin({ ...view, aggregation: "drop" });
    record();
    expect(await collect()).toEqual(all.filter((name) => !dropped.includes(name)));
  });
});

describe("stream configuration", () => {
  test("name and description", async () => {
    begin({ instrumentName: "orders", name: "shop.orders", description: "all of them" });
    counter("orders", { description: "mine" }).add(1);
    expect(await collect()).toEqual(["shop.orders"]);
    expect(captured.metric("shop.orders")["description"]).toBe("all of them");
  });

  test("attribute_keys, allow list: the others are ignored and their counts added up", async () => {
    begin({ instrumentName: "orders", attributes: { include: ["plan"] } });
    const orders = counter("orders");
    for (let i = 0; i < 10; i++) orders.add(1, { plan: "pro", id: i });
    orders.with({ plan: "pro", id: "bound" }).add(1);
    orders.add(1, { id: 1 });
    await collect();
    expect(values(captured.points("orders"))).toEqual([
      [{ plan: "pro" }, 11],
      [{}, 1],
    ]);
  });

  test("attribute_keys, exclude list with wildcards, which wins over the allow list", async () => {
    begin({ instrumentName: "orders", attributes: { include: ["a*"], exclude: ["a?c"] } });
    counter("orders").add(1, { a: 1, abc: 2, abcd: 3, b: 4 });
    await collect();
    expect(values(captured.points("orders"))).toEqual([[{ a: 1n, abcd: 3n }, 1]]);
  });

  test("attribute processors of the stock SDK", async () => {
    begin(
      { instrumentName: "allow", attributesProcessors: [createAllowListAttributesProcessor(["a"])] },
      { instrumentName: "deny", attributesProcessors: [createDenyListAttributesProcessor(["a"])] },
    );
    counter("allow").add(1, { a: 1, b: 2 });
    counter("deny").add(1, { a: 1, b: 2 });
    await collect();
    expect(values(captured.points("allow"))).toEqual([[{ a: 1n }, 1]]);
    expect(values(captured.points("deny"))).toEqual([[{ b: 2n }, 1]]);
  });

  test("an attribute processor that throws is counted, and does not reach the application", async () => {
    begin({ instrumentName: "broken", attributesProcessors: [{ process: broken }] });
    const before = telemetry?.stats().reports["measurement_failed"] ?? 0;
    counter("broken").add(1, { a: 1 });
    counter("broken").with({ a: 1 }).add(1);
    counter("fine").add(1);
    expect(await collect()).toEqual(["fine"]);
    expect(telemetry?.stats().reports["measurement_failed"]).toBe(before + 2);
  });

  const aggregations: readonly (readonly [string, View["aggregation"], string])[] = [
    ["sum", "sum", "sum"],
    ["lastValue", "lastValue", "gauge"],
    ["histogram", "histogram", "histogram"],
    ["exponentialHistogram", "exponentialHistogram", "exponentialHistogram"],
    ["default", "default", "sum"],
    ["the stock SDK's sum", { type: AggregationType.SUM }, "sum"],
    ["the stock SDK's last value", { type: AggregationType.LAST_VALUE }, "gauge"],
    [
      "the stock SDK's histogram",
      { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [1, 2] } },
      "histogram",
    ],
    [
      "the stock SDK's exponential histogram",
      { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 10 } },
      "exponentialHistogram",
    ],
  ];
  test.each(aggregations)("aggregation: %s", async (_name, aggregation, form) => {
    begin({ instrumentName: "orders", aggregation });
    counter("orders").add(1);
    counter("orders").add(2);
    await collect();
    const metric = captured.metric("orders");
    expect(Object.keys(metric)).toContain(form);
    const [point] = dataOf(metric)?.["dataPoints"] ?? [];
    expect(point.asDouble ?? point.sum).toBe(form === "gauge" ? 2 : 3);
  });

  test("explicit buckets: bounds and no extremes", async () => {
    begin({
      instrumentName: "sizes",
      aggregation: { type: "histogram", bounds: [10, 20], recordMinMax: false },
    });
    const sizes = histogram("sizes", { buckets: [1] });
    for (const value of [10, 10.5, 21]) sizes.record(value);
    await collect();
    const [point] = captured.points("sizes");
    expect(point).toMatchObject({ explicitBounds: [10, 20], bucketCounts: ["1", "1", "1"], sum: 41.5 });
    expect(point).not.toHaveProperty("min");
    expect(point).not.toHaveProperty("max");
  });

  test("a histogram of values that may be negative has no sum (data model: Histogram)", async () => {
    begin({ aggregation: "histogram" });
    const open = upDownCounter("open");
    open.add(-3);
    open.add(7);
    await collect();
    const [point] = captured.points("open");
    expect(point).toMatchObject({ count: "2", min: -3, max: 7 });
    expect(point).not.toHaveProperty("sum");
  });

  test("exponential buckets: size, scale and zero threshold", async () => {
    begin({ aggregation: { type: "exponentialHistogram", maxSize: 4, maxScale: 3, zeroThreshold: 0.1 } });
    const sizes = histogram("sizes");
    for (const value of [0.05, 1, 2]) sizes.record(value);
    await collect();
    const [point] = captured.points("sizes");
    expect(point).toMatchObject({ zeroCount: "1", zeroThreshold: 0.1, count: "3", scale: 1 });
    expect(point?.["positive"].bucketCounts.map(Number)).toEqual([1, 0, 1]);
  });

  test("aggregation_cardinality_limit goes before the reader's", async () => {
    begin({ instrumentName: "orders", aggregationCardinalityLimit: 2 });
    for (let i = 0; i < 5; i++) counter("orders").add(1, { i });
    await collect();
    expect(values(captured.points("orders"))).toEqual([
      [{ i: 0n }, 1],
      [{ "otel.metric.overflow": true }, 4],
    ]);
  });
});

describe("measurement processing", () => {
  test("every view that matches gives a stream", async () => {
    begin(
      { instrumentName: "orders", name: "orders.by.plan", attributes: { include: ["plan"] } },
      { instrumentName: "orders", name: "orders.all", attributes: { include: [] } },
    );
    counter("orders").add(1, { plan: "pro" });
    counter("orders").add(1, { plan: "free" });
    expect(await collect()).toEqual(["orders.by.plan", "orders.all"]);
    expect(values(captured.points("orders.all"))).toEqual([[{}, 2]]);
    expect(captured.points("orders.by.plan")).toHaveLength(2);
  });

  test("no view matches: the default aggregation", async () => {
    begin({ instrumentName: "other", aggregation: "drop" });
    counter("orders").add(1);
    expect(await collect()).toEqual(["orders"]);
  });

  test("advice: attributes, where no view says otherwise", async () => {
    begin({ instrumentName: "free", attributes: { exclude: ["a"] } });
    const meter = metrics.getMeter("advised");
    const advice = { attributes: ["a"] } as object;
    meter.createCounter("advised", { advice }).add(1, { a: 1, b: 2 });
    meter.createCounter("free", { advice }).add(1, { a: 1, b: 2 });
    await collect();
    expect(values(captured.points("advised"))).toEqual([[{ a: 1n }, 1]]);
    expect(values(captured.points("free"))).toEqual([[{ b: 2n }, 1]]);
  });

  test("advice: bucket boundaries, unless a view gives others", async () => {
    begin({ instrumentName: "viewed", aggregation: { type: "histogram", bounds: [5] } });
    const meter = metrics.getMeter("advised");
    const advice = { explicitBucketBoundaries: [1, 2] };
    meter.createHistogram("advised", { advice }).record(1);
    meter.createHistogram("viewed", { advice }).record(1);
    meter.createHistogram("wrong", { advice: { explicitBucketBoundaries: [2, 1] } }).record(1);
    await collect();
    expect(captured.points("advised")[0]?.["explicitBounds"]).toEqual([1, 2]);
    expect(captured.points("viewed")[0]?.["explicitBounds"]).toEqual([5]);
    expect(captured.points("wrong")[0]?.["explicitBounds"]).toHaveLength(15);
  });
});

const wrong: readonly (readonly [string, unknown])[] = [
  ["a name for many", { instrumentName: "a*", name: "one" }],
  ["a name for all", { name: "one" }],
  ["an invalid name", { instrumentName: "a", name: "1 2" }],
  ["an unknown word", { instrument: "a" }],
  ["an unknown type", { instrumentType: "meter" }],
  ["an unknown aggregation", { aggregation: "average" }],
  ["bounds that fall", { aggregation: { type: "histogram", bounds: [2, 1] } }],
  ["too few buckets", { aggregation: { type: "exponentialHistogram", maxSize: 1 } }],
  ["a scale too fine", { aggregation: { type: "exponentialHistogram", maxScale: 21 } }],
  ["bounds in a misnamed field", { aggregation: { type: "histogram", boundaries: [1, 2] } }],
  ["options of the stock SDK that are null", { aggregation: { type: 4, options: null } }],
  ["a limit of none", { aggregationCardinalityLimit: 0 }],
  ["a name of an instrument that is a number", { instrumentName: 5 }],
  ["a unit that is a number", { instrumentUnit: 5 }],
  ["a description that is a list", { description: ["a"] }],
  ["attributes that are a number", { attributes: 5 }],
  ["attributes that are a list", { attributes: ["a"] }],
  ["attributes with a misnamed field", { attributes: { included: ["a"] } }],
  ["processors that are a number", { attributesProcessors: 5 }],
  ["a reservoir that is an object", { reservoir: {} }],
  ["a list", []],
  ["attributes that are not names", { attributes: { include: [1] } }],
  ["an invalid processor", { attributesProcessors: [{}] }],
  ["a number as the aggregation", { aggregation: 4 }],
  ["a type that is a symbol", { instrumentType: Symbol("counter") }],
  ["a type without a text", { instrumentType: Object.create(null) as unknown }],
  ["a type of an aggregation without a text", { aggregation: { type: Object.create(null) as unknown } }],
  ["a bound that is a symbol", { aggregation: { type: "histogram", bounds: [Symbol("1")] } }],
  ["a boundary that is a symbol", { aggregation: { type: 4, options: { boundaries: [Symbol("1")] } } }],
  [
    "a size without a text",
    { aggregation: { type: "exponentialHistogram", maxSize: Object.create(null) as unknown } },
  ],
  ["nothing", null],
];
test.each(wrong)("a view that cannot be meant is refused at the start: %s", (_name, view) => {
  expect(() => start({ service: "x", views: [view as View] })).toThrow(
    expect.objectContaining({ code: "TT_VIEW" }),
  );
});

test("an error names the option: the view by its position, and its field", () => {
  const views = [{ instrumentName: "a" }, { instrumentName: "b", aggregation: { type: "x" } }] as View[];
  expect(() => start({ service: "x", views })).toThrow(/^views\[1\]\.aggregation: Cannot aggregate by `x`/);
  const symbol = [{ instrumentType: Symbol("counter") }] as unknown as View[];
  expect(() => start({ service: "x", views: symbol })).toThrow(
    /^views\[0\]: Cannot select instruments of type `Symbol\(counter\)`: expected one of counter, /,
  );
  const untyped = [{ aggregation: {} }] as unknown as View[];
  expect(() => start({ service: "x", views: untyped })).toThrow(
    /^views\[0\]\.aggregation: Cannot aggregate by `undefined`: expected one of default, drop, /,
  );
  const odd = [{ name: 5, instrumentName: "a" }] as unknown as View[];
  expect(() => start({ service: "x", views: odd })).toThrow(
    /^Cannot use `5` as `views\[0\]\.name`: expected a text\./,
  );
  const list = [{ attributes: ["a"] }] as unknown as View[];
  expect(() => start({ service: "x", views: list })).toThrow(
    /^Cannot use `\["a"\]` as `views\[0\]\.attributes`: expected an object with include, exclude\. Correct the view/,
  );
});

function record(): void {
  counter("http.requests", { unit: "{request}" }).add(1);
  histogram("http.duration", { unit: "s" }).record(1);
  gauge("db.size", { unit: "By" }).set(1);
  metrics.getMeter("other", "2.0", { schemaUrl: "https://example.com/2" }).createCounter("http.other").add(1);
}

function broken(): never {
  throw new Error("no");
}
