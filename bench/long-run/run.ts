// A console and an instrumented shop under load for long, with restarts, a kill of the engine, deletion by age and a change to daylight
// saving time. Writes what it sees to a folder as it goes, so that a run that was ended early can be used.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ConsoleProcess, startConsole } from "../../tools/console-process.ts";
import { root } from "../../tools/source-files.ts";
import { endAtExit } from "../process.ts";
import { clockVariables, createClock, type RunClock, timeZone } from "./clock.ts";
import { type ComparedFigure, compareFigures, countOldSpans, type SentByAll, wholeMinutes } from "./figures.ts";
import { type Sender, type Shop, startSender, startShop } from "./load.ts";
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
}

/** What is known at the end. */
export interface RunEnd {
  readonly seconds: number;
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
  end: "end.json",
} as const;

interface Run extends RunOptions {
  readonly seconds: number;
  readonly clock: RunClock;
  /** Seconds since the run began. */
  readonly now: () => number;
  readonly store: string;
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
  const startSeconds = 20;
  const clock = createClock((oldSeconds + startSeconds + seconds / 2) * 1000);
  const store = path.join(folder, "data");
  mkdirSync(folder, { recursive: true });
  for (const file of [store, ...Object.values(files).map((name) => path.join(folder, name))])
    rmSync(file, { recursive: true, force: true });
  await storeOldData(options, store, clock, oldSeconds);

  const running = await start(options, store, clock);
  const begun = performance.now();
  const now = (): number => (performance.now() - begun) / 1000;
  const run: Run = { ...options, seconds, clock, now, store, running };
  const info: RunInfo = {
    minutes,
    rates,
    began: new Date().toISOString(),
    rules: ruleCount,
    intervalSeconds: Math.min(60, Math.max(2, seconds / 400)),
    rangeSeconds: Math.round(Math.min(900, seconds / 5)),
  };
  write(run, "info", info);
  const fromMs = consoleNow(run);
  await saveRules(running.addresses.page);
  const variables = clockVariables(options.clockLibrary, clock);
  const shop = startShop(running.addresses.otlpHttp, variables);
  const sender = startSender({ url: running.addresses.otlpHttp, rates }, variables);
  const over = new AbortController();
  try {
    await Promise.all([takeSamples(run, info, shop, over.signal), act(run)]);
    const sent = await stopSenders(sender, shop);
    await compare(run, fromMs, sent);
  } finally {
    over.abort();
    await run.running.stop();
  }
  rmSync(store, { recursive: true, force: true });
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
  note(run, `the clocks of ${timeZone} change to daylight saving time`);
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
  note(run, `${old.toLocaleString("en")} spans past their retention are deleted`);
}

async function restart(run: Run): Promise<void> {
  const { addresses } = run.running;
  const begun = run.now();
  await run.running.stop();
  run.running = await start(run, run.store, run.clock, addresses);
  note(run, `the console restarts (${(run.now() - begun).toFixed(1)} s without it)`, begun);
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
    if (run.now() > begun + 300) throw new Error("The console was not ready 300 s after its engine was killed.");
  }
  note(run, `the engine is killed (ready again after ${(run.now() - begun).toFixed(1)} s)`, begun);
}

async function stopSenders(sender: Sender, shop: Shop): Promise<SentByAll> {
  const load = await sender.stop();
  return { load, shop: await shop.stop() };
}

/** Roll-ups may be seconds behind: it waits for equal figures. */
async function compare(run: Run, fromMs: number, sent: SentByAll): Promise<void> {
  const range = wholeMinutes(fromMs, consoleNow(run));
  const until = run.now() + 120;
  let figures: readonly ComparedFigure[] = [];
  do {
    await sleep(3000);
    figures = await compareFigures(run.running.addresses.page, range, sent);
  } while (figures.some((one) => one.sent !== one.stored) && run.now() < until);
  const dropped = sent.shop.flatMap(({ stats }) =>
    Object.values(stats as Readonly<Record<string, { readonly dropped?: Readonly<Record<string, number>> }>>)
      .flatMap((signal) => Object.values(signal?.dropped ?? {})),
  );
  const end: RunEnd = {
    seconds: Math.round(run.now()),
    figures,
    sent: sent.load,
    droppedByShop: dropped.reduce((sum, one) => sum + one, 0),
  };
  write(run, "end", end);
}

function note(run: Run, what: string, at: number = run.now()): void {
  const event: RunEvent = { at: Math.round(at), what };
  appendFileSync(path.join(run.folder, files.events), `${JSON.stringify(event)}\n`);
  console.log(`${event.at} s: ${what}`);
}

function write({ folder }: Run, file: "info" | "end", content: RunInfo | RunEnd): void {
  writeFileSync(path.join(folder, files[file]), `${JSON.stringify(content, undefined, 2)}\n`);
}
