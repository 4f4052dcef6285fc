// What the system says a process and its children hold in memory. Linux only.
import { readdirSync, readFileSync } from "node:fs";

/** Resident memory of a process and of all its descendants, in MB, by name of the part. Linux only. */
export function residentMb(pid: number): { console: number; engine: number } {
  const engine = descendants(pid).reduce((sum, child) => sum + ifRunning(rssOf, child), 0);
  return { console: rssOf(pid), engine };
}

/** What `figure` says of a descendant, 0 if it has ended since it was listed. */
export function ifRunning(figure: (pid: number) => number, pid: number): number {
  try {
    return figure(pid);
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return 0;
    throw error;
  }
}

export function descendants(pid: number): number[] {
  const parents = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function parentOf(pid: string): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function rssOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}
