// The records by which a console learns a catalog.
import { resolveCatalog } from "catalog";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defineCatalog } from "../../src/catalog/index.ts";
import { stats } from "../../src/index.ts";
import { collect, type Collected, type Plain } from "../collect.ts";
import { fakeClock, realClock } from "../fake-clock.ts";
import { catalog } from "./catalog.ts";

let sent: Collected | undefined;
beforeEach(() => fakeClock());
afterEach(async () => {
  await sent?.stop();
  sent = undefined;
  realClock();
});

async function definitions(): Promise<Plain[]> {
  await sent?.flush();
  const records = sent?.records("telltale.definition") ?? [];
  return records
    .map(({ attributes }) => attributes)
    .filter(({ "telltale.definition.kind": kind }) => String(kind).startsWith("catalog"));
}

const fieldOf = (name: string, record: Plain | undefined): unknown => record?.[`telltale.definition.${name}`];

test("sends the catalog, its imports and each thing once at the start, and hourly", async () => {
  sent = collect({ catalog });
  const first = await definitions();
  const resolved = resolveCatalog(catalog);
  const things = Object.values(resolved).flatMap((value: unknown) =>
    Array.isArray(value) ? (value as { name: string }[]) : [],
  );
  // the import is in two lists: among the imports, and by what it declares
  expect(first.length).toBe(things.length + 1);
  const kinds = new Set(first.map((record) => fieldOf("kind", record)));
  expect([...kinds].join(" ")).toBe(
    "catalog catalog.attribute catalog.span catalog.metric catalog.log catalog.event catalog.error catalog.transaction catalog.journey catalog.workflow",
  );
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect((await definitions()).length).toBe(2 * first.length);
});

test("a record has the resolved thing, its catalog and its version", async () => {
  sent = collect({ catalog });
  const [of, imported, ...things] = await definitions();
  expect(fieldOf("name", of)).toBe("shop");
  expect(fieldOf("catalog_version", of)).toBe("1.2.0");
  expect(fieldOf("source", of)).toMatch(/(?:test\/catalog\/catalog\.ts|\.mjs):\d+$/);
  expect(JSON.parse(String(fieldOf("content", of)))).toEqual({
    name: "shop",
    version: "1.2.0",
    owner: "team-checkout",
    imports: [{ name: "platform", version: "2.0.0" }],
  });
  expect([fieldOf("name", imported), fieldOf("catalog_version", imported)]).toEqual(["platform", "2.0.0"]);
  const tenant = things.find((record) => fieldOf("name", record) === "tenant.id");
  expect([fieldOf("catalog", tenant), fieldOf("catalog_version", tenant)]).toEqual(["platform", "2.0.0"]);
  const span = things.find((record) => fieldOf("name", record) === "charge card");
  expect(fieldOf("version", span)).toMatch(/^[0-9a-f]{8}$/);
  expect(JSON.parse(String(fieldOf("content", span)))).toEqual(
    resolveCatalog(catalog).spans.find(({ name }) => name === "charge card"),
  );
});

test("sends what is too large without its content, and counts it", async () => {
  const text = "x".repeat(17_000);
  const big = defineCatalog({
    name: "big",
    version: "1.0.0",
    spans: { large: { description: text }, small: {} },
  });
  sent = collect({ catalog: big });
  const [, large, small] = await definitions();
  expect([fieldOf("name", large), fieldOf("content", large)]).toEqual(["large", undefined]);
  expect(fieldOf("content", small)).toBeDefined();
  expect(stats().reports["catalog_definition_too_large"]).toBeGreaterThan(0);
});

test("ends with the telemetry that it was given to", async () => {
  sent = collect({ catalog });
  await sent.stop();
  sent = collect();
  expect(await definitions()).toEqual([]);
});
