// Runs the processes of the shop: output with their name before each line, a new try when one breaks, the end in reverse order.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

import { patience } from "./patience.ts";

export interface Process {
  readonly name: string;
  /** The file below this folder that it runs, without its extension: sources and the package `telltale-demo` differ in it. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Running {
  process: Process;
  child: ChildProcess;
  /** Whether its end is wanted. */
  ending: boolean;
  failures: number;
}

const colours = [36, 35, 33, 32, 34];
const running = new Map<string, Running>();

/** Starts a process, or starts it anew with another environment. */
export async function run(process_: Process): Promise<void> {
  await end(process_.name);
  launch(process_, 0);
}

/** Ends a process and waits for it: half a minute at most as a rule, then it is killed. */
export async function end(name: string): Promise<void> {
  const one = running.get(name);
  if (one === undefined) return;
  one.ending = true;
  running.delete(name);
  if (one.child.exitCode !== null || one.child.signalCode !== null) return;
  const gone = once(one.child, "exit");
  one.child.kill("SIGTERM");
  const late = setTimeout(() => one.child.kill("SIGKILL"), 30_000 * patience);
  await gone;
  clearTimeout(late);
}

/** Ends all, the youngest first. */
export async function endAll(): Promise<void> {
  for (const name of [...running.keys()].toReversed()) await end(name);
}

/** Resolves when the process has ended by itself with success. */
export async function finished(name: string): Promise<void> {
  const one = running.get(name);
  if (one !== undefined && one.child.exitCode === null) await once(one.child, "exit");
}

function launch(process_: Process, failures: number): void {
  const file = path.join(import.meta.dirname, process_.file + path.extname(import.meta.filename));
  const child = spawn(process.execPath, [...process.execArgv, file], {
    env: { ...process.env, ...process_.env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Ctrl-C goes to the supervisor alone, which ends the others in order.
    detached: true,
  });
  const one: Running = { process: process_, child, ending: false, failures };
  running.set(process_.name, one);
  for (const stream of [child.stdout, child.stderr]) prefixed(stream, process_.name);
  child.on("exit", (code) => {
    if (one.ending || code === 0) return;
    const waitMs = Math.min(10_000, 500 * 2 ** failures);
    say(process_.name, `ended with ${code}; starting it again in ${waitMs / 1000} s`);
    setTimeout(() => one.ending || launch(process_, failures + 1), waitMs);
  });
}

function prefixed(stream: NodeJS.ReadableStream | null, name: string): void {
  let rest = "";
  stream?.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) say(name, line);
  });
}

/** One line of output, under the name of who says it. */
export function say(name: string, line: string): void {
  const colour = colours[[...name].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % colours.length];
  const label = name.padEnd(10);
  console.log(process.stdout.isTTY ? `\u001B[${colour}m${label}\u001B[0m ${line}` : `${label} ${line}`);
}
