// A console under load: how much it acknowledges, how soon, what it holds in memory meanwhile and how quickly its page answers.
import { createFolder, startConsole, type ConsoleProcess } from "../tools/console-process.ts";
import { run } from "./process.ts";
import { residentMb } from "./resident.ts";
import type { Load, LoadOptions } from "./workload/load.ts";

/** How long a load that is said to be sustained lasts: two minutes, unless `TELLTALE_BENCH_SECONDS` says otherwise. */
export const sustainedSeconds: number = Number(process.env["TELLTALE_BENCH_SECONDS"] ?? 120);

/** How long a load at a given rate lasts. */
export const steadySeconds: number = Math.min(30, sustainedSeconds);

/** What the first page asks for: its document, services, traces, figures of the console itself. */
export const questions: readonly string[] = [
  "/",
  "/api/services?from=-15m",
  "/api/traces?from=-15m&limit=20",
  "/api/stats",
];

type Kind = Pick<LoadOptions, "signal" | "protocol"> & Partial<LoadOptions>;

/**
 * Runs `act` with a console of its own on an empty folder. Folders stay until the process ends: for minutes after many files were
 * deleted some file systems (ext4 without a journal) take several times as long to make one, which the next load would be charged for.
 */
export async function withConsole<Result>(
  act: (running: ConsoleProcess) => Promise<Result>,
): Promise<Result> {
  const { folder, remove } = createFolder();
  process.once("exit", remove);
  const running = await startConsole(folder);
  try {
    return await act(running);
  } finally {
    await running.stop();
  }
}

/** Sends for a while, and makes sure that what was acknowledged is what was stored. */
export async function sendTo({ addresses }: ConsoleProcess, kind: Kind): Promise<Load> {
  const url = kind.protocol === "grpc" ? addresses.otlpGrpc : addresses.otlpHttp;
  const before = await storedItems(addresses.page, kind.signal);
  const load = await run<Load>("workload/load.ts", [
    JSON.stringify({ url, seconds: sustainedSeconds, connections: 64, items: 1000, ...kind }),
  ]);
  const stored = (await storedItems(addresses.page, kind.signal)) - before;
  if (stored !== load.acknowledged)
    throw new Error(`Cannot trust the figures: ${load.acknowledged} were acknowledged and ${stored} stored`);
  return load;
}

const counted = { traces: "spans", logs: "logRecords", metrics: "metricPoints" } as const;

async function storedItems(page: string, signal: LoadOptions["signal"]): Promise<number> {
  const stats = (await (await fetch(`${page}/api/stats`)).json()) as {
    readonly stored: Readonly<Record<string, number>>;
  };
  return stats.stored[counted[signal]] ?? 0;
}

/** The most that a console and its engine held together, in MB, while `act` ran. */
export async function peakMb(running: ConsoleProcess, act: () => Promise<unknown>): Promise<number> {
  let peak = 0;
  const look = (): void => {
    const { console: own, engine } = residentMb(running.child.pid ?? 0);
    peak = Math.max(peak, own + engine);
  };
  const timer = setInterval(look, 250);
  await act();
  look();
  clearInterval(timer);
  return peak;
}

/**
 * Asks for each of `paths` in turn, ten times a second, while `act` runs. Gives the times of all answers, in ms, in order.
 *
 * When an answer fails, `act` comes to its end first: a sender whose console is gone would report that and not what was wrong.
 */
export async function answerTimes(
  running: ConsoleProcess,
  paths: readonly string[],
  act: () => Promise<unknown>,
  onAnswer: (path: string, ms: number) => void = () => undefined,
): Promise<number[]> {
  const times: number[] = [];
  let isOver = false;
  const acting = act().finally(() => (isOver = true));
  const [asked, acted] = await Promise.allSettled([askOn(), acting]);
  for (const outcome of [asked, acted]) if (outcome.status === "rejected") throw outcome.reason;
  return times.toSorted((a, b) => a - b);

  async function askOn(): Promise<void> {
    for (let n = 0; !isOver; n++) {
      const begun = performance.now();
      const path = paths[n % paths.length]!;
      const response = await fetch(`${running.addresses.page}${path}`);
      const body = await response.text();
      if (!response.ok)
        throw new Error(`${response.url} was answered with ${response.status}: ${body.slice(0, 500)}`);
      times.push(performance.now() - begun);
      onAnswer(path, performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}
