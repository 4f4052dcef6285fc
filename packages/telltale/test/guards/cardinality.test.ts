// The cardinality guard by what leaves and what is logged: the growing key is named before the limit is hit, and reduced by rule.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { diag } from "@opentelemetry/api";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  counter,
  event,
  gauge,
  histogram,
  type StartOptions,
  trace,
  upDownCounter,
} from "../../src/index.ts";
import { collect, type Collected } from "../collect.ts";

let telemetry: Collected | undefined;

afterEach(async () => {
  await telemetry?.stop();
  telemetry = undefined;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function started(cardinality?: unknown, more: StartOptions = {}): Collected {
  return (telemetry = collect({
    handleExit: false,
    ...more,
    ...(cardinality === undefined ? {} : { guards: { cardinality: cardinality as never } }),
  }));
}

function growing(): readonly (readonly [string, string | undefined])[] {
  return telemetry?.stats().self?.growing.map(({ source, key }) => [source, key] as const) ?? [];
}

const orders = counter("shop.orders");
const stock = gauge("shop.stock");
const value = histogram("cart.value");

function reports(code = "cardinality_growing"): number {
  return telemetry?.stats().reports[code] ?? 0;
}

describe("the warning", () => {
  test("names the key that grows, from half of the limit on, and nothing is changed", async () => {
    const all = started(undefined, { limits: { cardinality: 200 } });
    const before = reports();
    const limits = reports("cardinality_limit");
    for (let i = 0; i < 99; i++) orders.add(1, { "user.id": `u${i}`, plan: i % 2 === 0 ? "free" : "pro" });
    expect(reports()).toBe(before);
    for (let i = 99; i < 150; i++) orders.add(1, { "user.id": `u${i}`, plan: "pro" });
    expect(reports()).toBeGreaterThan(before);
    expect(growing()).toEqual([["shop.orders", "user.id"]]);
    const values = all.stats().self?.growing[0]?.values as number;
    expect(Math.abs(values - 150)).toBeLessThan(15);
    await all.flush();
    expect(all.points("shop.orders")).toHaveLength(150);
    expect(reports("cardinality_limit")).toBe(limits);
  });

  test("is logged once a minute, with the key and its number of values", () => {
    const warn = vi.fn<(line: string) => void>();
    diag.setLogger({ error: warn, warn, info: warn, debug: warn, verbose: warn });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    try {
      started(undefined, { limits: { cardinality: 100 } });
      for (let i = 0; i < 90; i++) orders.add(1, { "user.id": `u${i}` });
      vi.setSystemTime(Date.now() + 61_000);
      for (let i = 90; i < 95; i++) orders.add(1, { "user.id": `u${i}` });
    } finally {
      vi.useRealTimers();
      diag.disable();
    }
    const lines = warn.mock.calls
      .map(([line]) => line)
      .filter((line) => line.includes("cardinality_growing"));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/`user\.id` of `shop\.orders` has about \d+ values/);
  });

  test("counts on where the limit is hit, and says how many there really are", async () => {
    const all = started(undefined, { limits: { cardinality: 50 } });
    for (let i = 0; i < 20_000; i++) orders.add(1, { "user.id": i });
    const found = all.stats().self?.growing[0];
    expect(found?.key).toBe("user.id");
    expect(Math.abs((found?.values ?? 0) - 20_000) / 20_000).toBeLessThan(0.13);
    await all.flush();
    expect(all.points("shop.orders").reduce((sum, point) => sum + point.value, 0)).toBe(20_000);
  });

  test("many series out of keys with few values each: the largest key is named", () => {
    started(undefined, { limits: { cardinality: 100 } });
    for (let a = 0; a < 12; a++) for (let b = 0; b < 6; b++) orders.add(1, { a, b });
    expect(growing()).toEqual([["shop.orders", "a"]]);
  });

  test("is in the self metrics", async () => {
    const all = started(undefined, { limits: { cardinality: 100 }, selfMetrics: true });
    for (let i = 0; i < 60; i++) orders.add(1, { "user.id": `u${i}` });
    await all.flush();
    const [point] = all.points("telltale.cardinality.values");
    expect(point?.attributes).toEqual({
      "telltale.cardinality.source": "shop.orders",
      "telltale.cardinality.key": "user.id",
    });
    expect(point?.value).toBeGreaterThan(49);
  });

  test("also of names of spans and of events", async () => {
    started({ names: 20 });
    for (let i = 0; i < 20; i++) trace(`GET /orders/${i}`, () => {});
    expect(growing()).toEqual([]);
    for (let i = 20; i < 60; i++) trace(`GET /orders/${i}`, () => {});
    for (let i = 0; i < 60; i++) event(`cart.${i}`, {});
    for (let i = 0; i < 60; i++) trace("one name", () => {});
    expect(new Set(growing().map(([source]) => source))).toEqual(new Set(["span.name", "event.name"]));
  });

  test("off, nothing is logged", () => {
    started(false, { limits: { cardinality: 50 } });
    for (let i = 0; i < 200; i++) orders.add(1, { "user.id": i });
    for (let i = 0; i < 2000; i++) trace(`t${i}`, () => {});
    expect(growing()).toEqual([]);
  });
});

describe("rules", () => {
  const byKey = (all: Collected, metric: string, key: string): Record<string, number> =>
    Object.fromEntries(all.points(metric).map((point) => [String(point.attributes[key] ?? ""), point.value]));

  test("fold: from so many values on new ones are {other}, known ones stay, no count is lost, the limit is not hit", async () => {
    const all = started(
      { rules: [{ attribute: "user.id", action: "fold", above: 10 }] },
      { limits: { cardinality: 20 } },
    );
    const before = reports("cardinality_limit");
    orders.with({ "user.id": "bound" }).add(5);
    for (let round = 0; round < 2; round++)
      for (let i = 0; i < 1000; i++) orders.add(1, { "user.id": `u${i}` });
    await all.flush();
    const points = byKey(all, "shop.orders", "user.id");
    expect(points["u0"]).toBe(2);
    expect(points["bound"]).toBe(5);
    expect(Object.keys(points).length).toBeLessThan(20);
    expect(points["{other}"]).toBeGreaterThan(1900);
    expect(Object.values(points).reduce((a, b) => a + b)).toBe(2005);
    expect(reports("cardinality_limit")).toBe(before);
  });

  test("hash: a few values, the same for the same", async () => {
    const all = started({
      rules: [{ attribute: "user.*", instrument: "shop.*", action: "hash", above: 0, buckets: 4 }],
    });
    for (let round = 0; round < 3; round++)
      for (let i = 0; i < 500; i++) orders.add(1, { "user.id": `u${i}`, plan: "pro" });
    value.record(1, { "user.id": "u1" });
    await all.flush();
    const points = byKey(all, "shop.orders", "user.id");
    expect(Object.keys(points)).toHaveLength(4);
    for (const [name, count] of Object.entries(points)) {
      expect(name).toMatch(/^bucket-[0-3]$/);
      expect(count % 3).toBe(0);
      expect(count).toBeGreaterThan(200);
    }
    expect(all.points("cart.value")[0]?.attributes).toEqual({ "user.id": "u1" });
  });

  test("normalize and drop", async () => {
    const all = started({
      rules: [
        { attribute: "url.path", action: "normalize", above: 0 },
        { attribute: ["session.id", "n"], action: "drop", above: 0 },
      ],
    });
    for (let i = 0; i < 50; i++)
      orders.add(1, { "url.path": `/orders/${i}`, "session.id": `s${i}`, n: i, plan: "pro" });
    await all.flush();
    expect(all.points("shop.orders").map(({ attributes, value: sum }) => [attributes, sum])).toEqual([
      [{ "url.path": "/orders/{id}", plan: "pro" }, 50],
    ]);
  });

  test("the first rule that fits counts; `warn` keeps a key as it is", async () => {
    const all = started({
      rules: [
        { attribute: "plan", action: "warn" },
        { attribute: "*", action: "fold", above: 0 },
      ],
    });
    orders.add(1, { plan: "pro", user: "u1" });
    await all.flush();
    expect(all.points("shop.orders")[0]?.attributes).toEqual({ plan: "pro", user: "{other}" });
  });

  test("what is observed is added up where values were folded; other kinds work, too", async () => {
    const all = started({ rules: [{ attribute: "user.id", action: "fold", above: 0 }] });
    upDownCounter("seats", {}, () => [
      { value: 1, attributes: { "user.id": "u1" } },
      { value: 2, attributes: { "user.id": "u2" } },
    ]);
    stock.set(7, { "user.id": "u1" });
    value.record(5, { "user.id": "u1" });
    value.record(6, { "user.id": "u2" });
    await all.flush();
    expect(all.points("seats").map(({ value: sum }) => sum)).toEqual([3]);
    expect(all.points("shop.stock")[0]?.attributes).toEqual({ "user.id": "{other}" });
    expect(all.points("cart.value")[0]?.count).toBe(2);
  });

  test("a key that a rule reduces is not reported, and its figures say what was done", () => {
    const all = started(
      { rules: [{ attribute: "user.id", action: "fold", above: 10 }] },
      { limits: { cardinality: 20 } },
    );
    const before = reports();
    for (let i = 0; i < 100; i++) orders.add(1, { "user.id": `u${i}` });
    expect(reports()).toBe(before);
    expect(all.stats().self?.growing[0]).toMatchObject({ source: "shop.orders", key: "user.id" });
    expect(all.stats().self?.growing[0]?.changed).toBeGreaterThan(80);
  });

  test("by the variable: JSON, or a file", async () => {
    const rules = {
      cardinality: { rules: [{ attribute: "user.id", action: "drop", above: 0 }] },
      size: { valueLength: 70 },
    };
    const folder = mkdtempSync(path.join(tmpdir(), "telltale-guards-"));
    const file = path.join(folder, "guards.json");
    writeFileSync(file, JSON.stringify(rules));
    for (const text of [JSON.stringify(rules), file]) {
      vi.stubEnv("TELLTALE_GUARDS", text);
      const all = started();
      orders.add(1, { "user.id": "u1", plan: "pro" });
      trace("t", (span) => span.setAttribute("v", "x".repeat(100)));
      await all.flush();
      expect(all.points("shop.orders")[0]?.attributes).toEqual({ plan: "pro" });
      expect(all.spans()[0]?.attributes["v"]).toContain("…[cut");
      await all.stop();
    }
    rmSync(folder, { recursive: true });
  });
});

test.each([
  [{ warnAt: 0 }, "guards.cardinality.warnAt"],
  [{ warnAt: 1.1 }, "guards.cardinality.warnAt"],
  [{ names: 0 }, "guards.cardinality.names"],
  [{ rules: {} }, "guards.cardinality.rules"],
  [{ rules: [{ attribute: "a", action: "shrink" }] }, "guards.cardinality.rules[0].action"],
  [{ rules: [{ attribute: "", action: "fold" }] }, "guards.cardinality.rules[0].attribute"],
  [{ rules: [{ attribute: "a", action: "fold", above: -1 }] }, "guards.cardinality.rules[0].above"],
  [{ rules: [{ attribute: "a", action: "hash", buckets: 0 }] }, "guards.cardinality.rules[0].buckets"],
  [{ rule: [] }, "guards.cardinality.rule"],
])("%j is refused by name", (cardinality, name) => {
  expect(() => collect({ guards: { cardinality: cardinality as never } })).toThrow(name);
});
