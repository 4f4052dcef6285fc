// The machine loses its power while the schema is made or brought up to date: the next start goes on, and every row is there.
// @module-tag extended
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Backend } from "../../src/store/backend.ts";
import { command, select } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { migrate, readSteps, toMigrations } from "../../src/store/schema/migrate.ts";
import { laterStep } from "../support/later-step.ts";
import { processesOf } from "../support/processes.ts";
import { slowness } from "../support/slowness.ts";
import { temporaryDirectory } from "../support/temporary.ts";

/** Between the moments of two kills: `TELLTALE_KILL_ROUNDS` makes them closer. */
const stepMs = 400 / Number(process.env["TELLTALE_KILL_ROUNDS"] ?? 1);
const script = fileURLToPath(new URL("../support/opening-store.ts", import.meta.url));
const columnsOf =
  "SELECT table, name, type, default_expression FROM system.columns WHERE database = 'telltale' ORDER BY table, name";
const timeout = 600_000;

interface Found {
  readonly columns: readonly unknown[];
  readonly spans: string;
}

/** Which steps the store has in the end: those of now, or that of a later version, too. */
type Version = "now" | "later";

const stepsOf: Readonly<Record<Version, ReturnType<typeof readSteps>>> = {
  now: readSteps(),
  later: [...readSteps(), ...toMigrations([laterStep])],
};

async function onEngine<Result>(
  directory: string,
  act: (backend: Backend) => Promise<Result>,
): Promise<Result> {
  const backend = await openBackend({ directory }, () => undefined);
  try {
    return await act(backend);
  } finally {
    await backend.close();
  }
}

/** What the store has become, when all its steps have been applied. */
function read(directory: string, version: Version): Promise<Found> {
  return onEngine(directory, async ({ writer }) => {
    await migrate(writer, { steps: stepsOf[version] });
    return { columns: await select(writer, columnsOf), spans: await readSpans(writer) };
  });
}

async function readSpans(writer: Backend["writer"]): Promise<string> {
  const [row] = await select<{ spans: string }>(
    writer,
    "SELECT concat(toString(count()), ' ', toString(sum(cityHash64(trace_id, name)))) AS spans FROM spans",
  );
  return row!.spans;
}

/** Starts opening the store, and kills process and engine after `delayMs`. Whether that was before it was done. */
async function openAndKill(directory: string, version: Version, delayMs: number): Promise<boolean> {
  const child = spawn(process.execPath, ["--conditions=telltale-source", script, directory, version], {
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

/** Kills at later and later moments, until it was done before. */
async function killAlong(directory: string, version: Version): Promise<number> {
  for (let kills = 0; ; kills++)
    if (!(await openAndKill(directory, version, 400 + kills * stepMs * slowness()))) return kills;
}

test("a store whose first start was killed again and again is as one that was not", { timeout }, async () => {
  const [killed, whole] = [temporaryDirectory(), temporaryDirectory()];
  expect(await killAlong(killed, "now")).toBeGreaterThan(0);
  const found = await read(killed, "now");
  expect(await openAndKill(whole, "now", timeout)).toBe(false);
  expect(found).toEqual(await read(whole, "now"));
});

test("a store that was killed in its update has all its rows and columns", { timeout }, async () => {
  const [directory, whole] = [temporaryDirectory(), temporaryDirectory()];
  const before = await onEngine(directory, async ({ writer }) => {
    await migrate(writer);
    await command(
      writer,
      "INSERT INTO spans (trace_id, name, start) SELECT toFixedString(leftPad(toString(number), 16, '0'), 16), toString(number % 97), now64(9) - toIntervalSecond(number % 9000) FROM numbers(50000)",
    );
    return readSpans(writer);
  });
  expect(await killAlong(directory, "later")).toBeGreaterThan(0);
  const found = await read(directory, "later");
  expect(found.spans).toBe(before);
  expect(found.columns).toEqual((await read(whole, "later")).columns);
});
