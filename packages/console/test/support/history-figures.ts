// What it costs the console and its engine to compare an hour with its history, with 10,000 names of client spans: run by the benchmark of
// the same question, which reads the JSON on standard output. Linux only.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createHistoryJob } from "../../src/findings/history/job.ts";
import { command } from "../../src/store/client.ts";
import { createFindingHistoryStore } from "../../src/store/finding-history.ts";
import { createFindingStore } from "../../src/store/findings.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { migrate } from "../../src/store/schema/migrate.ts";

const names = 10_000;
const slow = 20;
const hours = 169;
/** Minutes of an hour in which each name is called. */
const minutes = 6;
const spans = 1_000_000;
const rounds = 5;
const hour = 3_600;
const end = Math.floor(Date.now() / 1000 / hour) * hour;

const directory = mkdtempSync(path.join(tmpdir(), "telltale-bench-"));
const backend = await openBackend({ directory }, () => undefined);
try {
  await migrate(backend.writer);
  // durations of 20 to 40 ms; of the slow names 80 to 160 ms in the last hour
  await insertParts(
    names * minutes * hours,
    `INSERT INTO red (tenant, service, environment, name, kind, entry, minute, spans, errors, duration, estimated, estimated_errors, histogram)
    SELECT '', concat('service-', toString(place % 8)), 'production', concat('SELECT table', toString(place)), 3, false,
      toDateTime({end:UInt32} - 3600 * (1 + intDiv(number, {names:UInt32} * {minutes:UInt32})) + 600 * (intDiv(number, {names:UInt32}) % {minutes:UInt32}), 'UTC') AS time,
      10 AS spans, 0, spans * 28000000, spans, 0,
      map(toInt16(98 + number % 4 + if(place < {slow:UInt32} AND time >= toDateTime({end:UInt32} - 3600, 'UTC'), 8, 0)), 10)
    FROM (SELECT number, number % {names:UInt32} AS place FROM numbers({from:UInt64}, {count:UInt64}))`,
    { end, names, minutes, slow },
  );
  await insertParts(
    spans,
    `INSERT INTO spans (tenant, trace_id, span_id, start, duration, service, environment, name, kind, db_system, weight, sattr, received)
    SELECT '', unhex(hex(sipHash128(number))), unhex(hex(sipHash64(number))),
      toDateTime64({end:UInt32}, 9, 'UTC') - toIntervalMillisecond(1 + 86400000 * number / {spans:UInt64}) AS start,
      toUInt64(1e6 * (20 + number % 20)) * if(place < {slow:UInt32} AND start >= toDateTime64({end:UInt32} - 3600, 9, 'UTC'), 4, 1),
      concat('service-', toString(place % 8)), 'production', concat('SELECT table', toString(place)), 3, 'postgresql', 1,
      map('db.query.text', concat('SELECT a FROM table', toString(place), ' WHERE id = ', toString(number))), now()
    FROM (SELECT number, cityHash64(number) % 1000 AS place FROM numbers({from:UInt64}, {count:UInt64}))`,
    { end, slow, spans },
  );
  const history = createFindingHistoryStore(backend.writer);
  const findings = createFindingStore(backend.writer);
  const [consoleMs, engineMs, wallMs]: [number[], number[], number[]] = [[], [], []];
  let found = 0;
  for (let round = 0; round < rounds; round++) {
    // each judges the last hour only
    const job = createHistoryJob({
      history: { ...history, hours: async () => [end - hour] },
      findings,
      nowMs: () => (end + 400) * 1000,
      note: (text) => process.stderr.write(`${text}\n`),
    });
    const before = usedMs();
    const beganMs = performance.now();
    await job.tick(new AbortController().signal);
    wallMs.push(performance.now() - beganMs);
    const after = usedMs();
    consoleMs.push(after.console - before.console);
    engineMs.push(after.engine - before.engine);
    found = job.figures.findings;
  }
  if (found !== slow) throw new Error(`${found} findings instead of ${slow}`);
  process.stdout.write(
    JSON.stringify({
      names,
      rows: names * minutes * hours,
      spans,
      found,
      console: consoleMs,
      engine: engineMs,
      wall: wallMs,
    }),
  );
} finally {
  await backend.close();
  rmSync(directory, { recursive: true, force: true });
}

/** Inserts so many numbered rows, a part at a time: the engine's memory is limited. */
async function insertParts(count: number, statement: string, params: Record<string, unknown>): Promise<void> {
  const part = 250_000;
  for (let from = 0; from < count; from += part)
    await command(backend.writer, statement, { ...params, from, count: Math.min(part, count - from) });
}

/** CPU time of this process and of the engine since they began, in ms. The system counts the engine's in hundredths of a second. */
function usedMs(): { readonly console: number; readonly engine: number } {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync(`/proc/${backend.enginePid()!}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return { console: (user + system) / 1000, engine: (Number(fields[11]) + Number(fields[12])) * 10 };
}
