// Runs a command with a time limit, and ends all that it started: also processes that left its group, which a variable in their
// environment gives away.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Marks the processes of one run. */
const marker = "TELLTALE_PLANTED_RUN";
let runs = 0;
let running: { readonly pid: number; readonly mark: string } | undefined;

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly limitMs: number;
}

export interface Ended {
  /** Undefined if it was ended at its time limit. */
  readonly code: number | undefined;
  /** The end of what it printed. */
  readonly output: string;
}

/** Runs `command`, and leaves no process behind. */
export async function runCommand({ file, args, cwd, env, limitMs }: Command): Promise<Ended> {
  const mark = `${process.pid}-${++runs}`;
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, ...env, [marker]: mark },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  running = child.pid === undefined ? undefined : { pid: child.pid, mark };
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (output = (output + text).slice(-20_000)));
  const exited = new Promise<number>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(-1);
    });
    child.once("exit", (code) => resolve(code ?? -1));
  });
  const limit = new AbortController();
  const late = sleep(limitMs, undefined, { signal: limit.signal }).catch(() => undefined);
  const code = await Promise.race([exited, late]);
  limit.abort();
  endRunning();
  await exited;
  running = undefined;
  return { code, output };
}

/** Ends what `runCommand` runs now, with all that it started. */
export function endRunning(): void {
  if (running === undefined) return;
  const { pid, mark } = running;
  end(-pid);
  for (const other of markedProcesses(mark)) end(other);
}

function end(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // ended already
  }
}

/** On Linux; elsewhere only the group is known. */
function markedProcesses(mark: string): readonly number[] {
  const pids = readable(() => readdirSync("/proc"), []).filter((name) => /^\d+$/.test(name));
  return pids
    .filter((pid) => {
      const variables = readable(() => readFileSync(`/proc/${pid}/environ`, "latin1"), "");
      return variables.split("\0").includes(`${marker}=${mark}`);
    })
    .map(Number);
}

function readable<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
