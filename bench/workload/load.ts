// Sends batches to a console and tells how many of what was in them were acknowledged, and when. As fast as they are acknowledged,
// or at a steady rate, whatever the answers take: then the time counts from when a batch was due.
//
// `node load.ts JSON`, where JSON is a `LoadOptions`.
import { createBatch, type Batch } from "./batch.ts";
import { grpcSender, httpSender, type Send } from "./batch-sender.ts";
import { createLogBatch } from "./log-batch.ts";
import { createMetricBatch } from "./metric-batch.ts";
import { createRealisticBatch } from "./realistic-batch.ts";

export interface LoadOptions {
  readonly signal: "traces" | "logs" | "metrics";
  /** Spans of many services whose values hardly repeat. */
  readonly realistic?: boolean;
  readonly protocol: "http" | "grpc";
  readonly url: string;
  readonly seconds: number;
  /** Batches under way at the same time. */
  readonly connections: number;
  /** Spans, log records or points of a batch. */
  readonly items: number;
  /** Items a second; as many as are acknowledged when there is none. */
  readonly rate?: number;
}

export interface Load {
  readonly acknowledged: number;
  readonly refused: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of this process for each of them. */
  readonly senderUs: number;
}

const options = JSON.parse(process.argv[2] ?? "{}") as LoadOptions;
const createTraces = options.realistic === true ? createRealisticBatch : createBatch;
const create = { traces: createTraces, logs: createLogBatch, metrics: createMetricBatch }[options.signal];
const sender = { http: httpSender, grpc: grpcSender }[options.protocol](options.url, options.signal);
const lanes = Array.from({ length: options.connections }, (_, index) => laneOf(index));
const delays: number[] = [];
let acknowledged = 0;
let refused = 0;

interface Lane {
  readonly batch: Batch;
  readonly send: Send;
}

/** A batch is encoded once and changed in place: the sender shares the machine with what it measures. */
function laneOf(index: number): Lane {
  const batch = create(options.items, `service-${index}`);
  return { send: sender.open(), batch };
}

async function sendOne({ batch, send }: Lane, dueAt: number): Promise<void> {
  batch.renew();
  if (await send(batch.bytes)) acknowledged += batch.items;
  else {
    refused += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  delays.push(performance.now() - dueAt);
}

async function asFastAsTaken(until: number): Promise<void> {
  await Promise.all(
    lanes.map(async (lane) => {
      while (performance.now() < until) await sendOne(lane, performance.now());
    }),
  );
}

async function steadily(until: number, rate: number): Promise<void> {
  const everyMs = (options.items / rate) * 1000;
  const free = [...lanes];
  const waiting: number[] = [];
  const running = new Set<Promise<void>>();

  function next(): void {
    const lane = free.pop();
    if (lane === undefined) return;
    const dueAt = waiting.shift();
    if (dueAt === undefined) {
      free.push(lane);
      return;
    }
    const one = sendOne(lane, dueAt).finally(() => {
      running.delete(one);
      free.push(lane);
      next();
    });
    running.add(one);
  }

  for (let dueAt = performance.now(); dueAt < until; dueAt += everyMs) {
    const pause = dueAt - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    waiting.push(dueAt);
    next();
  }
  while (running.size > 0 || waiting.length > 0) await Promise.race(running);
}

const cpuBefore = process.cpuUsage();
const begun = performance.now();
const until = begun + options.seconds * 1000;
await (options.rate === undefined ? asFastAsTaken(until) : steadily(until, options.rate));
const took = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(cpuBefore);
sender.close();
delays.sort((a, b) => a - b);
const load: Load = {
  acknowledged,
  refused,
  perSecond: acknowledged / took,
  p50Ms: delays[Math.floor(delays.length * 0.5)] ?? Number.NaN,
  p99Ms: delays[Math.floor(delays.length * 0.99)] ?? Number.NaN,
  senderUs: (user + system) / acknowledged,
};
console.log(JSON.stringify(load));
