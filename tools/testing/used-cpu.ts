// The CPU time of processes, from Linux' `/proc`.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Indexes of utime, stime, cutime and cstime behind the name of the process, which may have blanks. */
const fields = { endedChildren: [13, 14], all: [11, 12, 13, 14] } as const;
/** Linux counts in hundredths of a second on all platforms that we know. */
const tickMs = 10;

/** CPU time of the processes that this one started, directly or not, and that have ended, ms; 0 without `/proc`. */
export function endedChildrenMs(): number {
  return sum(process.pid, fields.endedChildren);
}

/** CPU time of a process and of all below it, running and ended, ms. Without `/proc` (macOS) only this process's own. */
export function processesMs(pid: number = process.pid): number {
  if (existsSync("/proc/self/stat"))
    return childrenOf(pid).reduce((total, child) => total + processesMs(child), sum(pid, fields.all));
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function sum(pid: number, of: readonly number[]): number {
  const stat = read(`/proc/${pid}/stat`);
  // it has just ended: from now on its parent has its time
  if (stat === "") return 0;
  const values = stat.replace(/^.*\) /s, "").split(" ");
  return of.reduce((total, index) => total + Number(values[index]) * tickMs, 0);
}

/** Processes that are running: each belongs to the thread that started it. */
function childrenOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  return (existsSync(tasks) ? readdirSync(tasks) : []).flatMap((thread) =>
    read(`${tasks}/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );
}

/** Empty for a process or thread that has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
