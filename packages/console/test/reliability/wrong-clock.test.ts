// A clock that is wrong at the start: consoles whose time is really shifted, on a store of many parts, all of them modified just now as if
// merges had renewed them. Nothing that was stored may go.
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
import { aheadBy, faketime } from "../support/faketime.ts";
import { plainLogs, plainSpans } from "../support/rows.ts";

const day = 86_400_000;
const token = "made-up-token-of-the-test";
const required = process.env["TELLTALE_SERVICES"] === "required";
const canShift = faketime !== undefined || required;
if (!canShift) console.log("skipped: consoles with a wrong clock: there is no libfaketime here");

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

async function started(days: number): Promise<ConsoleProcess> {
  const env = { TELLTALE_TOKEN: token, ...(days === 0 ? {} : aheadBy(days)) };
  const running = await startConsoleProcess(data.path, [], env);
  onTestFinished(async () => {
    running.child.kill("SIGKILL");
    await running.ended;
  });
  return running;
}

async function ask<Result>({ addresses }: ConsoleProcess, path: string, body?: object): Promise<Result> {
  const response = await fetch(new URL(path, addresses.page), {
    method: body === undefined ? "GET" : "POST",
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Result;
}

async function counted(running: ConsoleProcess, query: string): Promise<unknown> {
  const { rows } = await ask<{ rows: unknown[][] }>(running, "/api/sql", { query });
  return rows[0]?.map(Number);
}

const rowsQuery =
  "SELECT (SELECT count() FROM spans), (SELECT count() FROM logs), (SELECT sum(spans) FROM trace_summary)";

async function stop(running: ConsoleProcess): Promise<void> {
  running.child.kill("SIGTERM");
  await running.ended;
}

test.runIf(canShift)("starts with a clock ten days ahead drop nothing, and the pages say why", async () => {
  for (let start = 0; start < 2; start++) {
    const running = await started(10);
    expect(await counted(running, rowsQuery)).toEqual([140, 140, 140]);
    const [shift] = [Date.parse((await ask<Stats>(running, "/api/stats")).startedAt) - Date.now()];
    expect(shift).toBeGreaterThan(9 * day);
    const { store: figures } = await ask<Stats>(running, "/api/stats");
    expect(
      Date.parse(figures.retention!.paused!.clock) - Date.parse(figures.retention!.paused!.known),
    ).toBeGreaterThan(9 * day);
    await stop(running);
  }
});

test.runIf(canShift)("with the clock set right, the store goes on as if nothing had been", async () => {
  const running = await started(0);
  expect(await counted(running, rowsQuery)).toEqual([140, 140, 140]);
  const { store: figures } = await ask<Stats>(running, "/api/stats");
  expect(figures.retention).not.toHaveProperty("paused");
  await stop(running);
});

test.runIf(canShift)("an operator who says that the clock is right has what is too old dropped", async () => {
  const running = await started(10);
  const said = await runConsole(["retention", "confirm", "--url", running.addresses.page], {
    TELLTALE_TOKEN: token,
  });
  expect(said).toMatchObject({ code: 0, stderr: "" });
  expect(said.stdout).toMatch(/^The clock is confirmed: \d{4}-/);
  await stop(running);
  const again = await started(10);
  expect(await counted(again, rowsQuery)).toEqual([0, 0, 0]);
  await stop(again);
});
