import { afterEach, expect, test, vi } from "vitest";
import type { ApiContext } from "../context.ts";
import type { SeriesRow, ShapeRow } from "./arrivals.ts";
import { listCatalog } from "./catalog.ts";
import { getCatalogThing } from "./catalog-thing.ts";
import { computeSnapshot } from "./snapshot.ts";
import { lastHours } from "./window.ts";

const nowMs = Date.parse("2026-11-20T14:20:00Z");
const lastSeconds = String(nowMs / 1000 - 600);

afterEach(() => vi.restoreAllMocks());

const keys = (count: number): string[] => Array.from({ length: count }, (_, at) => `shop.key.k${at}`);
const metric = (name: string, service: string, count = 0): SeriesRow => ({
  name,
  service,
  version: "1",
  type: 1,
  monotonic: false,
  unit: "1",
  description: "",
  series: "1",
  keys: keys(count),
  firstSeconds: lastSeconds,
  lastSeconds,
});
const shape = (name: string, strings: readonly string[]): ShapeRow => ({
  signal: "spans",
  service: "shop",
  version: "1",
  name,
  kind: 0,
  strings,
  ints: [],
  doubles: [],
  bools: [],
  others: [],
  count: "2",
  errors: "0",
  firstSeconds: lastSeconds,
  lastSeconds,
});

/** @param total definitions that there are */
function definitions(things: readonly (readonly [kind: string, name: string])[], total = things.length + 1) {
  return [["catalog", "shop"] as const, ...things].map(([kind, name]) => ({
    kind: kind === "catalog" ? kind : `catalog.${kind}`,
    name,
    catalogName: "shop",
    catalogVersion: "1",
    content: name.startsWith("shop.key")
      ? '{"type":"template[string]"}'
      : '{"instrument":"gauge","unit":"1"}',
    source: "",
    services: [],
    seenMs: String(nowMs),
    total: String(total),
  }));
}

/** A store that answers with these rows, and with none to other queries. */
function contextOf(rows: Readonly<Record<string, readonly unknown[]>>): ApiContext {
  const run = async (name: string) => (rows[name] ?? []) as never[];
  return { queries: { run }, nowMs: () => nowMs };
}

const window = lastHours(24, undefined, nowMs);
const compute = (rows: Parameters<typeof contextOf>[0]) => computeSnapshot(window, contextOf(rows));

test("others have turns while a snapshot of many names is computed", async () => {
  let ms = 0;
  vi.spyOn(performance, "now").mockImplementation(() => ms++);
  let turns = 0;
  let other: NodeJS.Immediate | undefined;
  const takeTurn = (): void => {
    turns++;
    other = setImmediate(takeTurn);
  };
  takeTurn();
  await compute({
    "catalog-definitions": definitions([["metric", "m1"]]),
    "catalog-series": Array.from({ length: 1_000 }, (_, at) => metric(`m${at}`, "shop", 20)),
  });
  clearImmediate(other!);
  // A pause after each row of facts, of the check, of the index and of the list, of which each tenth is a turn.
  expect(turns).toBeGreaterThan(400);
});

test("what is declared and not among rows that are cut is unknown, and nothing is found about it", async () => {
  const full = Array.from({ length: 20_000 }, (_, at) => metric(`m${at}`, "shop"));
  const declared = definitions([
    ["metric", "gone"],
    ["metric", "m7"],
    ["span", "silent"],
  ]);
  const all = await compute({ "catalog-definitions": declared, "catalog-series": full });
  const stateOf = (name: string) => all.things.find((one) => one.name === name)?.state;
  expect([stateOf("gone"), stateOf("m7"), stateOf("silent")]).toEqual(["unknown", "live", "dead"]);
  expect(all.findings.filter(({ id }) => id === "dead_since").map(({ message }) => message)).toEqual([
    expect.stringContaining("Span `silent`"),
  ]);
  expect(all.cut).toContain("metrics");
  const less = await compute({ "catalog-definitions": declared, "catalog-series": full.slice(1) });
  expect(less.things.find(({ name }) => name === "gone")?.state).toBe("dead");
  expect(less.cut).not.toContain("metrics");
});

test("nothing is called undeclared when not all declarations were read", async () => {
  const rows = { "catalog-series": [metric("other", "shop", 1)], "catalog-shapes": [shape("pay", ["k"])] };
  const whole = await compute({ ...rows, "catalog-definitions": definitions([["metric", "m"]]) });
  const part = await compute({ ...rows, "catalog-definitions": definitions([["metric", "m"]], 9) });
  const states = (of: typeof whole) => new Set(of.things.map(({ state }) => state));
  expect(states(whole)).toEqual(new Set(["dead", "undeclared"]));
  expect(states(part)).toEqual(new Set(["dead", "unknown"]));
  expect(whole.findings.map(({ id }) => id)).toContain("missing_metric");
  expect(part.findings.map(({ id }) => id).filter((id) => /^missing_[am]/.test(id))).toEqual([]);
  expect(part.cut).toEqual(["declarations"]);
});

test("a template has what arrived of it, which is not a thing of its own", async () => {
  const { things } = await compute({
    "catalog-definitions": definitions([["attribute", "shop.key"]]),
    "catalog-shapes": [shape("pay", ["shop.key.a.b", "shop.key.c"])],
  });
  expect(things.filter(({ kind }) => kind === "attribute")).toMatchObject([{ name: "shop.key", count: 4 }]);
});

const page = { limit: 100, service: undefined };

test("a thing lists 500 attributes, 200 versions and 200 findings, and says how many more there are", async () => {
  const series = Array.from({ length: 210 }, (_, at) => ({ ...metric("m", `s${at}`), type: 3 }));
  const some = series.map((row, at) => ({ ...row, keys: at === 0 ? keys(600) : ["shop.key.k599"] }));
  const context = contextOf({
    "catalog-definitions": definitions([["metric", "m"]]),
    "catalog-series": some,
    "catalog-value-counts": Array.from({ length: 30 }, (_, at) => ({ value: `v${at}`, count: "1" })),
  });
  const params = { from: "-24h", environment: undefined, kind: "metric", name: "m" } as never;
  const found = await getCatalogThing(params, context);
  expect(found).toMatchObject({ truncatedAttributes: 100, truncatedVersions: 10, truncatedFindings: 10 });
  expect([found.attributes, found.versions, found.findings].map(({ length }) => length)).toEqual([
    500, 200, 200,
  ]);
  expect(found.attributes[0]).toMatchObject({ key: "shop.key.k599", share: 1 });
  const attribute = await getCatalogThing(
    { from: "-24h", kind: "attribute", name: "shop.key.k599" } as never,
    context,
  );
  expect(attribute).toMatchObject({ moreValues: true, truncatedVersions: 10 });
  expect(attribute.values).toHaveLength(20);
});

test("500 catalogs are listed, those with most things", async () => {
  const rows = Array.from({ length: 510 }, (_, at) => ({
    ...definitions([])[0]!,
    name: `c${String(at).padStart(3, "0")}`,
  }));
  const things = definitions([["metric", "m"]]).slice(1);
  const context = contextOf({
    "catalog-definitions": [...rows, ...things.map((row) => ({ ...row, catalogName: "c509" }))],
  });
  const found = await listCatalog({ from: "-24h", ...page } as never, context);
  expect(found).toMatchObject({ truncatedCatalogs: 10, truncatedOwners: 0, cut: [] });
  expect(found.catalogs.at(-1)).toMatchObject({ name: "c509", things: 1 });
});
