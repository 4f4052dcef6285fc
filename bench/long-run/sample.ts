// One sample of a run: its processes, its store, and how long the pages' questions take.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { AlertsResult, StoreDetails } from "contract";
import type { ConsoleProcess } from "../../tools/console-process.ts";
import { engineOf, figuresOf, type ProcessFigures, shopProcesses } from "./processes.ts";

export interface Sample {
  /** Seconds since the run began. */
  readonly at: number;
  /** By name: console, engine, and those of the shop. Absent while a process is restarted. */
  readonly processes: Readonly<Record<string, ProcessFigures>>;
  readonly store?: StoreFigures;
  /** Milliseconds of each question by its name; `null` without an answer. */
  readonly answersMs: Readonly<Record<string, number | null>>;
  readonly rules?: RuleFigures;
}

interface StoreFigures {
  readonly rows: number;
  readonly parts: number;
  /** Of the tables. */
  readonly tableBytes: number;
  /** Of the data directory; not in each sample. */
  readonly diskBytes?: number;
}

interface RuleFigures {
  readonly rules: number;
  readonly notEvaluated: number;
  /** Seconds since the last round. */
  readonly ageSeconds: number;
}

/** What is asked in each sample: what pages ask, over the last `seconds`, so that each reads as much as the one before. */
export function questionsOf(seconds: number): Readonly<Record<string, string>> {
  const range = `from=-${seconds}s`;
  return {
    healthz: "/healthz",
    services: `/api/services?${range}`,
    service: `/api/services/service-1?${range}`,
    "service map": `/api/services/graph?${range}`,
    traces: `/api/traces?limit=20&${range}`,
    "trace groups": `/api/traces/groups?by=customer.tier&${range}`,
    heatmap: `/api/heatmap?${range}`,
    "what differs": `/api/differs?select=status%3Derror&${range}`,
    logs: `/api/logs?limit=50&${range}`,
    "log histogram": `/api/logs/histogram?${range}`,
    "log patterns": `/api/logs/patterns?${range}`,
    metrics: `/api/metrics?${range}`,
    metric: `/api/metrics/shop.metric.1?${range}`,
    transactions: `/api/transactions?${range}`,
    purchases: `/api/transactions/purchase?${range}`,
    funnels: `/api/funnels?${range}`,
    journey: `/api/journeys/shopping/columns?${range}`,
    workflows: `/api/workflows?${range}`,
    interactions: `/api/interactions?${range}`,
    errors: `/api/errors?${range}`,
    anomalies: `/api/anomalies?${range}`,
    alerts: `/api/alerts?${range}`,
  };
}

export interface Sampler {
  take(running: ConsoleProcess, shopPid: number): Promise<Sample>;
}

export interface SamplerOptions {
  readonly folder: string;
  readonly questions: Readonly<Record<string, string>>;
  /** Seconds since the run began. */
  readonly clock: () => number;
  /** By how much the console's clock is ahead. */
  readonly aheadMs: number;
}

/** `du` reads each file of the store: not more often than this. */
const diskEverySeconds = 20;
const answerTimeoutMs = 60_000;

export function createSampler({ folder, questions, clock, aheadMs }: SamplerOptions): Sampler {
  let diskAt = -Infinity;
  return {
    async take(running, shopPid) {
      const at = clock();
      const processes = processesOf(running, shopPid);
      const page = running.addresses.page;
      const answersMs: Record<string, number | null> = {};
      for (const [name, path] of Object.entries(questions)) answersMs[name] = await answerMs(page, path);
      const isDiskDue = at - diskAt >= diskEverySeconds;
      if (isDiskDue) diskAt = at;
      const store = await storeOf(page, isDiskDue ? folder : undefined).catch(() => undefined);
      const rules = await rulesOf(page, aheadMs).catch(() => undefined);
      return { at, processes, answersMs, ...(store && { store }), ...(rules && { rules }) };
    },
  };
}

function processesOf({ child }: ConsoleProcess, shopPid: number): Record<string, ProcessFigures> {
  const pid = child.pid ?? 0;
  const [own, engine] = [figuresOf(pid), engineOf(pid)];
  return { ...(own && { console: own }), ...(engine && { engine }), ...shopProcesses(shopPid) };
}

async function answerMs(page: string, path: string): Promise<number | null> {
  const begun = performance.now();
  try {
    const response = await fetch(`${page}${path}`, { signal: AbortSignal.timeout(answerTimeoutMs) });
    await response.arrayBuffer();
    return response.ok ? Math.round((performance.now() - begun) * 10) / 10 : null;
  } catch {
    return null;
  }
}

async function storeOf(page: string, folder: string | undefined): Promise<StoreFigures> {
  const { servers } = await ask<StoreDetails>(page, "/api/store");
  const tables = servers.flatMap((server) => server.tables);
  const sum = (field: "rows" | "parts" | "bytes"): number =>
    tables.reduce((total, table) => total + table[field], 0);
  const diskBytes = folder === undefined ? undefined : await sizeOf(folder);
  return {
    rows: sum("rows"),
    parts: sum("parts"),
    tableBytes: sum("bytes"),
    ...(diskBytes !== undefined && { diskBytes }),
  };
}

/** Files that are removed while they are counted make `du` fail, with the right sum. */
async function sizeOf(folder: string): Promise<number> {
  const { stdout } = await promisify(execFile)("du", ["-s", "--block-size=1", folder]).catch(
    (error: { stdout?: string }) => ({ stdout: error.stdout ?? "" }),
  );
  return Number.parseInt(stdout, 10);
}

async function rulesOf(page: string, aheadMs: number): Promise<RuleFigures> {
  const { evaluation } = await ask<AlertsResult>(page, "/api/alerts?limit=1");
  const { rules, failing, notEvaluatedTotal, lastMs } = evaluation;
  const ageMs = Date.now() + aheadMs - (lastMs ?? 0);
  return { rules, notEvaluated: Math.max(failing, notEvaluatedTotal), ageSeconds: Math.round(ageMs / 1000) };
}

export async function ask<Result>(page: string, path: string, body?: unknown): Promise<Result> {
  const response = await fetch(`${page}${path}`, {
    ...(body !== undefined && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
    signal: AbortSignal.timeout(answerTimeoutMs),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as Result;
}
