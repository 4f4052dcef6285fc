// What anomaly detection costs the console and its engine in a minute, with 1,000 series: run by the benchmark of the same question, which
// reads the JSON on standard output. Linux only.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createAnomalyJob, delayMs } from "../../src/anomalies/job.ts";
import { createAnomalyStore } from "../../src/store/anomalies.ts";
import { command } from "../../src/store/client.ts";
import { openBackend } from "../../src/store/open-backend.ts";
import { migrate } from "../../src/store/schema/migrate.ts";

const services = 8;
const operations = 325;
const history = 120;
const rounds = 30;
const minute = 60_000;
const end = Math.floor(Date.now() / minute) * minute;
const start = end - (history + rounds) * minute;

const directory = mkdtempSync(path.join(tmpdir(), "telltale-bench-"));
const backend = await openBackend({ directory }, () => undefined);
try {
  await migrate(backend.writer);
  // a Poisson-like count of entries, errors of one in a hundred, durations in twelve buckets
  await command(
    backend.writer,
    `INSERT INTO red (tenant, service, environment, name, kind, entry, minute, spans, errors, duration, estimated, estimated_errors, histogram)
    SELECT '', concat('service-', toString(operation % {services:UInt32})), 'production', concat('GET /', toString(operation)), 2, true,
      toDateTime({start:UInt32} + 60 * intDiv(number, {operations:UInt32}), 'UTC'),
      40 + cityHash64(number) % 40 AS spans, cityHash64(number, 'e') % 100 < 40 AS errors, spans * 20000000, spans, errors,
      mapFromArrays(arrayMap(b -> toInt16(90 + b), range(12)), arrayMap(b -> toUInt64(1 + cityHash64(number, b) % 8), range(12)))
    FROM (SELECT number, number % {operations:UInt32} AS operation FROM numbers({count:UInt64}))`,
    { services, operations, start: start / 1000, count: operations * (history + rounds) },
  );
  let now = start + history * minute + delayMs;
  const store = createAnomalyStore(backend.writer);
  const job = createAnomalyJob({ store, budget: 5, maxSeries: 10_000, nowMs: () => now });
  const { signal } = new AbortController();
  const before = usedMs();
  await job.tick(signal);
  const caughtUp = usedMs();
  const [consoleMs, engineMs, wallMs]: [number[], number[], number[]] = [[], [], []];
  let last = caughtUp;
  for (let round = 0; round < rounds; round++) {
    now += minute;
    const beganMs = performance.now();
    await job.tick(signal);
    const used = usedMs();
    consoleMs.push(used.console - last.console);
    engineMs.push(used.engine - last.engine);
    wallMs.push(performance.now() - beganMs);
    last = used;
  }
  const { series, until } = job.figures;
  if (series !== 3 * (services + operations) || until !== end)
    throw new Error(`The work did not happen: ${series} series until ${new Date(until).toISOString()}.`);
  process.stdout.write(
    JSON.stringify({
      series,
      services,
      operations,
      history,
      rounds,
      live: { console: consoleMs, engine: engineMs, wall: wallMs },
      caughtUp: { console: caughtUp.console - before.console, engine: caughtUp.engine - before.engine },
    }),
  );
} finally {
  await backend.close();
  rmSync(directory, { recursive: true, force: true });
}

/** CPU time of this process and of the engine since they began, in ms. The system counts the engine's in hundredths of a second. */
function usedMs(): { readonly console: number; readonly engine: number } {
  const { user, system } = process.cpuUsage();
  const fields = readFileSync(`/proc/${backend.enginePid()!}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return { console: (user + system) / 1000, engine: (Number(fields[11]) + Number(fields[12])) * 10 };
}
