// Memory, open files and threads of the processes of a run, as Linux reports them.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { descendants } from "../resident.ts";

export interface ProcessFigures {
  readonly pid: number;
  /** Resident, in MB. */
  readonly memoryMb: number;
  /** Open files and sockets. */
  readonly handles: number;
  readonly threads: number;
}

/** Of one process; `undefined` when it has ended. */
export function figuresOf(pid: number): ProcessFigures | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const numberOf = (name: string): number =>
      Number(new RegExp(String.raw`^${name}:\s+(\d+)`, "m").exec(status)?.[1] ?? Number.NaN);
    const memoryMb = numberOf("VmRSS") / 1024;
    // it is ending
    if (Number.isNaN(memoryMb)) return undefined;
    return {
      pid,
      memoryMb,
      handles: readdirSync(`/proc/${pid}/fd`).length,
      threads: numberOf("Threads"),
    };
  } catch {
    return undefined;
  }
}

/** The engine of a console: of its child processes the one with most memory. */
export function engineOf(consolePid: number): ProcessFigures | undefined {
  return descendants(consolePid)
    .flatMap((pid) => figuresOf(pid) ?? [])
    .toSorted((a, b) => b.memoryMb - a.memoryMb)[0];
}

/** The instrumented processes of the shop, by name. */
export function shopProcesses(shopPid: number): Record<string, ProcessFigures> {
  const found: Record<string, ProcessFigures> = {};
  for (const pid of descendants(shopPid)) {
    const name = scriptOf(pid);
    const figures = figuresOf(pid);
    if (instrumented.includes(name) && figures !== undefined) found[name] = figures;
  }
  return found;
}

/** The processes of the shop that send telemetry. */
const instrumented: readonly string[] = ["storefront", "payments", "fulfilment"];

function scriptOf(pid: number): string {
  try {
    const script = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").at(-2) ?? "";
    return path.basename(script, ".ts");
  } catch {
    return "";
  }
}
