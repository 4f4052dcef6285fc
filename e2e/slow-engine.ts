// A busy store: the engine of a console gets a part of the time only.
import { execFileSync } from "node:child_process";

import type { ConsoleProcess } from "../tools/console-process.ts";

const cycleMs = 100;
const runningMs = 25;

/** Lets the engine of `console` run for a quarter of the time, until the result is called. */
export function slowEngine({ child }: Pick<ConsoleProcess, "child">): () => void {
  const pid = engineOf(child.pid!);
  let timer: NodeJS.Timeout;
  const pause = (): void => {
    process.kill(pid, "SIGSTOP");
    timer = setTimeout(resume, cycleMs - runningMs);
  };
  const resume = (): void => {
    process.kill(pid, "SIGCONT");
    timer = setTimeout(pause, runningMs);
  };
  pause();
  return () => {
    clearTimeout(timer);
    process.kill(pid, "SIGCONT");
  };
}

function engineOf(console: number): number {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  for (const line of processes) {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    if (Number(parent) === console && args!.includes("engine-child")) return Number(pid);
  }
  throw new Error(`Cannot find the engine of the console ${console}.`);
}
