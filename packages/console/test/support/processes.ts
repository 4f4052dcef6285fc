// Other processes, as Linux lists them.
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Processes whose command names `directory`; none where there is no `/proc`. */
export function processesOf(directory: string): readonly number[] {
  if (!existsSync("/proc/self/cmdline")) return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => commandOf(pid).includes(directory)).map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
