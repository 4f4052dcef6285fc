// Runs the parts of a longer command, as many at a time as there are cores: a line each with its seconds and CPU seconds, and output only of
// those that fail. What needs the result of another part names it in `after`.
import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";

import { root } from "./source-files.ts";

/** One part: what it is called, and the command, whose program is looked for in node_modules/.bin first. */
export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  /** Variables beside those of this process, instead of those of the same name. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of steps that must have passed before; those that do not run now do not count. */
  readonly after?: readonly string[];
  /** CPU seconds, roughly: long steps and those that others wait for start first. Default 1. */
  readonly cost?: number;
  /** Called when it has passed. */
  readonly onPassed?: () => void;
}

export interface StepOptions {
  /** Starts no further step after a failure. */
  readonly stopAtFailure?: boolean;
  /** How many run at a time; default: the number of cores. */
  readonly atOnce?: number;
  /** Receives each line; default: the terminal. */
  readonly print?: (line: string) => void;
}

export interface StepsResult {
  readonly passed: number;
  /** Also those that were skipped, because a step before them failed. */
  readonly failed: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Runs `steps`, the longest first. Goes on after a failure unless `stopAtFailure`; steps after the one that failed are skipped. */
export async function runSteps(steps: readonly Step[], options: StepOptions = {}): Promise<StepsResult> {
  const { stopAtFailure = false, atOnce = availableParallelism(), print = console.log } = options;
  const begun = performance.now();
  const waiting = byUrgency(steps);
  const passed = new Set<string>();
  const failed = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let cpuSeconds = 0;

  async function runOne(step: Step): Promise<void> {
    const outcome = await runStep(step);
    cpuSeconds += outcome.cpuSeconds;
    print(`${outcome.ok ? "✓" : "✗"} ${step.name} (${duration(outcome)})`);
    if (!outcome.ok) print(outcome.output.trimEnd());
    (outcome.ok ? passed : failed).add(step.name);
    if (outcome.ok) step.onPassed?.();
    running.delete(step.name);
  }

  function skip(step: Step): void {
    waiting.splice(waiting.indexOf(step), 1);
    failed.add(step.name);
    print(`✗ ${step.name} (skipped)`);
  }

  for (;;) {
    if (stopAtFailure && failed.size > 0) waiting.length = 0;
    for (let hopeless = findHopeless(waiting, failed); hopeless; hopeless = findHopeless(waiting, failed))
      skip(hopeless);
    const next = running.size < atOnce ? findReady(waiting, running) : undefined;
    if (next !== undefined) {
      waiting.splice(waiting.indexOf(next), 1);
      running.set(next.name, runOne(next));
    } else if (running.size > 0) await Promise.race(running.values());
    else break;
  }
  return {
    passed: passed.size,
    failed: failed.size,
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds,
  };
}

const duration = ({ seconds, cpuSeconds }: { seconds: number; cpuSeconds: number }): string =>
  `${seconds.toFixed(1)} s, CPU ${cpuSeconds.toFixed(1)} s`;

/** What all steps took, as a line of text has it: `52.1 s, CPU 98.0 s`. */
export const total = (result: StepsResult): string => duration(result);

/** A step that waits for one that failed. */
function findHopeless(waiting: readonly Step[], failed: ReadonlySet<string>): Step | undefined {
  return waiting.find(({ after = [] }) => after.some((name) => failed.has(name)));
}

/** The first step that waits for no other. */
function findReady(waiting: readonly Step[], running: ReadonlyMap<string, unknown>): Step | undefined {
  const open = new Set([...waiting.map(({ name }) => name), ...running.keys()]);
  const next = waiting.find(({ after = [] }) => !after.some((name) => open.has(name)));
  if (next === undefined && running.size === 0 && waiting.length > 0)
    throw new Error(`These steps wait for each other: ${waiting.map(({ name }) => name).join(", ")}.`);
  return next;
}

/** The longest first, each with the longest chain of those that wait for it. */
function byUrgency(steps: readonly Step[]): Step[] {
  const known = new Map<string, number>();
  function urgency({ name, cost = 1 }: Step): number {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, cost);
    const later = steps.filter(({ after = [] }) => after.includes(name)).map(urgency);
    const value = cost + Math.max(0, ...later);
    known.set(name, value);
    return value;
  }
  return steps.toSorted((one, other) => urgency(other) - urgency(one));
}

/** A shell counts the CPU time of the command and of all its children, which Node cannot: `times` writes it to the fourth file. */
const measured = '"$@" 3>&-; code=$?; times >&3; exit $code';

async function runStep({ command: [file, ...args], cwd = root, env }: Step): Promise<Outcome> {
  const path = `${root}/node_modules/.bin:${process.env["PATH"] ?? ""}`;
  const begun = performance.now();
  const child = spawn("sh", ["-c", measured, "sh", file, ...args], {
    cwd,
    env: { ...process.env, PATH: path, ...env },
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [ended, times] = await Promise.all([endOf(child), text(child.stdio[3] as Readable)]);
  return {
    ok: ended === "passed",
    output: ended === "passed" || ended === "failed" ? output : `${output}${ended}`,
    seconds: (performance.now() - begun) / 1000,
    cpuSeconds: readTimes(times),
  };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("close", (code, signal) =>
      resolve(signal === null ? (code === 0 ? "passed" : "failed") : `ended by ${signal}`),
    );
  });
}

/** User and system time of the shell and of its children: `0m1.250s 0m0.120s`, twice. */
function readTimes(printed: string): number {
  const found = [...printed.matchAll(/(\d+)m([\d.]+)s/g)];
  return found.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);
}

/** The command line of one of this folder's scripts. */
export function script(name: string, ...args: string[]): [string, ...string[]] {
  return [process.execPath, "--conditions=telltale-source", `tools/${name}.ts`, ...args];
}
