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

/**
 * Resident memory of processes by what is mapped, in MB, largest first: files by name (programs, libraries), `memory of its own` (heaps and
 * stacks), and what is below 1 MB together. Linux only.
 */
export function residentByOwner(pids: readonly number[]): Map<string, number> {
  const sums = new Map<string, number>();
  let owner = "";
  for (const pid of pids)
    for (const line of readFileSync(`/proc/${pid}/smaps`, "utf8").split("\n")) {
      const mapping = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ (\d+) *(.*)$/.exec(line);
      if (mapping !== null) {
        const [, inode, file] = mapping;
        owner =
          inode === "0" ? "memory of its own" : (file?.split("/").at(-1)?.replace(" (deleted)", "") ?? "");
      }
      const rss = /^Rss:\s+(\d+) kB/.exec(line);
      if (rss !== null) sums.set(owner, (sums.get(owner) ?? 0) + Number(rss[1]) / 1024);
    }
  const large = [...sums].filter(([, mb]) => mb >= 1).toSorted(([, a], [, b]) => b - a);
  const rest = [...sums].reduce((sum, [, mb]) => sum + (mb < 1 ? mb : 0), 0);
  return new Map([...large, ["other files", rest]]);
}
