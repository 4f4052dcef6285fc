// Fills a store with business events and times funnels, ways and a person's timeline by the API's own queries. Run by the benchmark.
//
// `node --conditions=telltale-source business-figures.ts DIRECTORY DAYS [fill]`: what is in the directory already is kept; `fill` measures nothing.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type RouteName, splitRoute } from "contract";
import type { ApiContext, RawParams } from "../../src/api/context.ts";
import { countLevels } from "../../src/api/funnels/funnel-levels.ts";
import { toFunnelParams } from "../../src/api/funnels/funnel-params.ts";
import { usualRules } from "../../src/api/funnels/funnel-rules.ts";
import { apiRoutes } from "../../src/api/routes.ts";
import { command, connect, select } from "../../src/store/client.ts";
import { startEngine } from "../../src/store/engine/engine.ts";
import { migrate } from "../../src/store/schema/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { again } from "./again.ts";

interface Filled {
  readonly events: number;
  readonly steps: number;
  readonly size: number;
  readonly user: string;
  /** Unix days: the first after the last of them. */
  readonly today: number;
}

const directory = process.argv[2] ?? "";
/** A third of a million events a day. */
const days = Number(process.argv[3] ?? 30);
const steps = ["landing", "product", "cart", "paid"];
const note = join(directory, "filled.json");

const known = existsSync(note) ? (JSON.parse(readFileSync(note, "utf8")) as Filled) : undefined;
const filled = known ?? (await fill());
writeFileSync(note, JSON.stringify(filled));

if (process.argv[4] === "fill") {
  console.log(JSON.stringify(filled));
  process.exit();
}

const { today } = filled;
const range = {
  from: new Date((today - days) * 86_400_000).toISOString(),
  to: new Date(today * 86_400_000).toISOString(),
};
const store = await openStore({ directory });
const context: ApiContext = { queries: store.queries, nowMs: Date.now };
try {
  await measure();
} finally {
  await store.close();
}

/** Makes the events in the engine itself: the views that keep rows by person and day up to date see each of them. */
async function fill(): Promise<Filled> {
  const end = Math.floor(Date.now() / 86_400_000);
  // One that was begun and not ended.
  rmSync(join(directory, "engine"), { recursive: true, force: true });
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
    for (let day = end - days; day < end; day++) await again(() => command(client, text, { day }, settings));
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
      today: end,
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
  const nsRange = { fromNs: toNs(range.from), toNs: toNs(range.to) };
  for (const order of ["ordered", "strict", "any"] as const)
    await time(`funnel of 4 steps, everybody counted, ${order}`, async () => {
      const rules = { ...usualRules, order };
      await countLevels(
        toFunnelParams([{ name: "checkout", steps }], nsRange, { environment: undefined }, rules),
        context,
      );
    });
  await time("a user's timeline", () => ask("GET /api/users/:id", { id: filled.user }));
  await time("answer of all funnels, with as many days before", () => ask("GET /api/funnels", range));
  await time("answer of one funnel, with who dropped where", () =>
    ask("GET /api/funnels/:name", { ...range, name: "checkout" }),
  );
  await time("answer of one funnel by an attribute", () =>
    ask("GET /api/funnels/:name/groups", { ...range, name: "checkout", by: "customer.tier" }),
  );
  await time("what differs for those who left at a step", () =>
    ask("GET /api/differs", { ...range, of: "funnels", type: "checkout", step: "cart" }),
  );
  const lost = { ...range, of: "transactions", type: "purchase", outcome: ["failed", "abandoned"] };
  await time("what differs for the lost transactions, first answer", () =>
    ask("GET /api/differs", { ...lost, sample: "few" }),
  );
  await time("what differs for the lost transactions", () => ask("GET /api/differs", lost));
  await time("answer of transactions by an attribute", () =>
    ask("GET /api/transaction-groups/:type", { ...range, type: "purchase", by: "service.name" }),
  );
  const bought = { ...range, name: "checkout", end: "transaction", endName: "purchase" };
  await time("answer of one journey step by step, to a transaction, first answer", () =>
    ask("GET /api/journeys/:name/columns", { ...bought, sample: "few" }),
  );
  await time("answer of one journey step by step, to a transaction", () =>
    ask("GET /api/journeys/:name/columns", bought),
  );
  const lastDay = { ...range, from: new Date((today - 1) * 86_400_000).toISOString() };
  await time("answer of one funnel, one day", () =>
    ask("GET /api/funnels/:name", { ...lastDay, name: "checkout" }),
  );
  await time("answer of transactions, one day", () => ask("GET /api/transactions", lastDay));
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
async function ask(name: RouteName, params: RawParams): Promise<unknown> {
  const { path } = splitRoute(name);
  const route = apiRoutes.find((one) => one.path === path && one.method === "GET");
  if (route === undefined) throw new Error(`there is no route ${name}`);
  return route.handler(params, context);
}

function toNs(iso: string): bigint {
  return BigInt(Date.parse(iso)) * 1_000_000n;
}
