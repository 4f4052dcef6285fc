// Fills a store with business events and times funnels, ways and a person's timeline by the API's own queries. Run by the benchmark.
//
// `node --conditions=telltale-source business-figures.ts DAYS`
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { funnelPath, funnelsPath, journeyPath, transactionsPath, userPath } from "contract";
import type { ApiContext, RawParams } from "../../src/api/context.ts";
import { toParts, toSample } from "../../src/api/people-parts.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import { command, connect, select } from "../../src/store/client.ts";
import { startEngine } from "../../src/store/engine.ts";
import { migrate } from "../../src/store/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { again } from "./again.ts";

/** A third of a million events a day. */
const days = Number(process.argv[2] ?? 30);
const today = Math.floor(Date.now() / 86_400_000);
const range = {
  from: new Date((today - days) * 86_400_000).toISOString(),
  to: new Date(today * 86_400_000).toISOString(),
};
const steps = ["landing", "product", "cart", "paid"];

const folder = mkdtempSync(join(tmpdir(), "telltale-"));
const filled = await fill(folder);
const store = await openStore({ directory: folder });
const context: ApiContext = { queries: store.queries, nowMs: Date.now };
try {
  await measure();
} finally {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Makes the events in the engine itself: the views that keep rows by person and day up to date see each of them. */
async function fill(
  directory: string,
): Promise<{ events: number; steps: number; size: number; user: string }> {
  const engine = await startEngine({ directory });
  const account = {
    url: engine.url,
    username: "writer",
    password: engine.secrets.writerPassword,
    settings: {},
  };
  const maker = connect({ ...account, database: "system" }, 1);
  await command(maker, "CREATE DATABASE IF NOT EXISTS telltale");
  await maker.close();
  const client = connect({ ...account, database: "telltale" }, 1);
  try {
    await migrate(client);
    const text = readFileSync(join(import.meta.dirname, "business-events.sql"), "utf8");
    // Blocks that leave room for what the views make of them.
    const settings = {
      max_threads: 1,
      max_block_size: "8000",
      min_insert_block_size_rows: "80000",
      min_insert_block_size_bytes: "0",
    };
    for (let day = today - days; day < today; day++)
      await again(() => command(client, text, { day }, settings));
    await again(() =>
      command(
        client,
        `INSERT INTO identities (session_id, user_id, seen) SELECT session_id, user_id, ts FROM business_events WHERE user_id != '' AND step = 'cart'`,
        {},
        settings,
      ),
    );
    await command(
      client,
      `INSERT INTO definitions (kind, name, steps, seen) VALUES ('funnel', 'checkout', {steps:Array(String)}, now64(3))`,
      { steps },
    );
    for (const name of ["business_events", "journey_days", "session_owners"])
      await again(() =>
        command(client, "OPTIMIZE TABLE {name:Identifier} FINAL", { name }, { max_execution_time: 600 }),
      );
    const [counts] = await select<{ events: string; steps: string; size: string; user: string }>(
      client,
      `SELECT toString(count()) AS events, toString(countIf(kind = 'journey')) AS steps, (SELECT toString(count()) FROM journey_days) AS size,
        argMax(user_id, (user_id != '', uid)) AS user FROM business_events`,
    );
    return {
      events: Number(counts?.events),
      steps: Number(counts?.steps),
      size: Number(counts?.size),
      user: counts?.user ?? "",
    };
  } finally {
    await client.close();
    await engine.stop();
  }
}

async function measure(): Promise<void> {
  const times: [name: string, ms: readonly number[]][] = [];
  const time = async (name: string, act: () => Promise<unknown>): Promise<void> => {
    times.push([name, await timed(act)]);
  };
  const sqlRange = { from: toSql(range.from), to: toSql(range.to), environment: "" };
  const funnel = { ...sqlRange, names: ["checkout"], steps: [steps], windowNs: 86_400_000_000_000n };
  await time("funnel of 4 steps, everybody counted", async () => {
    for (const part of toParts(filled.size)) await store.queries.run("funnel-levels", { ...funnel, ...part });
  });
  const sample = toSample(filled.size);
  const ways = { ...sqlRange, name: "checkout", until: "", ...sample.part };
  await time(`Sankey of 5 steps, every ${sample.share}th person`, () =>
    Promise.all([store.queries.run("journey-nodes", ways), store.queries.run("journey-links", ways)]),
  );
  await time("a user's timeline", () => ask(userPath, { id: filled.user }));
  await time("answer of all funnels, with as many days before", () => ask(funnelsPath, range));
  await time("answer of one funnel, with who dropped where", () =>
    ask(funnelPath, { ...range, name: "checkout" }),
  );
  await time("answer of one journey, with examples", () => ask(journeyPath, { ...range, name: "checkout" }));
  const lastDay = { ...range, from: new Date((today - 1) * 86_400_000).toISOString() };
  await time("answer of one funnel, one day", () => ask(funnelPath, { ...lastDay, name: "checkout" }));
  await time("answer of transactions, one day", () => ask(transactionsPath, lastDay));
  console.log(JSON.stringify({ events: filled.events, steps: filled.steps, times }));
}

/** Milliseconds of three runs, after one to warm up. */
async function timed(act: () => Promise<unknown>): Promise<number[]> {
  await act();
  const times: number[] = [];
  for (let n = 0; n < 3; n++) {
    const begun = performance.now();
    await act();
    times.push(performance.now() - begun);
  }
  return times;
}

/** As the route answers it. */
async function ask(routePath: string, params: RawParams): Promise<unknown> {
  const route = apiRoutes.find((one) => one.path === routePath && one.method === "GET");
  if (route === undefined) throw new Error(`there is no route ${routePath}`);
  return route.handler(params, context);
}

function toSql(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}
