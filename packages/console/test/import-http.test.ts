// `POST /api/import` of a console that runs, with its store: files larger than its memory, the same file twice, and what was exported.
// @module-tag extended
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { ImportResult, Problem, Stats } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chosenTier } from "../../../tools/testing/tiers.ts";
import { mutate } from "./hostile/mutations.ts";
import { createRandom } from "./hostile/random.ts";
import { makePreparedDir, startConsoleProcess, type ConsoleProcess } from "./support/console-process.ts";

const fixtures = fileURLToPath(new URL("fixtures/real-traces/", import.meta.url));
const seed = 82;
/** Files of each format. */
const damaged = chosenTier() === "nightly" ? 40 : 15;
const directory = await makePreparedDir();
let running: ConsoleProcess;

/** Of objects; a console that has nothing to do takes a third of it. */
const heapMiB = 160;

beforeAll(async () => {
  running = await startConsoleProcess(directory.path, [], {
    NODE_OPTIONS: `--max-old-space-size=${heapMiB}`,
  });
});

afterAll(async () => {
  running?.child.kill("SIGTERM");
  await running?.ended;
  directory.remove();
});

async function send(body: ReadableStream | Uint8Array, name: string): Promise<ImportResult> {
  const response = await fetch(`${running.addresses.page}/api/import?name=${name}`, {
    method: "POST",
    body,
    duplex: "half",
  } as RequestInit);
  const answer = (await response.json()) as ImportResult & Problem;
  if (!response.ok) throw new Error(`${response.status}: ${answer.message}`);
  return answer;
}

const stats = async (): Promise<Stats> =>
  (await (await fetch(`${running.addresses.page}/api/stats`)).json()) as Stats;

/** The most memory that the process has taken so far, in MiB; where it cannot be read, 0. */
function peakMiB(): number {
  if (process.platform !== "linux") return 0;
  const status = readFileSync(`/proc/${running.child.pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) / 1024;
}

const rows = 48_000;
const bodyChars = 8_000;

/** Log records, about 240 MB of them. */
function* manyLines(): Generator<Buffer> {
  const startMs = Date.parse("2026-11-20T12:00:00Z");
  const filling = "x".repeat(bodyChars);
  for (let at = 0; at < rows; at++) {
    const record = { timeUnixNano: `${startMs + at}000000`, body: { stringValue: `${at} ${filling}` } };
    yield Buffer.from(`${JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] })}\n`);
  }
}

test("a file that is larger than the memory of the console is stored", { timeout: 300_000 }, async () => {
  const before = await stats();
  const idle = peakMiB();
  const { state, stored, bytes } = await send(ReadableStream.from(manyLines()), "large.jsonl");
  expect([state, stored.logRecords]).toEqual(["done", rows]);
  expect(bytes).toBeGreaterThan(rows * bodyChars);
  expect((await stats()).stored.logRecords - before.stored.logRecords).toBe(rows);
  expect(peakMiB() - idle).toBeLessThan(bytes / 1024 / 1024);
});

test("spans that are in the store are counted as duplicates, in whatever format they are sent again", async () => {
  const first = await send(readFileSync(`${fixtures}hotrod/otlp-traces.json`), "otlp-traces.json");
  expect([first.stored.spans, first.duplicates]).toEqual([379, 0]);
  const again = await send(readFileSync(`${fixtures}hotrod/jaeger-es-bulk.ndjson`), "jaeger.ndjson");
  expect([again.stored.spans, again.duplicates]).toEqual([379, 379]);
});

test.each(["otlp-json", "csv", "parquet"])("what was exported as %s is imported", async (format) => {
  const range = "from=2023-01-24T16:00:00Z&to=2023-01-24T17:00:00Z";
  const exported = await fetch(
    `${running.addresses.page}/api/export?signal=traces&format=${format}&${range}`,
  );
  const { stored, duplicates, rejected } = await send(await exported.bytes(), `spans.${format}`);
  expect([stored.spans, duplicates, rejected]).toEqual([379, 379, 0]);
});

test.each([
  ["otlp-json", true],
  ["csv", true],
  ["parquet", false],
] as const)("%s that is damaged is refused or read in part", { timeout: 300_000 }, async (format, isText) => {
  const range = "from=2023-01-24T16:00:00Z&to=2023-01-24T17:00:00Z";
  const exported = await fetch(
    `${running.addresses.page}/api/export?signal=traces&format=${format}&${range}`,
  );
  const whole = Buffer.from(await exported.arrayBuffer());
  const random = createRandom(seed);
  const statuses = new Set<number>();
  for (let at = 0; at < damaged; at++) {
    const body = mutate(whole, isText, random, [whole]);
    const response = await fetch(`${running.addresses.page}/api/import`, { method: "POST", body });
    const answer = (await response.json()) as Problem;
    if (![200, 422].includes(response.status))
      throw new Error(`mutation ${at} of seed ${seed}: ${response.status} ${answer.code} ${answer.message}`);
    statuses.add(response.status);
  }
  expect(statuses).toContain(422);
  expect((await fetch(`${running.addresses.page}/readyz`)).status).toBe(200);
});
