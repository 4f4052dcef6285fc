// Sends spans, log records and metric points at a steady rate, each batch again until it is acknowledged, until standard input ends.
// Prints every ten seconds, and at the end, how many of each were acknowledged.
//
// `node sender.ts JSON`, where JSON is a `SenderOptions`.
import { setTimeout as sleep } from "node:timers/promises";
import type { Batch } from "../workload/batch.ts";
import { httpSender } from "../workload/batch-sender.ts";
import { createLogBatch } from "../workload/log-batch.ts";
import { createMetricBatch } from "../workload/metric-batch.ts";
import { createRealisticBatch } from "../workload/realistic-batch.ts";

export interface SenderOptions {
  readonly url: string;
  /** Items a second. */
  readonly rates: Readonly<Record<SentSignal, number>>;
}

export type SentSignal = "traces" | "logs" | "metrics";

export interface Sent {
  /** Items that the console has acknowledged. */
  readonly acknowledged: Readonly<Record<SentSignal, number>>;
  /** Attempts that were not acknowledged. */
  readonly retries: number;
  /** Batches that are due and not acknowledged. */
  readonly waiting: number;
  /** CPU time of this process, ms. */
  readonly cpuMs: number;
}

/** A batch of spans is fifty traces of eight. */
const items: Readonly<Record<SentSignal, number>> = { traces: 400, logs: 200, metrics: 200 };
const batchesAtOnce = 8;

const { url, rates } = JSON.parse(process.argv[2] ?? "{}") as SenderOptions;
const acknowledged: Record<SentSignal, number> = { traces: 0, logs: 0, metrics: 0 };
let retries = 0;
let waiting = 0;
let isOver = false;

process.stdin.resume().on("end", () => (isOver = true));
const timer = setInterval(report, 10_000);
await Promise.all([
  stream("traces", createRealisticBatch),
  stream("logs", createLogBatch),
  stream("metrics", createMetricBatch),
]);
clearInterval(timer);
report();
process.exit();

/** After an outage it sends what became due meanwhile, eight batches at once. */
async function stream(signal: SentSignal, create: (items: number, service: string) => Batch): Promise<void> {
  const sender = httpSender(url, signal);
  const send = sender.open();
  const free = Array.from({ length: batchesAtOnce }, (_, at) => create(items[signal], `service-${at}`));
  const running = new Set<Promise<void>>();
  const everyMs = (items[signal] / rates[signal]) * 1000;
  const begun = performance.now();
  for (let number = 0; !isOver; number++) {
    const pauseMs = begun + number * everyMs - performance.now();
    if (pauseMs > 0) await sleep(pauseMs);
    waiting++;
    while (free.length === 0) await Promise.race(running);
    const batch = free.pop()!;
    const one = deliver(signal, batch, send).finally(() => {
      waiting--;
      running.delete(one);
      free.push(batch);
    });
    running.add(one);
  }
  await Promise.all(running);
  sender.close();
}

/** Again until it is acknowledged, with the same bytes: then it counts once. */
async function deliver(
  signal: SentSignal,
  batch: Batch,
  send: (body: Uint8Array) => Promise<boolean>,
): Promise<void> {
  batch.renew();
  while (!(await send(batch.bytes).catch(() => false))) {
    retries++;
    await sleep(300);
  }
  acknowledged[signal] += batch.items;
}

function report(): void {
  const { user, system } = process.cpuUsage();
  const sent: Sent = { acknowledged, retries, waiting, cpuMs: (user + system) / 1000 };
  console.log(JSON.stringify(sent));
}
