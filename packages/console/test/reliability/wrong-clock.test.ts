// A clock that is wrong at the start: processes whose time is really shifted, their engines included, on a store of many parts that merges
// renew meanwhile. Nothing that was stored may be deleted.
// @module-tag extended
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { Stats } from "contract";
import type { SpanRow } from "../../src/store/rows.ts";
import { openStore } from "../../src/store/store.ts";
import {
  type ConsoleProcess,
  makeDataDir,
  runConsole,
  startConsoleProcess,
} from "../support/console-process.ts";
import type { MergedStore } from "../support/merge-store.ts";
import { plainLogs, plainSpans } from "../support/rows.ts";
import { aheadBy, shiftedClock } from "../support/shifted-clock.ts";

const day = 86_400_000;
const token = "made-up-token-of-the-test";
const required = process.env["TELLTALE_SERVICES"] === "required";
const canShift = shiftedClock !== undefined || required;
if (!canShift) console.log("skipped: consoles with a wrong clock: clocks cannot be shifted here");

const data = makeDataDir();

/** Six days of spans and logs in many parts, received as they came. The clock of the machine did not stand still, so it is believed. */
beforeAll(async () => {
  let ago = 0;
  const nowMs = (): number => Date.now() - ago * day;
  ago = 6;
  const store = await openStore({ directory: data.path, nowMs, writer: { nowMs, maxAgeMs: 1 } });
  for (; ago >= 0; ago--) {
    await store.confirmClock();
    for (let part = 0; part < 4; part++)
      await store.writer.write(1, (sink) => {
        for (const span of plainSpans(5)) sink.span(shifted(span, ago));
        for (const log of plainLogs(5))
          sink.log({ ...log, timeNs: log.timeNs - BigInt(ago * day) * 1_000_000n });
      });
  }
  await store.close();
});
afterAll(() => data.remove());

function shifted(span: SpanRow, days: number): SpanRow {
  return { ...span, startNs: span.startNs - BigInt(days * day) * 1_000_000n };
}

async function startTenDaysAhead(): Promise<ConsoleProcess> {
  const running = await startConsoleProcess(data.path, [], { TELLTALE_TOKEN: token, ...aheadBy(10) });
  onTestFinished(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

async function ask<Result>({ addresses }: ConsoleProcess, asked: string, query?: string): Promise<Result> {
  const response = await fetch(new URL(asked, addresses.page), {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    ...(query === undefined ? {} : { method: "POST", body: JSON.stringify({ query }) }),
  });
  if (!response.ok) throw new Error(`${asked}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Result;
}

const rowsQuery =
  "SELECT (SELECT count() FROM spans) AS spans, (SELECT count() FROM logs) AS logs, (SELECT sum(spans) FROM trace_summary) AS traced, now() AS at";

/** What is stored, and the days that the engine is ahead. */
async function look(
  running: ConsoleProcess,
): Promise<{ readonly rows: readonly number[]; readonly ahead: number }> {
  const { rows } = await ask<{ rows: unknown[][] }>(running, "/api/sql", rowsQuery);
  const [at, ...counts] = rows[0]!.toReversed();
  const clock = Date.parse(`${String(at).replace(" ", "T")}Z`);
  return { rows: counts.map(Number), ahead: Math.round((clock - Date.now()) / day) };
}

async function stop(running: ConsoleProcess): Promise<void> {
  running.child.kill("SIGTERM");
  await running.ended;
}

test.runIf(canShift)("a start and merges with a clock ten days ahead delete nothing", async () => {
  const script = path.resolve(import.meta.dirname, "../support/merge-store.ts");
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--conditions=telltale-source", script, data.path],
    {
      env: {
        PATH: process.env["PATH"],
        NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
        ...aheadBy(10),
      },
    },
  );
  const merged = JSON.parse(stdout) as MergedStore;
  expect(merged).toMatchObject({ paused: true, tablesWithTtl: [] });
  expect(merged.engineClock - Date.now()).toBeGreaterThan(9 * day);
  expect(merged.partsBefore).toBeGreaterThan(merged.partsAfter);
  expect(merged.oldestModified - Date.now()).toBeGreaterThan(9 * day);
});

test.runIf(canShift)("with the right clock again, everything is there and deletion goes on", async () => {
  const store = await openStore({ directory: data.path });
  try {
    const [row] = await store.queries.runText<{ spans: string; logs: string; traced: string }>(rowsQuery);
    expect([row!.spans, row!.logs, row!.traced].map(Number)).toEqual([140, 140, 140]);
    expect((await store.stats()).retention.paused).toBeUndefined();
  } finally {
    await store.close();
  }
});

test.runIf(canShift)(
  "a console whose clock is wrong says why it deletes nothing; when an operator confirms the clock, it deletes what is too old",
  async () => {
    const running = await startTenDaysAhead();
    expect(await look(running)).toEqual({ rows: [140, 140, 140], ahead: 10 });
    const { startedAt, store: figures } = await ask<Stats>(running, "/api/stats");
    expect(Date.parse(startedAt) - Date.now()).toBeGreaterThan(9 * day);
    const { known, clock } = figures.retention!.paused!;
    expect(Date.parse(clock) - Date.parse(known)).toBeGreaterThan(9 * day);
    const doctor = await runConsole(["doctor", "--data", data.path, "--port", "0"], {
      TELLTALE_TOKEN: token,
    });
    expect(doctor.stdout).toMatch(
      /^ok {4}retention: paused: the clock says .*`telltale-console retention confirm`$/m,
    );
    const said = await runConsole(["retention", "confirm", "--url", running.addresses.page], {
      TELLTALE_TOKEN: token,
    });
    expect(said).toMatchObject({ code: 0, stderr: "" });
    expect(said.stdout).toMatch(/^The clock is confirmed: \d{4}-/);
    await stop(running);

    const again = await startTenDaysAhead();
    // The doctor's three spans came just now, so the day that they are of stays: today's 20 spans, unless midnight was between.
    expect([
      { rows: [23, 0, 23], ahead: 10 },
      { rows: [3, 0, 3], ahead: 10 },
    ]).toContainEqual(await look(again));
    await stop(again);
  },
);
