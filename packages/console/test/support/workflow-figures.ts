// Fills a store with a million events of workflows and times the pages' requests. Run by the benchmark.
//
// `node --conditions=telltale-source workflow-figures.ts DIRECTORY`: what is in the directory already is kept.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type RouteName, splitRoute } from "contract";
import type { ApiContext, QueryParams, RawParams } from "../../src/api/context.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import type { QueryName } from "../../src/sql/query-name.ts";
import { command, connect, select } from "../../src/store/client.ts";
import { startEngine } from "../../src/store/engine/engine.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { again } from "./again.ts";

interface Filled {
  readonly events: number;
  /** Unix days. */
  readonly day: number;
}

const directory = process.argv[2] ?? "";
const instances = 230_000;
const atOnce = 10_000;
const runs = 5;
const note = join(directory, "filled.json");

const known = existsSync(note) ? (JSON.parse(readFileSync(note, "utf8")) as Filled) : undefined;
// Retention would take what is older.
const isFresh = known !== undefined && Date.now() / 86_400_000 - known.day < 60;
const filled = isFresh ? known : await fill();
writeFileSync(note, JSON.stringify(filled));

const range = { from: toIso(filled.day), to: toIso(filled.day + 1) };
const store = await openStore({ directory });
/** Milliseconds of each query of one request. */
let queries: [name: string, ms: number][] = [];
const context: ApiContext = { queries: { run: timedRun }, nowMs: () => (filled.day + 1) * 86_400_000 };
try {
  const requests: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["list of types and instances", () => ask("GET /api/workflows", { ...range, limit: "50" })],
    ["one type", () => ask("GET /api/workflows/:type", { ...range, type: "order" })],
    ["one instance", async () => ask("GET /api/workflows/:type/:id", { type: "order", id: await anOrder() })],
  ];
  const times: [name: string, ms: readonly number[], queries: readonly (readonly [string, number])[]][] = [];
  for (const [name, act] of requests) times.push([name, await timed(act), queries]);
  console.log(JSON.stringify({ events: filled.events, times }));
} finally {
  await store.close();
}

/** Makes the events in the engine itself. */
async function fill(): Promise<Filled> {
  const day = Math.floor(Date.now() / 86_400_000) - 1;
  // One that was begun and not ended.
  rmSync(join(directory, "engine"), { recursive: true, force: true });
  const engine = await startEngine({ directory });
  const { url, secrets } = engine;
  const account = { url, username: "writer", password: secrets.writerPassword, settings: {} };
  const maker = connect({ ...account, database: "system" }, 1);
  await command(maker, "CREATE DATABASE IF NOT EXISTS telltale");
  await maker.close();
  const client = connect({ ...account, database: "telltale" }, 1);
  try {
    await migrate(client);
    const text = readFileSync(join(import.meta.dirname, "workflow-events.sql"), "utf8");
    // Blocks that leave room for what the views make of them.
    const settings = { max_threads: 1, max_block_size: "8000", min_insert_block_size_rows: "60000" };
    for (let offset = 0; offset < instances; offset += atOnce)
      await again(() => command(client, text, { day, offset, instances: atOnce }, settings));
    await command(
      client,
      `INSERT INTO definitions (kind, name, steps, timeout_ms, seen)
        VALUES ('workflow', 'order', ['placed', 'paid', 'packed', 'shipped', 'delivered'], 3600000, now64(3))`,
    );
    await again(() =>
      command(client, "OPTIMIZE TABLE business_events FINAL", {}, { max_execution_time: 600 }),
    );
    const [count] = await select<{ events: string }>(
      client,
      "SELECT toString(count()) AS events FROM business_events",
    );
    return { events: Number(count?.events), day };
  } finally {
    await client.close();
    await engine.stop();
  }
}

async function anOrder(): Promise<string> {
  const { items } = (await ask("GET /api/workflows", { ...range, type: "order", limit: "1" })) as {
    readonly items: readonly { readonly id: string }[];
  };
  return items[0]!.id;
}

/** Runs a query of the API and notes how long it took. */
async function timedRun<Row>(
  name: QueryName,
  params: QueryParams,
  options?: Parameters<ApiContext["queries"]["run"]>[2],
): Promise<Row[]> {
  const begun = performance.now();
  const rows = await store.queries.run<Row>(name, params, options);
  queries.push([name, performance.now() - begun]);
  return rows;
}

/** Milliseconds of the runs, after one to warm up. */
async function timed(act: () => Promise<unknown>): Promise<number[]> {
  await act();
  const times: number[] = [];
  for (let n = 0; n < runs; n++) {
    queries = [];
    const begun = performance.now();
    await act();
    times.push(performance.now() - begun);
  }
  return times;
}

/** As the route answers it. */
async function ask(name: RouteName, params: RawParams): Promise<unknown> {
  const { path } = splitRoute(name);
  const route = apiRoutes.find((one) => one.path === path && one.method === "GET");
  if (route === undefined) throw new Error(`there is no route ${name}`);
  return route.handler(params, context);
}

function toIso(day: number): string {
  return new Date(day * 86_400_000).toISOString();
}
