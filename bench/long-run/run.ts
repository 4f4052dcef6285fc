// A console and an instrumented shop under load for long, with restarts, a kill of the engine, deletion by age and a change to daylight
// saving time. Writes what it sees to a folder as it goes, so that a run that was ended early can be used.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConsoleProcess, lastingAddresses, startConsole } from "../../tools/console-process.ts";
import { root } from "../../tools/source-files.ts";
import { patience } from "../../tools/testing/patience.ts";
import { endAtExit } from "../process.ts";
import { clockVariables, createClock, type RunClock, timeZone } from "./clock.ts";
import {
  type ComparedFigure,
  compareFigures,
  countOldSpans,
  type SentByAll,
  wholeMinutes,
} from "./figures.ts";
import { type Shop, startSender, startShop } from "./load.ts";
import { engineOf } from "./processes.ts";
import { ruleCount, saveRules } from "./rules.ts";
import { ask, createSampler, questionsOf } from "./sample.ts";
import type { Sent, SenderOptions } from "./sender.ts";

export interface RunOptions {
  readonly minutes: number;
  readonly rates: SenderOptions["rates"];
  /** For samples, and for the store while it runs. */
  readonly folder: string;
  /** Shifts clocks: tools/shifted-clock.ts. */
  readonly clockLibrary: string;
  readonly cli?: string;
}

/** What a run is, written at its beginning. */
export interface RunInfo {
  readonly minutes: number;
  readonly began: string;
  readonly rates: SenderOptions["rates"];
  readonly rules: number;
  readonly intervalSeconds: number;
  readonly rangeSeconds: number;
}

export interface RunEvent {
  readonly at: number;
  readonly what: string;
  /** For how long the console or its engine was away. */
  readonly awaySeconds?: number;
}

/** What is known at the end. */
export interface RunEnd {
  /** For how long was sent. */
  readonly sentSeconds: number;
  readonly figures: readonly ComparedFigure[];
  readonly sent: Sent;
  /** Items that the library of the shop dropped. */
  readonly droppedByShop: number;
}

/** The files of a run in its folder. */
export const files = {
  info: "run.json",
  samples: "samples.jsonl",
  events: "events.jsonl",
  sent: "sent.json",
  end: "end.json",
} as const;

interface Run extends RunOptions {
  readonly seconds: number;
  readonly clock: RunClock;
  readonly store: string;
  /** Seconds since the run began. */
  now: () => number;
  running: ConsoleProcess;
}

const retention = ["--retain", "spans=1d,logs=1d,metrics=1d"];
const dayMs = 86_400_000;

/** Shares of the length. The second half is undisturbed but for the change of the clocks. */
const schedule: readonly (readonly [share: number, act: (run: Run) => Promise<void>])[] = [
  [0.05, deleteOldData],
  [0.1, restart],
  [0.2, restart],
  [0.4, killEngine],
  [0.45, restart],
];

export async function runForLong(options: RunOptions): Promise<void> {
  const { minutes, folder, rates } = options;
  const seconds = minutes * 60;
  const oldSeconds = Math.min(60, Math.max(10, seconds / 60));
  const clock = createClock((oldSeconds + seconds / 2) * 1000 + patience(20_000));
  const store = path.join(folder, "long-run-store");
  mkdirSync(folder, { recursive: true });
  for (const file of [store, ...Object.values(files).map((name) => path.join(folder, name))])
    rmSync(file, { recursive: true, force: true });
  await storeOldData(options, store, clock, oldSeconds);

  const run: Run = {
    ...options,
    seconds,
    clock,
    store,
    now: () => 0,
    running: await start(options, store, clock, await lastingAddresses()),
  };
  const fromMs = consoleNow(run);
  const variables = clockVariables(options.clockLibrary, clock);
  const shop = startShop(run.running.addresses.otlpHttp, variables);
  const sender = startSender({ url: run.running.addresses.otlpHttp, rates }, variables);
  const over = new AbortController();
  let isEqual = false;
  try {
    await saveRules(run.running.addresses.page);
    const info = infoOf(run);
    await untilAllAnswer(run.running, questionsOf(info.rangeSeconds));
    const begun = performance.now();
    run.now = () => (performance.now() - begun) / 1000;
    write(run, "info", info);
    await Promise.all([takeSamples(run, info, shop, over.signal), act(run)]);
    const sentSeconds = Math.round((consoleNow(run) - fromMs) / 1000);
    const sent = { load: await sender.stop(), shop: await shop.stop() };
    write(run, "sent", { fromMs, ...sent });
    const figures = await compare(run, fromMs, sent);
    write(run, "end", { sentSeconds, figures, sent: sent.load, droppedByShop: droppedBy(sent.shop) });
    isEqual = areEqual(figures);
  } finally {
    over.abort();
    sender.kill();
    shop.kill();
    await run.running.stop();
  }
  // where figures differ, it shows why
  if (isEqual) rmSync(store, { recursive: true, force: true });
}

function infoOf({ minutes, seconds, rates }: Run): RunInfo {
  return {
    minutes,
    rates,
    began: new Date().toISOString(),
    rules: ruleCount,
    // answers may not be most of what the engine does
    intervalSeconds: Math.min(60, Math.max(10, seconds / 120)),
    rangeSeconds: Math.round(Math.min(300, seconds / 5)),
  };
}

/** Until something of each kind is stored; on a busy machine it begins without. */
async function untilAllAnswer(
  { addresses }: ConsoleProcess,
  questions: Readonly<Record<string, string>>,
): Promise<void> {
  const until = performance.now() + 120_000;
  for (const question of Object.values(questions))
    while (performance.now() < until) {
      const response = await fetch(`${addresses.page}${question}`).catch(() => undefined);
      await response?.arrayBuffer();
      if (response?.ok === true) break;
      await sleep(500);
    }
}

/** The time of the console's clock, which the change of the clocks does not move: it is UTC. */
const consoleNow = ({ clock }: Run): number => Date.now() + clock.aheadMs;

function start(
  { cli = path.join(root, "packages/console/dist/cli.js"), clockLibrary }: RunOptions,
  store: string,
  clock: RunClock,
  at?: ConsoleProcess["addresses"],
  behindMs = 0,
): Promise<ConsoleProcess> {
  return startConsole(store, at, retention, clockVariables(clockLibrary, clock, behindMs), { cli }).then(
    (running) => {
      endAtExit(running.child);
      return running;
    },
  );
}

/** Data of two days before, received then: its retention has passed when the run begins. */
async function storeOldData(
  options: RunOptions,
  store: string,
  clock: RunClock,
  seconds: number,
): Promise<void> {
  const running = await start(options, store, clock, undefined, 2 * dayMs);
  const variables = clockVariables(options.clockLibrary, clock, 2 * dayMs);
  const sender = startSender({ url: running.addresses.otlpHttp, rates: options.rates }, variables);
  await sleep(seconds * 1000);
  await sender.stop();
  await running.stop();
}

async function takeSamples(run: Run, info: RunInfo, shop: Shop, over: AbortSignal): Promise<void> {
  const sampler = createSampler({
    folder: run.store,
    questions: questionsOf(info.rangeSeconds),
    clock: run.now,
    aheadMs: run.clock.aheadMs,
  });
  while (run.now() < run.seconds && !over.aborted) {
    const sample = await sampler.take(run.running, shop.pid);
    appendFileSync(path.join(run.folder, files.samples), `${JSON.stringify(sample)}\n`);
    const restSeconds = info.intervalSeconds - (run.now() - sample.at);
    await sleep(Math.max(200, restSeconds * 1000));
  }
}

async function act(run: Run): Promise<void> {
  const changeAt = run.now() + (run.clock.changeMs - consoleNow(run)) / 1000;
  for (const [share, event] of schedule) {
    await sleep(Math.max(0, share * run.seconds - run.now()) * 1000);
    await event(run);
  }
  await sleep(Math.max(0, changeAt - run.now()) * 1000);
  note(run, { at: changeAt, what: `the clocks of ${timeZone} change to daylight saving time` });
}

/** The clock is two days past the last time that is known to be right: an operator confirms it, and old data is deleted. */
async function deleteOldData(run: Run): Promise<void> {
  const { page } = run.running.addresses;
  const before = new Date(consoleNow(run) - dayMs).toISOString();
  const old = await countOldSpans(page, before);
  await ask(page, "/api/retention/confirm", {});
  const until = run.now() + 300;
  while ((await countOldSpans(page, before)) > 0) {
    if (run.now() > until) throw new Error(`${old} spans past their retention were not deleted in 300 s.`);
    await sleep(2000);
  }
  const what = `${old.toLocaleString("en")} spans past their retention are deleted`;
  note(run, { at: run.now(), what });
}

async function restart(run: Run): Promise<void> {
  const { addresses } = run.running;
  const begun = run.now();
  await run.running.stop();
  run.running = await start(run, run.store, run.clock, addresses);
  const awaySeconds = Math.round(run.now() - begun);
  note(run, { at: begun, what: `the console restarts, and is away for ${awaySeconds} s`, awaySeconds });
}

async function killEngine(run: Run): Promise<void> {
  const engine = engineOf(run.running.child.pid ?? 0);
  if (engine === undefined) throw new Error("Cannot find the engine of the console.");
  const begun = run.now();
  process.kill(engine.pid, "SIGKILL");
  const { page } = run.running.addresses;
  for (;;) {
    await sleep(200);
    const response = await fetch(`${page}/readyz`).catch(() => undefined);
    if (response?.ok === true && engineOf(run.running.child.pid ?? 0)?.pid !== engine.pid) break;
    if (run.now() > begun + 300)
      throw new Error("The console was not ready 300 s after its engine was killed.");
  }
  const awaySeconds = Math.round(run.now() - begun);
  note(run, { at: begun, what: `the engine is killed, and ready again after ${awaySeconds} s`, awaySeconds });
}

/** Roll-ups may be seconds behind: it waits for equal figures. */
async function compare(run: Run, fromMs: number, sent: SentByAll): Promise<readonly ComparedFigure[]> {
  const range = wholeMinutes(fromMs, consoleNow(run));
  const until = run.now() + 120;
  let figures: readonly ComparedFigure[] = [];
  do {
    await sleep(3000);
    figures = await compareFigures(run.running.addresses.page, range, sent);
  } while (!areEqual(figures) && run.now() < until);
  return figures;
}

const areEqual = (figures: readonly ComparedFigure[]): boolean =>
  figures.every(({ sent, stored }) => sent === stored);

const signals = ["traces", "logs", "metrics"] as const;

function droppedBy(shop: SentByAll["shop"]): number {
  const counts = shop.flatMap(({ stats }) =>
    signals.flatMap((signal) => Object.values(stats[signal].dropped)),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

function note(run: Run, event: RunEvent): void {
  const at = Math.round(event.at);
  appendFileSync(path.join(run.folder, files.events), `${JSON.stringify({ ...event, at })}\n`);
  console.log(`${at} s: ${event.what}`);
}

function write({ folder }: Run, file: "info" | "sent" | "end", content: unknown): void {
  writeFileSync(path.join(folder, files[file]), `${JSON.stringify(content, undefined, 2)}\n`);
}
