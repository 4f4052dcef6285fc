// The machine loses its power while the schema is made or brought up to date: the next start goes on, and every row is there.
// @module-tag extended
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { type ClickHouseClient, command, connect, select } from "../../src/store/client.ts";
import { startEngine } from "../../src/store/engine/engine.ts";
import { missingMigrations } from "../../src/store/schema/migrate.ts";
import { openStore } from "../../src/store/store.ts";
import { temporaryDirectory } from "../support/temporary.ts";

/** Between the moments of two kills: `TELLTALE_KILL_ROUNDS` makes them closer. */
const stepMs = 400 / Number(process.env["TELLTALE_KILL_ROUNDS"] ?? 1);
const script = fileURLToPath(new URL("../support/opening-store.ts", import.meta.url));
const columnsOf =
  "SELECT table, name, type, default_expression FROM system.columns WHERE database = 'telltale' ORDER BY table, name";
const timeout = 600_000;

interface Opened {
  readonly columns: readonly unknown[];
  readonly spans: string;
}

/** Opens the store to its end, and reads what it has become. */
async function read(directory: string): Promise<Opened> {
  const store = await openStore({ directory });
  try {
    const columns = await store.queries.runText(columnsOf);
    const [row] = await store.queries.runText<{ spans: string }>(
      "SELECT concat(toString(count()), ' ', toString(sum(cityHash64(trace_id, name)))) AS spans FROM spans",
    );
    return { columns, spans: row!.spans };
  } finally {
    await store.close();
  }
}

/** Starts opening the store, and kills process and engine after `delayMs`. Whether that was before it was done. */
async function openAndKill(directory: string, delayMs: number): Promise<boolean> {
  const child = spawn(process.execPath, ["--conditions=telltale-source", script, directory], {
    stdio: "ignore",
  });
  const ended = once(child, "exit").then(() => true);
  onTestFinished(() => void child.kill("SIGKILL"));
  const isDone = await Promise.race([ended, sleep(delayMs, false)]);
  // the engine first: it would end in order when its console is gone
  for (const pid of [...processesOf(directory).filter((one) => one !== child.pid), child.pid!]) killOne(pid);
  await ended;
  return !isDone;
}

function killOne(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has ended
  }
}

/** Processes whose command names `directory`; none where there is no `/proc`. */
function processesOf(directory: string): readonly number[] {
  if (!existsSync("/proc/self/cmdline")) return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => commandOf(pid).includes(directory)).map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** Kills at later and later moments, until it was done before. */
async function killAlong(directory: string): Promise<number> {
  for (let kills = 0; ; kills++) if (!(await openAndKill(directory, 400 + kills * stepMs))) return kills;
}

test("a store whose first start was killed again and again is as one that was not", { timeout }, async () => {
  const [killed, whole] = [temporaryDirectory(), temporaryDirectory()];
  expect(await killAlong(killed)).toBeGreaterThan(0);
  expect(await read(killed)).toEqual(await read(whole));
});

test("a store that was killed in its update has all its rows and columns", { timeout }, async () => {
  const [directory, whole] = [temporaryDirectory(), temporaryDirectory()];
  const before = await prepare(directory);
  expect(await killAlong(directory)).toBeGreaterThan(0);
  const found = await read(directory);
  expect(found.spans).toBe(before);
  expect(found.columns).toEqual((await read(whole)).columns);
});

/** A store of the first eight steps, with spans. Returns their fingerprint. */
async function prepare(directory: string): Promise<string> {
  const engine = await startEngine({ directory });
  const login = {
    url: engine.url,
    username: "writer",
    password: engine.secrets.writerPassword,
    settings: {},
  };
  const maker = connect({ ...login, database: "system" }, 1);
  await command(maker, "CREATE DATABASE telltale");
  await maker.close();
  const client: ClickHouseClient = connect({ ...login, database: "telltale" }, 2);
  try {
    for (const { statements, number, name, checksum } of (await missingMigrations(client)).slice(0, 8)) {
      for (const statement of statements) await command(client, statement);
      await client.insert({ table: "schema_migrations", values: [{ number, name, checksum }] });
    }
    await command(
      client,
      "INSERT INTO spans (trace_id, name, start) SELECT toFixedString(leftPad(toString(number), 16, '0'), 16), toString(number % 97), now64(9) - toIntervalSecond(number % 9000) FROM numbers(50000)",
    );
    const [row] = await select<{ spans: string }>(
      client,
      "SELECT concat(toString(count()), ' ', toString(sum(cityHash64(trace_id, name)))) AS spans FROM spans",
    );
    return row!.spans;
  } finally {
    await client.close();
    await engine.stop();
  }
}
