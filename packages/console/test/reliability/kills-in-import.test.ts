// `kill -9` of a console that imports a file, over HTTP and as a command, at random moments. What it said was stored is there, nothing is
// there twice, nothing stays locked, and the same file imported again completes it.
// TELLTALE_IMPORT_KILLS=20 for the long form, TELLTALE_IMPORT_KILL_SEED to have one again.
// @module-tag extended
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ImportResult } from "contract";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { createRandom, type Random } from "../hostile/random.ts";
import {
  type ConsoleProcess,
  runConsole,
  spawnConsole,
  startConsoleProcess,
} from "../support/console-process.ts";
import { prepareStore } from "../support/prepared-store.ts";
import { expectRollupsToAgree } from "../support/rollups.ts";
import { slowness } from "../support/slowness.ts";

const kills = Number(process.env["TELLTALE_IMPORT_KILLS"] ?? 2);
const seed = Number(process.env["TELLTALE_IMPORT_KILL_SEED"] ?? 1);

const lines = 1_200;
const itemsOfLine = 40;
const items = lines * itemsOfLine;

const kinds = ["spans", "logRecords", "metricPoints"] as const;
type Counts = Record<(typeof kinds)[number], number>;
const all: Counts = { spans: items, logRecords: items, metricPoints: items };
const nothing = (): Counts => ({ spans: 0, logRecords: 0, metricPoints: 0 });

test(
  `${kills} kills in imports lose nothing acknowledged, and a second import completes the file (seed ${seed})`,
  { timeout: (240_000 + kills * 60_000) * slowness() },
  async () => {
    const random = createRandom(seed);
    for (let at = 0; at < kills; at++)
      await (at % 2 === 0 ? killOnce(random, killUpload, uploadAgain) : killCommandInTheMiddle(random));
  },
);

/** One kill in a store of its own, and the same file again. Returns what was stored of it when the console was killed. */
async function killOnce(
  random: Random,
  kill: (directory: string, file: readonly Buffer[], random: Random) => Promise<Counts>,
  again: (directory: string, file: readonly Buffer[], stored: Counts) => Promise<void>,
): Promise<Counts> {
  const directory = mkdtempSync(join(tmpdir(), "telltale-import-kills-"));
  onTestFinished(
    () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
    60_000,
  );
  await prepareStore(directory);
  const before = readdirSync(directory).toSorted();
  // rows of today are known by the console's memory, older ones by the store
  const file = makeFile(Date.now() - random.pick([60_000, 5 * 86_400_000]));
  const acknowledged = await kill(directory, file, random);
  const stored = await inspect(directory);
  for (const kind of kinds)
    expect({ kind, lost: Math.max(0, acknowledged[kind] - stored[kind]) }).toEqual({ kind, lost: 0 });
  await again(directory, file, stored);
  expect(await inspect(directory)).toEqual(all);
  expect(readdirSync(directory).toSorted()).toEqual(before);
  return stored;
}

const mostTries = 10;

/** Kills the command at a share of the time that it takes, until a kill is between its first and its last row. */
async function killCommandInTheMiddle(random: Random): Promise<void> {
  const wholeMs = await measureCommand();
  let [low, high] = [0, wholeMs];
  const hits: string[] = [];
  while (!hits.includes("middle") && hits.length < mostTries) {
    const killAfterMs = low + (high - low) * (0.3 + random.below(40) / 100);
    const kill = async (directory: string, file: readonly Buffer[]): Promise<Counts> =>
      killCommand(directory, file, killAfterMs);
    const { spans, logRecords, metricPoints } = await killOnce(random, kill, runAgain);
    const rows = spans + logRecords + metricPoints;
    const hit = rows === 0 ? "before" : rows === kinds.length * items ? "after" : "middle";
    hits.push(hit);
    // with some slack, because no two runs take as long: a machine may have become slower or faster since it was measured
    if (hit === "before") [low, high] = [killAfterMs - wholeMs / 20, Math.max(high, 1.3 * killAfterMs)];
    else [low, high] = [Math.min(low, 0.7 * killAfterMs), killAfterMs + wholeMs / 20];
  }
  expect(hits).toContain("middle");
}

/** How long the command takes for the whole file. */
async function measureCommand(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "telltale-import-kills-"));
  onTestFinished(
    () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
    60_000,
  );
  await prepareStore(directory);
  const file = makeFile(Date.now() - 60_000);
  const begun = performance.now();
  await runAgain(directory, file);
  return performance.now() - begun;
}

const service = ["service.name", "service.version"].map((key) => ({ key, value: { stringValue: "shop" } }));

/** Spans, log records and points, forty a line. */
function makeFile(startMs: number): readonly Buffer[] {
  return Array.from({ length: lines }, (_, line) => {
    const numbers = Array.from({ length: itemsOfLine }, (_one, at) => line * itemsOfLine + at);
    const timeOf = (number: number): string => `${startMs + number}000000`;
    const hex = (number: number, width: number): string => (number + 1).toString(16).padStart(width, "0");
    const of = [
      {
        resourceSpans: [
          {
            resource: { attributes: service },
            scopeSpans: [
              {
                spans: numbers.map((number) => ({
                  traceId: hex(number, 32),
                  spanId: hex(number, 16),
                  name: "GET /",
                  kind: 2,
                  startTimeUnixNano: timeOf(number),
                  endTimeUnixNano: timeOf(number + 1),
                })),
              },
            ],
          },
        ],
      },
      {
        resourceLogs: [
          {
            scopeLogs: [
              {
                logRecords: numbers.map((number) => ({
                  timeUnixNano: timeOf(number),
                  body: { stringValue: `order-${number} is paid` },
                })),
              },
            ],
          },
        ],
      },
      {
        resourceMetrics: [
          {
            scopeMetrics: [
              {
                metrics: [
                  {
                    name: "orders",
                    gauge: {
                      dataPoints: numbers.map((number) => ({ timeUnixNano: timeOf(number), asInt: number })),
                    },
                  },
                ],
              },
            ],
          },
        ],
      },
    ];
    return Buffer.from(of.map((one) => `${JSON.stringify(one)}\n`).join(""));
  });
}

/** Returns how many the console said it had stored. */
async function killUpload(directory: string, file: readonly Buffer[], random: Random): Promise<Counts> {
  const running = await startConsoleProcess(directory);
  onTestFinished(() => void running.child.kill("SIGKILL"));
  const killFrom = 1 + random.below(items * 0.6);
  const killAfterMs = random.below(100);
  const id = "0".repeat(31) + "1";
  const acknowledged = nothing();
  let killing: Promise<unknown> | undefined;
  const note = ({ stored }: ImportResult): void => {
    if (stored.spans >= killFrom) killing ??= sleep(killAfterMs).then(() => running.child.kill("SIGKILL"));
    for (const kind of kinds) acknowledged[kind] = Math.max(acknowledged[kind], stored[kind]);
  };
  const url = `${running.addresses.page}/api/import`;
  const answered = upload(url, id, slowly(file)).then(note, () => undefined);
  let isOver = false;
  void running.ended.then(() => (isOver = true));
  while (!isOver) {
    const response = await fetch(`${url}s/${id}`).catch(() => undefined);
    const result = response?.ok === true ? await response.json().catch(() => undefined) : undefined;
    if (result !== undefined) note(result as ImportResult);
  }
  await answered;
  expect(acknowledged.spans).toBeGreaterThan(0);
  return acknowledged;
}

/** The file, so slowly that its last lines come when the first ones are stored. */
async function* slowly(file: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const [at, line] of file.entries()) {
    if (at % 10 === 0) await sleep(10);
    yield line;
  }
}

/** The same with the command, which acknowledges the whole file by its exit code. */
async function killCommand(directory: string, file: readonly Buffer[], killAfterMs: number): Promise<Counts> {
  const { child, ended } = spawnConsole(["import", "--data", directory, writeFile(file)], {});
  const gone = once(child, "exit");
  await Promise.race([gone, sleep(killAfterMs)]);
  child.kill("SIGKILL");
  return (await ended).code === 0 ? all : nothing();
}

function writeFile(file: readonly Buffer[]): string {
  const folder = mkdtempSync(join(tmpdir(), "telltale-import-file-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const path = join(folder, "orders.jsonl");
  writeFileSync(path, Buffer.concat(file));
  return path;
}

async function upload(
  url: string,
  id: string,
  body: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<ImportResult> {
  const response = await fetch(`${url}?id=${id}`, {
    method: "POST",
    body: ReadableStream.from(body),
    duplex: "half",
  } as RequestInit);
  expect(response.status).toBe(200);
  return (await response.json()) as ImportResult;
}

/** The whole file again. */
async function runAgain(directory: string, file: readonly Buffer[]): Promise<void> {
  const { code, stderr } = await runConsole(["import", "--data", directory, writeFile(file)]);
  if (code !== 0) throw new Error(`The import ended with ${code}: ${stderr}`);
}

/** The same over HTTP, on the first attempt: no slot is taken, and what is stored is not stored again. */
async function uploadAgain(directory: string, file: readonly Buffer[], stored: Counts): Promise<void> {
  const running: ConsoleProcess = await startConsoleProcess(directory);
  onTestFinished(() => void running.child.kill("SIGKILL"));
  const result = await upload(`${running.addresses.page}/api/import`, "0".repeat(31) + "1", file);
  expect(result).toMatchObject({ state: "done", rejected: 0 });
  expect(result.stored).toMatchObject({ spans: items, logRecords: items });
  expect(result.duplicates).toBe(stored.spans + stored.logRecords);
  running.child.kill("SIGTERM");
  await running.ended;
}

/** Opens the store again and returns what it has: each is there once, and the roll-ups agree. */
async function inspect(directory: string): Promise<Counts> {
  const store = await openStore({ directory });
  try {
    const [row] = await store.queries.runText<Record<string, string>>(`
      SELECT toString((SELECT count() FROM spans)) AS spans, toString((SELECT uniqExact(span_id) FROM spans)) AS differentSpans,
        toString((SELECT count() FROM logs)) AS logs, toString((SELECT uniqExact(body) FROM logs)) AS differentLogs,
        toString((SELECT count() FROM samples FINAL)) AS points, toString((SELECT uniqExact(int_value) FROM samples)) AS differentPoints`);
    const count = (name: string): number => Number(row![name]);
    expect([count("spans"), count("logs"), count("points")]).toEqual([
      count("differentSpans"),
      count("differentLogs"),
      count("differentPoints"),
    ]);
    if (count("spans") > 0) await expectRollupsToAgree((sql) => store.queries.runText(sql));
    expect(await store.check()).toEqual([]);
    return { spans: count("spans"), logRecords: count("logs"), metricPoints: count("points") };
  } finally {
    await store.close();
  }
}
