// Specification: metrics/sdk, Instruments, Duplicate instrument registration, Cardinality limits; metrics/api, Instrument name
// syntax. What leaves is read by the official messages.
import { diag, DiagLogLevel, metrics, ValueType } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  counter,
  gauge,
  histogram,
  observable,
  observeTogether,
  type Telltale,
  upDownCounter,
} from "../../src/index.ts";
import { attributesOf } from "../engine/receiver.ts";
import { type Captured, dataOf, startCaptured, values } from "./capture.ts";

let telemetry: Telltale;
let captured: Captured;
let warnings: string[];
const ignore = (): void => {};

beforeEach(() => {
  warnings = [];
  diag.setLogger(
    { warn: (text) => void warnings.push(text), error: ignore, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true },
  );
  ({ telemetry, captured } = startCaptured());
});
afterEach(async () => {
  await telemetry.stop();
  diag.disable();
});

describe("all instruments", () => {
  test("our own calls, recorded and observed, with their kind and their scope", async () => {
    counter("c").add(1);
    upDownCounter("u").add(-1);
    gauge("g").set(3);
    histogram("h").record(4);
    const observations = [
      counter("oc", {}, () => 5),
      upDownCounter("ou", {}, async () => -6),
      gauge("og", {}, () => [
        { value: 7, attributes: { a: 1 } },
        { value: 8, attributes: { a: 2 } },
      ]),
    ];
    await telemetry.flush();
    const form = (name: string): unknown[] => {
      const metric = captured.metric(name);
      const data = dataOf(metric);
      const [point] = data?.["dataPoints"] ?? [];
      const kind = ["sum", "gauge", "histogram", "exponentialHistogram"].find((one) => one in metric);
      return [kind, data?.["isMonotonic"] ?? false, point.asDouble ?? point.sum, metric["scope"].name];
    };
    expect(["c", "u", "g", "h", "oc", "ou", "og"].map(form)).toEqual([
      ["sum", true, 1, "telltale"],
      ["sum", false, -1, "telltale"],
      ["gauge", false, 3, "telltale"],
      ["exponentialHistogram", false, 4, "telltale"],
      ["sum", true, 5, "telltale"],
      ["sum", false, -6, "telltale"],
      ["gauge", false, 7, "telltale"],
    ]);
    expect(values(captured.points("og"))).toEqual([
      [{ a: 1n }, 7],
      [{ a: 2n }, 8],
    ]);
    for (const one of observations) one.stop();
  });

  test("one callback for several instruments", async () => {
    const used = observable("gauge", "pool.used");
    const taken = observable("counter", "pool.taken", { unit: "{connection}" });
    const observation = observeTogether((observe) => {
      observe(used, 3, { pool: "a" });
      observe(taken, 9);
    });
    await telemetry.flush();
    expect(values(captured.points("pool.used"))).toEqual([[{ pool: "a" }, 3]]);
    expect(captured.metric("pool.taken")["sum"]).toMatchObject({ isMonotonic: true });
    observation.stop();
    captured.clear();
    await telemetry.flush();
    expect(captured.collections()).toBe(0);
  });

  test("whole numbers leave as integers, with what was left of the point cut off", async () => {
    const meter = metrics.getMeter("m");
    const whole = meter.createCounter("whole", { valueType: ValueType.INT });
    whole.add(2.9);
    whole.add(2 ** 40);
    meter.createUpDownCounter("below", { valueType: ValueType.INT }).add(-5);
    meter.createGauge("huge", { valueType: ValueType.INT }).record(1e300);
    meter.createCounter("double").add(2);
    await telemetry.flush();
    expect(captured.points("whole")[0]?.["asInt"]).toBe(String(2 ** 40 + 2));
    expect(captured.points("below")[0]?.["asInt"]).toBe("-5");
    expect(captured.points("huge")[0]?.["asInt"]).toBe(String(2n ** 63n - 1n));
    expect(captured.points("double")[0]?.["asDouble"]).toBe(2);
  });

  const odd = [Number.NaN, Infinity, -Infinity];

  test.each([...odd, "1" as never, undefined as never, 1n as never])(
    "%s adds to nothing: counted, and left out",
    async (value) => {
      const before = telemetry.stats().reports["measurement_invalid"] ?? 0;
      const calls = [
        () => counter("c").add(value),
        () => histogram("h").record(value),
        () => histogram("h").with({}).record(value),
        () => metrics.getMeter("m").createUpDownCounter("u").add(value),
        () => metrics.getMeter("m").createGauge("whole", { valueType: ValueType.INT }).record(value),
      ];
      for (const call of calls) call();
      const observation = counter("o", {}, () => [{ value }]);
      await telemetry.flush();
      observation.stop();
      expect(captured.last()).toEqual([]);
      expect(telemetry.stats().reports["measurement_invalid"]).toBe(before + calls.length + 1);
    },
  );

  test.each(["1" as never, undefined as never, 1n as never])(
    "%s is not a value of a gauge",
    async (value) => {
      gauge("g").set(value);
      const observation = gauge("o", {}, () => [{ value }]);
      await telemetry.flush();
      observation.stop();
      expect(captured.last()).toEqual([]);
    },
  );

  test("a callback that returns no numbers fails nothing: each is counted, and left out", async () => {
    const before = telemetry.stats().reports;
    const results = [null, "12", true, {}, 1n, [null], ["1"], [5], [{ value: null }]];
    const observations = results.map((result, index) => gauge(`o${index}`, {}, () => result as never));
    observations.push(
      gauge("some", {}, () => [null, { value: 3 }] as never),
      gauge("none", {}, () => undefined as never),
    );
    await telemetry.flush();
    for (const observation of observations) observation.stop();
    expect(captured.last().map(({ name }) => name)).toEqual(["some"]);
    expect(values(captured.points("some"))).toEqual([[{}, 3]]);
    const after = telemetry.stats().reports;
    expect(after["measurement_invalid"]).toBe((before["measurement_invalid"] ?? 0) + results.length + 1);
    expect(after["observer_failed"]).toBe(before["observer_failed"]);
  });

  test.each(odd)("a gauge that is %s is sent as such", async (value) => {
    const before = telemetry.stats().reports["measurement_invalid"] ?? 0;
    gauge("g").set(1);
    gauge("g").set(value);
    gauge("g").with({ a: 1 }).set(value);
    metrics.getMeter("m").createGauge("api").record(value);
    const observation = gauge("o", {}, () => [{ value }]);
    await telemetry.flush();
    observation.stop();
    expect(values(captured.points("g"))).toEqual([
      [{}, value],
      [{ a: 1n }, value],
    ]);
    for (const name of ["api", "o"]) expect(values(captured.points(name))).toEqual([[{}, value]]);
    expect(telemetry.stats().reports["measurement_invalid"] ?? 0).toBe(before);
    gauge("g").set(2);
    await telemetry.flush();
    expect(values(captured.points("g"))[0]).toEqual([{}, 2]);
  });

  test("a gauge that a view adds up or puts into buckets takes finite values only", async () => {
    await telemetry.stop();
    const before = telemetry.stats().reports["measurement_invalid"] ?? 0;
    ({ telemetry, captured } = startCaptured({
      views: [
        { instrumentName: "summed", aggregation: "sum" },
        { instrumentName: "bucketed", aggregation: { type: "histogram", bounds: [1] } },
        { instrumentName: "both" },
        { instrumentName: "both", name: "both.summed", aggregation: "sum" },
      ],
    }));
    for (const value of [1, ...odd, 2]) for (const name of ["summed", "bucketed"]) gauge(name).set(value);
    for (const value of [1, 2, Number.NaN]) gauge("both").set(value);
    await telemetry.flush();
    expect(values(captured.points("summed"))).toEqual([[{}, 3]]);
    expect(captured.points("bucketed")[0]).toMatchObject({ count: "2", max: 2, bucketCounts: ["1", "1"] });
    expect(values(captured.points("both"))).toEqual([[{}, Number.NaN]]);
    expect(values(captured.points("both.summed"))).toEqual([[{}, 3]]);
    expect(telemetry.stats().reports["measurement_invalid"]).toBe(before + 6);
  });

  test("meters are told apart by name, version, schema and attributes", async () => {
    const scopes = [
      ["a", "1", {}],
      ["a", "2", {}],
      ["a", "1", { schemaUrl: "https://example.com/1" }],
      ["a", "1", { attributes: { part: "x" } }],
      ["a", "1", { attributes: { part: "x" } }],
    ] as const;
    for (const [name, version, options] of scopes)
      metrics
        .getMeter(name, version, options as never)
        .createCounter("c")
        .add(1);
    await telemetry.flush();
    expect(
      captured
        .last()
        .map((metric) => [
          metric["scope"].version,
          metric["schemaUrl"] || undefined,
          attributesOf(metric["scope"]),
          dataOf(metric)?.["dataPoints"][0].asDouble,
        ]),
    ).toEqual([
      ["1", undefined, {}, 1],
      ["2", undefined, {}, 1],
      ["1", "https://example.com/1", {}, 1],
      ["1", undefined, { part: "x" }, 2],
    ]);
  });
});

describe("duplicate instrument registration", () => {
  test("identical: the same instrument, no warning", async () => {
    const meter = metrics.getMeter("same");
    for (let i = 0; i < 3; i++) meter.createCounter("c", { unit: "1", description: "d" }).add(1);
    await telemetry.flush();
    expect(values(captured.points("c"))).toEqual([[{}, 3]]);
    expect(warnings).toEqual([]);
  });

  const conflicts = [
    [
      "kind",
      { kind: "createUpDownCounter" },
      /`n-kind` of the meter `m-kind` is made again as upDownCounter, first as counter; rename one by a view/,
    ],
    ["unit", { unit: "s" }, /with unit "s", first "1"; rename one by a view with .*instrumentUnit: "s"/],
  ] as const;
  test.each(conflicts)(
    "another %s: both leave, and a warning says how to part them",
    async (name, change, warning) => {
      const meter = metrics.getMeter(`m-${name}`);
      const { kind = "createCounter", unit = "1" } = change as {
        kind?: "createUpDownCounter";
        unit?: string;
      };
      meter.createCounter(`n-${name}`, { unit: "1" }).add(1);
      meter[kind](`n-${name}`, { unit }).add(1);
      await telemetry.flush();
      expect(captured.last().map((metric) => metric["name"])).toEqual([`n-${name}`, `n-${name}`]);
      expect(warnings).toEqual([expect.stringMatching(warning)]);
    },
  );

  test("another description: one metric with the longer one, and a warning", async () => {
    const meter = metrics.getMeter("described");
    meter.createCounter("n", { description: "short" }).add(1);
    meter.createCounter("n", { description: "a longer one" }).add(1);
    await telemetry.flush();
    expect(values(captured.points("n"))).toEqual([[{}, 2]]);
    expect(captured.metric("n")["description"]).toBe("a longer one");
    expect(warnings).toEqual([expect.stringMatching(/another description/)]);
  });

  test("another case: the first-seen name, and a warning", async () => {
    const meter = metrics.getMeter("cases");
    meter.createCounter("requestCount").add(1);
    meter.createCounter("RequestCount").add(1);
    await telemetry.flush();
    expect(captured.last().map((metric) => metric["name"])).toEqual(["requestCount"]);
    expect(values(captured.points("requestCount"))).toEqual([[{}, 2]]);
    expect(warnings).toEqual([expect.stringMatching(/another case than `requestCount`/)]);
  });

  test("other advice: the first is used, and a warning", async () => {
    const meter = metrics.getMeter("advice");
    meter.createHistogram("h", { advice: { explicitBucketBoundaries: [1] } }).record(1);
    meter.createHistogram("h", { advice: { explicitBucketBoundaries: [2] } }).record(1);
    await telemetry.flush();
    expect(captured.points("h")[0]?.["explicitBounds"]).toEqual([1]);
    expect(warnings).toEqual([expect.stringMatching(/other advice; the first is used/)]);
  });
});

describe("instrument name syntax", () => {
  test.each(["a", "A1_.-/z", `a${"b".repeat(254)}`])("%s is one", (name) => {
    metrics.getMeter("names").createCounter(name);
    expect(warnings).toEqual([]);
  });

  test.each(["1a", "_a", "ä", "a b", `a${"b".repeat(255)}`])(
    "%s is invalid: warns, and works",
    async (name) => {
      metrics.getMeter("names").createCounter(name).add(1);
      await telemetry.flush();
      expect(captured.points(name)).toHaveLength(1);
      expect(warnings).toEqual([expect.stringContaining("is not a name for an instrument")]);
    },
  );

  test("no name at all: a warning, and an instrument that does nothing", async () => {
    metrics.getMeter("names").createCounter("").add(1);
    metrics
      .getMeter("names")
      .createObservableGauge(undefined as never)
      .addCallback((result) => result.observe(1));
    await telemetry.flush();
    expect(captured.last()).toEqual([]);
    expect(warnings).toHaveLength(2);
  });
});

describe("cardinality limits", () => {
  test("2000 by default, with the overflow series; no count is lost; the attribute that grows is named", async () => {
    const orders = counter("grows");
    for (let i = 0; i < 5000; i++) orders.add(1, { plan: i % 3, user: `u${i}` });
    await telemetry.flush();
    const points = captured.points("grows");
    expect(points).toHaveLength(2000);
    expect(points.reduce((sum, point) => sum + point["asDouble"], 0)).toBe(5000);
    expect(attributesOf(points.at(-1))).toEqual({ "otel.metric.overflow": true });
    expect(warnings).toEqual([
      expect.stringContaining("`user` of `grows` has about"),
      expect.stringContaining("grows has reached 2000 series: `user` has 1999 values"),
    ]);
  });

  test("observed sums fall into the overflow series together, at each collection anew", async () => {
    await telemetry.stop();
    ({ telemetry, captured } = startCaptured({ limits: { cardinality: 3 } }));
    const observation = counter("o", {}, () =>
      [1, 2, 3, 4].map((value) => ({ value, attributes: { id: value } })),
    );
    for (let round = 0; round < 2; round++) {
      await telemetry.flush();
      expect(values(captured.points("o"))).toEqual([
        [{ id: 1n }, 1],
        [{ id: 2n }, 2],
        [{ "otel.metric.overflow": true }, 7],
      ]);
    }
    observation.stop();
  });

  test("a limit of the instrument's kind is stronger than the one for all", async () => {
    await telemetry.stop();
    ({ telemetry, captured } = startCaptured({ limits: { cardinality: { default: 3, histogram: 2 } } }));
    const orders = counter("by.default");
    const costs = histogram("by.kind");
    for (const id of [1, 2, 3, 4]) {
      orders.add(1, { id });
      costs.record(1, { id });
    }
    await telemetry.flush();
    expect([captured.points("by.default").length, captured.points("by.kind").length]).toEqual([3, 2]);
  });

  test("a million sets cost bounded memory and lose no count", async () => {
    const before = process.memoryUsage().heapUsed;
    const orders = counter("million");
    for (let i = 0; i < 1_000_000; i++) orders.add(1, { id: i });
    await telemetry.flush();
    expect(captured.points("million").reduce((sum, point) => sum + point["asDouble"], 0)).toBe(1_000_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 << 20);
  });
});
