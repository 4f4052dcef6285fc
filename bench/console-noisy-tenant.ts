// While one tenant asks the worst of everything, how soon does the console answer its health check, and the requests and alert rounds of
// another tenant? `TELLTALE_BENCH_PAIRS=5` pairs of phases of `TELLTALE_BENCH_SECONDS=65`, which have a round of the rules each: ordinary
// load, then the worst.
import { request } from "node:http";
import path from "node:path";
import type { AlertsResult, MadeToken } from "contract";
import { createFolder, startConsole } from "../tools/console-process.ts";
import { answer, type Figure, figureOf } from "./figure.ts";
import { quantile } from "./ingest.ts";
import { run } from "./process.ts";
import { createBatch } from "./workload/batch.ts";
import type { LoopTurns } from "./workload/loop-turns.ts";
import type { NoisyOptions } from "./workload/noisy-tenant.ts";

const pairs = Number(process.env["TELLTALE_BENCH_PAIRS"] ?? 5);
const seconds = Number(process.env["TELLTALE_BENCH_SECONDS"] ?? 65);
const connections = 16;
const rules = 50;
const spansPerRequest = 500;
const spansPerSecond = 2_000;
const ownToken = "made-up-token-of-the-benchmark";
const sources = ["--conditions=telltale-source"];

/** What is measured in one phase, in ms. */
interface Phase {
  readonly health: readonly number[];
  readonly ingest: readonly number[];
  readonly rounds: readonly number[];
  readonly turns: LoopTurns;
}

const { folder, remove } = createFolder();
process.once("exit", remove);
const socket = path.join(folder, "loop.sock");
const running = await startConsole(
  folder,
  undefined,
  [],
  { TELLTALE_TOKEN: ownToken, TELLTALE_BENCH_LOOP: socket },
  {
    cli: path.join(import.meta.dirname, "../packages/console/dist/cli.js"),
    nodeOptions: ["--import", path.join(import.meta.dirname, "workload/loop-turns.ts")],
  },
);
const phases: Record<"ordinary" | "worst", Phase[]> = { ordinary: [], worst: [] };
try {
  const [read, ingest, other, alerts] = await Promise.all([
    makeToken("noisy read", "read", "noisy"),
    makeToken("noisy ingest", "ingest", "noisy"),
    makeToken("other ingest", "ingest", "other"),
    makeToken("other alerts", "alerts", "other"),
  ]);
  for (let n = 0; n < rules; n++) await saveRule(alerts, n);
  const tenant = { readToken: read, ingestToken: ingest, connections, seconds, ...running.addresses };
  // what the noisy tenant asks for has to be there
  await noisy({ ...tenant, modest: false });
  for (let pair = 0; pair < pairs; pair++)
    for (const kind of ["ordinary", "worst"] as const)
      phases[kind].push(await phase(() => noisy({ ...tenant, modest: kind === "ordinary" }), other, alerts));
} finally {
  await running.stop();
}

answer({
  question: "Other tenants while one asks the worst of everything",
  method:
    `${pairs} pairs of phases of ${seconds} s, on the loopback address. Ordinary: one question a second. Worst: ${connections} connections with all reading routes and 30 days, ` +
    `SQL at its limits, requests of up to 54 MiB in each signal and encoding, malformed ones, wrong tokens and documentation. Meanwhile another tenant sends ${spansPerSecond.toLocaleString("en")} spans a second ` +
    `and has ${rules} alert rules, and the health check is asked ten times a second. Sender, console and store on the same cores. A turn is the time in which the console's main thread serves no other client.`,
  figures: (["ordinary", "worst"] as const).flatMap(figuresOf),
});

function figuresOf(kind: "ordinary" | "worst"): Figure[] {
  const of = (name: string, valueOf: (one: Phase) => number, unit = "ms"): Figure =>
    figureOf(`${kind}: ${name}`, unit, phases[kind].map(valueOf));
  return [
    of("health check, p50", ({ health }) => quantile(health, 0.5)),
    of("health check, p99", ({ health }) => quantile(health, 0.99)),
    of("requests of the other tenant, p50", ({ ingest }) => quantile(ingest, 0.5)),
    of("requests of the other tenant, p99", ({ ingest }) => quantile(ingest, 0.99)),
    of("alert round of the other tenant", ({ rounds }) => quantile(rounds, 0.5)),
    of("longest turn, CPU time", ({ turns }) => turns.maxCpuMs),
    of("turns of more than 50 ms of CPU time", ({ turns }) => turns.long, "turns"),
  ];
}

async function phase(load: () => Promise<unknown>, ingest: string, alerts: string): Promise<Phase> {
  await loopTurns();
  const health: number[] = [];
  const requests: number[] = [];
  const rounds = new Map<number, number>();
  const begunMs = Date.now();
  const stop = new AbortController();
  const asking = Promise.all([
    repeat(stop.signal, 100, health, () => ask("GET", "/healthz", undefined)),
    repeat(stop.signal, (spansPerRequest / spansPerSecond) * 1000, requests, () => sendSpans(ingest)),
    repeat(stop.signal, 5_000, [], async () => {
      const { lastMs, durationMs } = await lastRound(alerts);
      if (lastMs !== null && lastMs >= begunMs) rounds.set(lastMs, durationMs);
    }),
  ]);
  await load();
  stop.abort();
  await asking;
  return {
    health: sorted(health),
    ingest: sorted(requests),
    rounds: sorted([...rounds.values()]),
    turns: await loopTurns(),
  };
}

/** Calls `act` each `everyMs` and notes how long it took; one call at a time. */
async function repeat(
  signal: AbortSignal,
  everyMs: number,
  times: number[],
  act: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    const begun = performance.now();
    await act();
    const tookMs = performance.now() - begun;
    times.push(tookMs);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, everyMs - tookMs)));
  }
}

function sorted(values: readonly number[]): number[] {
  return values.toSorted((a, b) => a - b);
}

/** The load is a process of its own, which gives way to what is measured. */
async function noisy(options: NoisyOptions): Promise<unknown> {
  return run(
    "workload/noisy-tenant.ts",
    [JSON.stringify(options)],
    [...sources, "--max-old-space-size=4096"],
  );
}

async function sendSpans(token: string): Promise<void> {
  const batch = createBatch(spansPerRequest, "other");
  batch.renew();
  const response = await fetch(`${running.addresses.otlpHttp}/v1/traces`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/x-protobuf" },
    body: batch.bytes as Uint8Array<ArrayBuffer>,
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`The other tenant was answered with ${response.status}.`);
}

async function lastRound(token: string): Promise<AlertsResult["evaluation"]> {
  return ((await (await ask("GET", "/api/alerts", token)).json()) as AlertsResult).evaluation;
}

async function makeToken(name: string, scope: string, tenant: string): Promise<string> {
  const made = await ask("POST", "/api/tokens", ownToken, { name, scope, tenant });
  return ((await made.json()) as MadeToken).token;
}

async function saveRule(token: string, n: number): Promise<void> {
  const content = {
    name: `rule ${n}`,
    on: { service: "other", measure: n % 2 === 0 ? "errors" : "rate" },
    when: { above: (n + 1) / 100 },
  };
  await ask("POST", "/api/alert-rules", token, { content });
}

async function ask(
  method: string,
  where: string,
  token: string | undefined,
  body?: object,
): Promise<Response> {
  const response = await fetch(running.addresses.page + where, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${where}: ${response.status} ${await response.text()}`);
  return response;
}

function loopTurns(): Promise<LoopTurns> {
  return new Promise((resolve, reject) => {
    request({ socketPath: socket }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => resolve(JSON.parse(text) as LoopTurns));
    })
      .on("error", reject)
      .end();
  });
}
