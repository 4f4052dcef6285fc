// Metrics on the real engine: rates over restarts, quantiles of merged histograms, groups, exemplars; figures worked out by hand.
import type { MetricResult, MetricSparklines, MetricsResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RowSink } from "../../src/store/rows.ts";
import {
  at,
  attributes,
  distribution,
  hex,
  id,
  openApi,
  resource,
  sample,
  series,
  type TestApi,
} from "./harness.ts";

const minute = 60_000;
const counter = { type: 2, temporality: 2, monotonic: true };
const [host1, host2] = [resource("shop", { "host.name": "h1" }), resource("shop", { "host.name": "h2" })];

let api: TestApi;

function write(sink: RowSink): void {
  // Since long ago; 10 a minute; at minute -4 the process began anew and counted 3 and then 8.
  const orders = series("orders", {
    ...counter,
    resource: host1,
    attributes: attributes({ plan: "pro" }),
    unit: "{order}",
    description: "Orders taken",
  });
  for (let m = 10; m >= 5; m--)
    sink.sample(sample(orders, at(-m * minute), BigInt(1000 - 10 * m), { startNs: at(-1e9) }));
  sink.sample(sample(orders, at(-3.5 * minute), 3n, { startNs: at(-4 * minute) }));
  sink.sample(sample(orders, at(-2.5 * minute), 8n, { startNs: at(-4 * minute) }));
  // No start time is known; a fall is a reset. 5, 7, then 2 after a restart.
  const free = series("orders", { ...counter, resource: host2, attributes: attributes({ plan: "free" }) });
  for (const [m, value] of [
    [8.5, 5n],
    [7.5, 7n],
    [6.5, 2n],
  ] as const)
    sink.sample(sample(free, at(-m * minute), value));

  const delta = series("jobs", { type: 2, temporality: 1, monotonic: true });
  for (const [m, value] of [
    [2.5, 4],
    [2.4, 6],
    [1.5, 0.5],
  ] as const) {
    sink.sample(
      sample(delta, at(-m * minute), value, {
        exemplars: [
          {
            timeNs: at(-m * minute),
            value,
            traceId: id(`job ${value}`, 16),
            spanId: id("s", 8),
            attributes: new Map(),
          },
        ],
      }),
    );
  }
  for (const [name, host, values] of [
    ["h1", host1, [1, 3]],
    ["h2", host2, [10, 20]],
  ] as const) {
    const gauge = series("memory", {
      resource: host,
      attributes: attributes({ pool: name === "h1" ? "a" : "b" }),
    });
    sink.sample(sample(gauge, at(-2.6 * minute), values[0]));
    sink.sample(sample(gauge, at(-2.4 * minute), values[1]));
    sink.sample(sample(gauge, at(-1.4 * minute), NaN, { flags: 1 }));
    // not finite, and therefore no part of any step
    for (const [nth, value] of [NaN, Infinity, -Infinity].entries())
      sink.sample(sample(gauge, at((-2.5 + nth / 100) * minute), value));
  }
  const upDown = series("connections", { type: 2, temporality: 2 });
  sink.sample(sample(upDown, at(-2.6 * minute), 9));
  sink.sample(sample(upDown, at(-2.4 * minute), 4));

  // Cumulative, two series with the same bounds: in minute -3 they gained (1, 2, 1) and (0, 2, 0).
  const bounds = [10, 20];
  const [slow, fast] = ["slow", "fast"].map((route) =>
    series("latency", { type: 3, temporality: 2, attributes: attributes({ route }) }),
  );
  const since = { startNs: at(-1e9), bounds };
  sink.distribution(
    distribution(slow!, at(-3.5 * minute), { ...since, count: 10n, sum: 100, counts: [5n, 4n, 1n] }),
  );
  sink.distribution(
    distribution(slow!, at(-2.7 * minute), { ...since, count: 13n, sum: 150, counts: [6n, 5n, 2n] }),
  );
  sink.distribution(
    distribution(slow!, at(-2.5 * minute), { ...since, count: 14n, sum: 165, counts: [6n, 6n, 2n] }),
  );
  sink.distribution(
    distribution(fast!, at(-3.5 * minute), { ...since, count: 3n, sum: 9, counts: [3n, 0n, 0n] }),
  );
  sink.distribution(
    distribution(fast!, at(-2.5 * minute), { ...since, count: 5n, sum: 39, counts: [3n, 2n, 0n] }),
  );

  // Exponential, of different scales: 2 in (4, 8] and 1 zero; 2 in (4, 4·√2] and 2 in (4·√2, 8].
  const [coarse, fine] = ["coarse", "fine"].map((kind) =>
    series("size", { type: 4, temporality: 1, attributes: attributes({ kind }) }),
  );
  sink.distribution(
    distribution(coarse!, at(-2.5 * minute), {
      count: 3n,
      sum: 12,
      min: 0,
      max: 7,
      scale: 0,
      zeroCount: 1n,
      positiveOffset: 2,
      positiveCounts: [2n],
    }),
  );
  sink.distribution(
    distribution(fine!, at(-2.5 * minute), {
      count: 4n,
      sum: 24,
      min: 4.5,
      max: 7.5,
      scale: 1,
      positiveOffset: 4,
      positiveCounts: [2n, 2n],
    }),
  );
  const negative = series("balance", { type: 4, temporality: 1 });
  sink.distribution(
    distribution(negative, at(-2.5 * minute), {
      count: 2n,
      sum: -12,
      scale: 0,
      negativeOffset: 2,
      negativeCounts: [2n],
    }),
  );

  const summary = series("gc", { type: 5 });
  sink.distribution(
    distribution(summary, at(-3.5 * minute), {
      startNs: at(-1e9),
      count: 4n,
      sum: 8,
      bounds: [0.5, 0.99],
      quantileValues: [2, 9],
    }),
  );
  sink.distribution(
    distribution(summary, at(-2.5 * minute), {
      startNs: at(-1e9),
      count: 6n,
      sum: 18,
      bounds: [0.5, 0.99],
      quantileValues: [3, 11],
    }),
  );
}

beforeAll(async () => {
  // Everything twice: points of one moment and series are one.
  api = await openApi(write);
  await api.write(write);
});

afterAll(() => api.close());

/** Ten steps of a minute, from minute -10 on; those that were measured. */
async function steps(path: string): Promise<Record<string, readonly (number | null)[]>> {
  const result = await api.get<MetricResult>(
    `/api/metrics/${path}${path.includes("?") ? "&" : "?"}from=-10m&stepMs=${minute}`,
  );
  expect(result.times).toHaveLength(10);
  return Object.fromEntries(
    result.series.map(({ labels, values }) => [Object.values(labels).join(" "), values]),
  );
}
const none = null;

test("metrics are listed with what they are", async () => {
  const { metrics } = await api.get<MetricsResult>("/api/metrics?from=-10m");
  expect(metrics.map(({ name }) => name)).toEqual([
    "balance",
    "connections",
    "gc",
    "jobs",
    "latency",
    "memory",
    "orders",
    "size",
  ]);
  expect(metrics.find(({ name }) => name === "orders")).toEqual({
    name: "orders",
    type: "sum",
    unit: expect.any(String),
    description: expect.any(String),
    temporality: "cumulative",
    monotonic: true,
    services: ["shop"],
    seriesCount: 2,
    attributeKeys: ["plan"],
    lastSeen: "2026-11-20T14:45:30.000Z",
  });
  expect((await api.get<MetricsResult>("/api/metrics?from=-10m&search=ORD")).metrics).toHaveLength(1);
  expect((await api.get<MetricsResult>("/api/metrics?from=-10m&service=desk")).metrics).toEqual([]);
  expect((await api.get<MetricsResult>("/api/metrics?from=-1m")).metrics).toEqual([]);
});

test("sparklines show what the pages of the metrics show, without unknown ones", async () => {
  const names = ["orders", "nothing", "memory", "latency"];
  const query = names.map((name) => `name=${name}`).join("&");
  const { stepMs, times, metrics } = await api.get<MetricSparklines>(
    `/api/metric-sparklines?from=-10m&${query}`,
  );
  expect(stepMs).toBe(60_000);
  expect(metrics.map(({ name, aggregation }) => `${name} ${aggregation}`)).toEqual([
    "orders rate",
    "memory last",
    "latency p95",
  ]);
  for (const { name, values } of metrics) {
    const page = await api.get<MetricResult>(`/api/metrics/${name}?from=-10m&stepMs=60000`);
    expect([page.times, page.series[0]?.values]).toEqual([times, values]);
  }
  const other = await api.get<MetricSparklines>("/api/metric-sparklines?from=-10m&name=orders&service=desk");
  expect(new Set(other.metrics[0]?.values)).toEqual(new Set([null]));
});

describe("sums", () => {
  test("are rates over restarts, without counts from before the first point", async () => {
    expect(await steps("orders?groupBy=plan")).toEqual({
      // The first point has no one before it; then 10 a minute; then 3 and 5 of a new process.
      pro: [none, 10 / 60, 10 / 60, 10 / 60, 10 / 60, 10 / 60, 3 / 60, 5 / 60, none, none],
      free: [none, none, 2 / 60, 2 / 60, none, none, none, none, none, none],
    });
    expect(await steps("orders?aggregation=sum")).toEqual({
      "": [none, 10, 12, 12, 10, 10, 3, 5, none, none],
    });
    expect(await steps("orders?aggregation=count")).toEqual({ "": [1, 2, 2, 2, 1, 1, 1, 1, none, none] });
  });

  test("of deltas add up; the largest of a step has its trace", async () => {
    expect(await steps("jobs?aggregation=sum")).toEqual({
      "": [none, none, none, none, none, none, none, 10, 0.5, none],
    });
    expect(await steps("jobs?aggregation=max")).toEqual({
      "": [none, none, none, none, none, none, none, 6, 0.5, none],
    });
    const { exemplars, info } = await api.get<MetricResult>(`/api/metrics/jobs?from=-10m&stepMs=${minute}`);
    expect(exemplars).toEqual([
      { time: "2026-11-20T14:45:36.000Z", value: 6, traceId: hex("job 6", 16), spanId: hex("s", 8) },
      { time: "2026-11-20T14:46:30.000Z", value: 0.5, traceId: hex("job 0.5", 16), spanId: hex("s", 8) },
    ]);
    expect(info.temporality).toBe("delta");
  });

  test("that go up and down show their last value", async () => {
    expect(await steps("connections")).toEqual({
      "": [none, none, none, none, none, none, none, 4, none, none],
    });
    expect(await steps("connections?aggregation=rate")).toEqual({
      "": [none, none, none, none, none, none, none, -5 / 60, none, none],
    });
  });
});

describe("gauges", () => {
  test.each([
    ["memory", { "": 11.5 }],
    ["memory?aggregation=sum", { "": 23 }],
    ["memory?aggregation=average", { "": 8.5 }],
    ["memory?aggregation=min", { "": 1 }],
    ["memory?aggregation=max", { "": 20 }],
    ["memory?groupBy=host.name", { h2: 20, h1: 3 }],
    ["memory?groupBy=service.name&groupBy=pool", { "shop b": 20, "shop a": 3 }],
    ["memory?filter=pool=a", { "": 3 }],
    ["memory?filter=host.name!=h1", { "": 20 }],
    ["memory?filter=nope%20exists", {}],
    ["memory?service=desk", {}],
    ["memory?environment=staging", {}],
  ])("%s", async (path, expected) => {
    const found = Object.entries(await steps(path)).map(([labels, values]) => [labels, values[7]]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});

const seventh = async (path: string): Promise<number | null> =>
  Object.values(await steps(path))[0]?.[7] ?? null;

describe("histograms", () => {
  test.each([
    // Gained by both: 1 to 10, 4 to 20, 1 above.
    ["latency?aggregation=count", 6],
    ["latency?aggregation=rate", 0.1],
    ["latency?aggregation=sum", 95],
    ["latency?aggregation=p50", 15],
    ["latency?aggregation=p99", 20],
    ["latency?aggregation=p50&filter=route=fast", 15],
    ["latency?aggregation=average&filter=route=slow", 16.25],
    ["latency?aggregation=min", 0],
    ["latency?aggregation=max", 20],
    // Zero, then six in (4, 8]: half of the seven is 2.5 of the six into it.
    ["size?aggregation=p50", 4 * 2 ** (2.5 / 6)],
    ["size?aggregation=min", 0],
    ["size?aggregation=max", 7.5],
    ["size?aggregation=p99", 7.5],
    // Alone it keeps its finer buckets.
    ["size?aggregation=p50&filter=kind=fine", 4 * Math.SQRT2],
    ["balance?aggregation=p50", -8 * 2 ** -0.5],
    ["gc?aggregation=p50", 3],
    ["gc?aggregation=p99", 11],
    ["gc?aggregation=p90", null],
    ["gc?aggregation=count", 2],
    ["gc?aggregation=average", 5],
  ])("%s", async (path, expected) => {
    const value = await seventh(path);
    expect(value === null ? null : Number(value.toFixed(9))).toBe(
      expected === null ? null : Number(expected.toFixed(9)),
    );
  });
});

describe("a histogram with more groups than are read", () => {
  const many = 130;
  const weeks = 21 * 24 * 60 * minute;
  const path = "/api/metrics/wait?groupBy=queue&aggregation=count&limit=20";
  /** Later ones of the alphabet have more measurements, and all come after a group without any in the range. */
  beforeAll(() =>
    api.write((sink) => {
      for (let n = 0; n < many; n++) {
        const queue = `q${String(n).padStart(3, "0")}`;
        const type = { type: 3, temporality: n % 2 === 0 ? 1 : 2, attributes: attributes({ queue }) };
        const of = series("wait", type);
        const more = { startNs: at(-weeks), bounds: [], counts: [BigInt(n + 1)], count: BigInt(n + 1) };
        const begun = { ...more, counts: [0n], count: 0n };
        sink.distribution(distribution(of, at(-weeks + minute), n % 2 === 0 ? more : begun));
        if (n % 2 === 1) sink.distribution(distribution(of, at(-weeks + 2 * minute), more));
      }
      const idle = series("wait", { type: 3, temporality: 1, attributes: attributes({ queue: "a" }) });
      sink.distribution(distribution(idle, at(-2 * weeks), { count: 1n, counts: [1n] }));
    }),
  );

  test.each([
    ["the limit of groups", 60_000, 100],
    // 2,000 steps: 25 groups have 50,000 rows.
    ["all steps of fewer groups", 1_800, 25],
  ])("has those with most measurements: %s", async (_, stepMs, most) => {
    const range = "from=2026-10-30T14:48:00Z&to=2026-10-30T15:48:00Z";
    const {
      series: listed,
      other,
      truncated,
    } = await api.get<MetricResult>(`${path}&${range}&stepMs=${stepMs}`);
    const totalOf = ({ values }: { readonly values: readonly (number | null)[] }): number =>
      values.reduce<number>((total, value) => total + (value ?? 0), 0);
    expect(listed.map(({ labels }) => labels["queue"])).toEqual(
      Array.from({ length: 20 }, (_gone, n) => `q${String(many - 1 - n).padStart(3, "0")}`),
    );
    const read = Array.from({ length: most }, (_gone, n) => many - n);
    const all = [...listed, other!].reduce((total, one) => total + totalOf(one), 0);
    expect(all).toBe(read.reduce((total, count) => total + count, 0));
    expect(truncated).toBe(many - most);
  });
});

test("the default step is never narrower than the interval between points", async () => {
  const { stepMs, aggregation } = await api.get<MetricResult>("/api/metrics/orders?from=-10m");
  expect([stepMs, aggregation]).toEqual([120_000, "rate"]);
});

test("what cannot be asked is refused with what can", async () => {
  await expect(api.get("/api/metrics/memory?aggregation=p95")).rejects.toMatchObject({
    code: "BAD_PARAMETER",
    fix: expect.stringContaining("`last`"),
  });
  await expect(api.get("/api/metrics/orders?from=-1d&stepMs=1000")).rejects.toMatchObject({
    code: "BAD_PARAMETER",
  });
  // Refused before a list of 9 billion steps is made.
  await expect(api.get("/api/metrics/orders?from=1970-01-01&to=2260-01-01&stepMs=1")).rejects.toMatchObject({
    code: "BAD_PARAMETER",
  });
  await expect(api.get("/api/metrics/nobody")).rejects.toMatchObject({ status: 404, code: "METRIC_UNKNOWN" });
});
