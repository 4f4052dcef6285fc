// Budgets of series, names of metrics, environments and versions on the real engine: lists and roll-ups fold what is over them, and what is
// stored keeps its names and is found by them.
// @module-tag extended
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listMetrics } from "../src/api/metrics/metrics.ts";
import { getMetric } from "../src/api/metrics/metric.ts";
import type { ApiContext } from "../src/api/context.ts";
import type { Store } from "../src/store/store.ts";
import { type StoreLocation, preparedLocation } from "./store-contract/locations.ts";
import { emptyLog, emptySpan, resource, scope } from "./support/rows.ts";

const nameLimits = { environments: 5, versions: 7, metrics: 10, series: 50 };
const options = { nameLimits, writer: { maxAgeMs: 1 } };
const seenMs = Date.now();
const seen = BigInt(seenMs) * 1_000_000n;

let location: StoreLocation;
let store: Store;

beforeAll(async () => {
  location = await preparedLocation();
  store = await location.open(options);
  await writePoints("shop", "orders", 5);
  // an id as attribute, and then one in the name of the metric
  await writePoints("shop", "requests", 1_000);
  for (let n = 0; n < 100; n++) await writePoints("shop", `order-${n}`, 1, 2_000 + n);
  await writePoints("bank", "requests", 20);
});
afterAll(async () => {
  await store?.close();
  await location?.remove();
});

/** A point with the value 1 of each of `count` series. */
async function writePoints(tenant: string, name: string, count: number, first = 0): Promise<void> {
  const own = { ...resource, tenant };
  await store.writer.write(1, (sink) => {
    for (let n = first; n < first + count; n++)
      sink.sample({
        series: {
          resource: own,
          scope,
          name,
          type: 1,
          temporality: 0,
          monotonic: false,
          unit: "1",
          hash: BigInt(n + 1) * 1_000_003n + BigInt(name.length),
          description: "",
          attributes: new Map([["user.id", `u${n}`]]),
          metadata: new Map(),
        },
        timeNs: seen,
        startNs: 0n,
        value: 1n,
        flags: 0,
        exemplars: [],
      });
  });
  await store.writer.flush();
}

async function contextOf(tenant: string): Promise<ApiContext> {
  const { queries, sql } = await store.of(tenant);
  return { queries, sql, nowMs: () => seenMs + 1_000, signal: new AbortController().signal };
}

async function ask(tenant: string, query: string): Promise<unknown[]> {
  const rows = await (await store.of(tenant)).queries.runText<Record<string, string | number>>(query);
  return rows.map((row) => Object.values(row).map((value) => (value === "_OTHER" ? value : Number(value))));
}

const range = { from: "now-1h", to: "now" } as const;
const list = async (tenant: string, search?: string) =>
  listMetrics(
    { ...range, search, service: undefined, environment: undefined } as never,
    await contextOf(tenant),
  );

test("the list has the metrics of the budget, and the others as one", async () => {
  const { metrics, others, truncated } = await list("shop");
  expect(metrics.map(({ name, seriesCount }) => [name, seriesCount])).toEqual([
    ...Array.from({ length: 8 }, (_, n) => [`order-${n}`, 1]),
    ["orders", 5],
    ["requests", 1_000],
  ]);
  expect(others).toMatchObject({ seriesCount: 92, services: ["checkout"] });
  expect(truncated).toBe(0);
  expect(await list("bank")).toMatchObject({
    metrics: [{ name: "requests", seriesCount: 20 }],
    others: null,
  });
});

test("a search finds metrics over the budget by their names", async () => {
  const { metrics, others } = await list("shop", "order-9");
  expect(metrics.map(({ name }) => name)).toEqual([
    "order-9",
    ...Array.from({ length: 10 }, (_, n) => `order-9${n}`),
  ]);
  expect(others).toBeNull();
});

test("charts have all points, also of series and metrics over the budget", async () => {
  const context = await contextOf("shop");
  const chart = async (name: string, aggregation: string) => {
    const asked = { ...range, name, aggregation, filter: [], groupBy: [], stepMs: 3_600_000 };
    const { series } = await getMetric(asked as never, context);
    return series[0]?.values.reduce((sum, value) => (sum ?? 0) + (value ?? 0), 0);
  };
  expect(await chart("requests", "sum")).toBe(1_000);
  expect(await chart("order-99", "last")).toBe(1);
  expect(await ask("shop", "SELECT count() FROM samples")).toEqual([[1_105]]);
});

test("what is over the budgets is counted by tenant and kind, points exactly", () => {
  const counts = store.foldedNames.map(({ tenant, kind, budget, items }) => [tenant, kind, budget, items]);
  // 5 of `orders` and 45 of `requests` are known; those of 8 known names are over the budget of series only
  expect(counts).toEqual([
    ["shop", "metrics", 10, 92],
    ["shop", "series", 50, 955 + 8],
  ]);
  const names = store.foldedNames.map((one) => one.names);
  expect(Math.abs(names[0]! - 92)).toBeLessThan(5);
  expect(Math.abs(names[1]! - 963)).toBeLessThan(50);
});

test("a restart keeps apart what was kept apart, and folds the rest", async () => {
  const apart = "SELECT countIf(folded = 0), countIf(folded = 1), countIf(folded = 2) FROM series FINAL";
  expect(await ask("shop", apart)).toEqual([[50, 963, 92]]);
  await store.close();
  store = await location.open(options);
  await writePoints("shop", "order-98", 1, 2_098);
  await writePoints("shop", "requests", 1_001);
  await writePoints("shop", "orders", 5);
  expect(await ask("shop", apart)).toEqual([[50, 964, 92]]);
  expect(store.foldedNames.map(({ kind, items }) => [kind, items])).toEqual([
    ["metrics", 1],
    ["series", 956],
  ]);
});

test("roll-ups have the environments and versions of the budget, and `_OTHER`", async () => {
  await store.writer.write(1, (sink) => {
    for (let n = 0; n < 40; n++) {
      const branch = {
        tenant: "shop",
        hash: BigInt(n),
        environment: `branch-${n}`,
        serviceVersion: `1.${n}`,
      };
      const own = { ...resource, ...branch };
      const traceId = randomBytes(16);
      sink.span({ ...emptySpan, resource: own, traceId, spanId: randomBytes(8), startNs: seen, kind: 2 });
      const identity = randomBytes(8).readBigUInt64LE();
      sink.log({ ...emptyLog, resource: own, timeNs: seen, body: "ready", identity });
    }
  });
  await store.writer.flush();
  for (const table of ["red", "service_red", "log_skeletons"])
    expect([
      table,
      await ask("shop", `SELECT uniqExact(environment), countIf(environment = '_OTHER') > 0 FROM ${table}`),
    ]).toEqual([table, [[6, 1]]]);
  expect(await ask("shop", "SELECT sum(spans) FROM service_red WHERE environment = '_OTHER'")).toEqual([
    [35],
  ]);
  expect(await ask("shop", "SELECT uniqExact(version) FROM versions")).toEqual([[7]]);
  expect(
    await ask("shop", "SELECT uniqExact(version), sumIf(count, version = '_OTHER') FROM shapes"),
  ).toEqual([[8, 66]]);
  expect(await ask("shop", "SELECT uniqExact(environment, service_version) FROM spans")).toEqual([[40]]);
  expect(store.foldedNames.filter(({ kind }) => /^(env|ver)/.test(kind))).toMatchObject([
    { kind: "environments", names: 35, items: 70 },
    { kind: "versions", names: 33, items: 66 },
  ]);
});

test("a restart keeps apart the environments and versions that were kept apart", async () => {
  await store.close();
  store = await location.open(options);
  const traceId = randomBytes(16);
  await store.writer.write(1, (sink) => {
    for (const n of [39, 0])
      sink.span({
        ...emptySpan,
        resource: { ...resource, tenant: "shop", environment: `branch-${n}`, serviceVersion: `1.${n}` },
        traceId,
        spanId: randomBytes(8),
        startNs: seen,
      });
  });
  await store.writer.flush();
  const written = `SELECT folded FROM spans WHERE trace_id = unhex('${traceId.toString("hex")}') ORDER BY folded`;
  expect(await ask("shop", written)).toEqual([[0], [12]]);
});
