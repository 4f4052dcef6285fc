// Whose names are asked for while business events are late. The engine is a stand-in.
import { expect, test } from "vitest";
import { createAnomalyStore } from "./anomalies.ts";
import type { ClickHouseClient } from "./client.ts";

const minute = 60_000;
const now = Date.parse("2026-03-02T09:00:00Z");

const lateRow = (ofService: string) => ({
  tenant: "",
  ofService,
  signal: "business",
  receivedMs: now,
  lagMs: 300_000,
  heldMs: 0,
  usualMs: 0,
  gapMs: 600_000,
  said: true,
  seenMs: now,
});

function open() {
  const engine = { late: ["shop"], fails: false, asked: [] as unknown[] };
  const rows = async ({ query, query_params: params }: { query: string; query_params: unknown }) => {
    if (query.includes("FROM completeness")) return engine.late.map(lateRow);
    const { services } = params as { services: readonly string[] };
    engine.asked.push(services);
    if (engine.fails) throw new Error("Timeout exceeded");
    return services.map((service) => ({ tenant: "", service, kind: "transaction", name: `of ${service}` }));
  };
  const store = createAnomalyStore({ rows } as unknown as ClickHouseClient);
  const namesAt = async (minutes: number) =>
    (await store.late(now + minutes * minute)).map(({ sends }) => sends.map(({ name }) => name));
  return { engine, namesAt };
}

test("what a late service sends is asked for once in ten minutes", async () => {
  const { engine, namesAt } = open();
  expect([await namesAt(0), await namesAt(1)]).toEqual([[["of shop"]], [["of shop"]]]);
  engine.late = ["mail", "shop"];
  expect(await namesAt(2)).toEqual([["of mail"], ["of shop"]]);
  expect(engine.asked).toEqual([["shop"], ["mail"]]);
  await namesAt(10);
  expect(engine.asked).toEqual([["shop"], ["mail"], ["shop"]]);
});

test("when that cannot be read, the last answer stays, and the detector goes on", async () => {
  const { engine, namesAt } = open();
  await namesAt(0);
  engine.fails = true;
  engine.late = ["mail", "shop"];
  expect([await namesAt(10), await namesAt(11)]).toEqual([
    [[], ["of shop"]],
    [[], ["of shop"]],
  ]);
  expect(engine.asked).toHaveLength(2);
});
