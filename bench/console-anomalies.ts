// What does anomaly detection cost the console and its engine in a minute, with 1,000 series?
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createAnomalyJob, delayMs } from "../packages/console/src/anomalies/job.ts";
import { createAnomalyStore } from "../packages/console/src/store/anomalies.ts";
import { command } from "../packages/console/src/store/client.ts";
import { openBackend } from "../packages/console/src/store/open-backend.ts";
import { migrate } from "../packages/console/src/store/schema/migrate.ts";
import { cpuMs } from "./cpu.ts";
import { answer, figureOf } from "./figure.ts";

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
  const before = cpuMs(process.pid);
  const startedMs = performance.now();
  await job.tick(signal);
  const caughtUp = { ...cpuMs(process.pid), ms: performance.now() - startedMs };
  const [console, engine, wall]: number[][] = [[], [], []];
  const live = cpuMs(process.pid);
  let last = live;
  for (let round = 0; round < rounds; round++) {
    now += minute;
    const beganMs = performance.now();
    await job.tick(signal);
    const used = cpuMs(process.pid);
    console!.push(used.console - last.console);
    engine!.push(used.engine - last.engine);
    wall!.push(performance.now() - beganMs);
    last = used;
  }
  const { series, until } = job.figures;
  if (series !== 3 * (services + operations) || until !== end)
    throw new Error(`The work did not happen: ${series} series until ${new Date(until).toISOString()}.`);
  answer({
    question: "Anomaly detection: CPU of a minute",
    method: `${series} series of ${services} services and ${operations} operations (rate, error rate, p95), ${rounds} minutes one after the other, each as if it had just ended: five queries, all detectors, one fifteenth of the states stored. CPU time of the console and of its engine. Catching up: ${history} minutes after a restart.`,
    figures: [
      figureOf("console, each minute", "ms CPU", console!),
      figureOf("engine, each minute", "ms CPU", engine!),
      figureOf("from the first query to the last insert", "ms", wall!),
      figureOf("console, catching up", "ms CPU", [caughtUp.console - before.console]),
      figureOf("engine, catching up", "ms CPU", [caughtUp.engine - before.engine]),
    ],
  });
} finally {
  await backend.close();
  rmSync(directory, { recursive: true, force: true });
}
