// What the system says a process has used of the processors. Linux only.
import { readFileSync } from "node:fs";
import { descendants, ifRunning } from "./resident.ts";

/** CPU time of a process and of all its descendants since they began, in ms, by name of the part. Linux only. */
export function cpuMs(pid: number): { console: number; engine: number } {
  const engine = descendants(pid).reduce((sum, child) => sum + ifRunning(usedBy, child), 0);
  return { console: usedBy(pid), engine };
}

/** The system counts in hundredths of a second. */
const tickMs = 10;

function usedBy(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}
