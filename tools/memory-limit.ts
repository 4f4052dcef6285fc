// A limit of memory around a process and its children, by a control group of Linux, as a container has it. Needs the right to make groups.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface MemoryLimit {
  /** What a command is started with, so that it is within the limit from its first page on: `[program, ...arguments]`. */
  readonly launcher: readonly string[];
  /** Bytes that count now: of processes, and of what the system caches for them. */
  readonly used: () => number;
  /** How often the system has killed a process within it. */
  readonly kills: () => number;
  /** After the processes have ended. */
  readonly remove: () => void;
}

/** Files of a group, by version of the interface. */
interface Interface {
  readonly root: string;
  readonly limit: string;
  readonly used: string;
  readonly events: string;
}

const first: Interface = {
  root: "/sys/fs/cgroup/memory",
  limit: "memory.limit_in_bytes",
  used: "memory.usage_in_bytes",
  events: "memory.oom_control",
};
const second: Interface = {
  root: "/sys/fs/cgroup",
  limit: "memory.max",
  used: "memory.current",
  events: "memory.events",
};

/** A group of `bytes`; a text that says why there is none. */
export function limitMemory(bytes: number): MemoryLimit | string {
  const used = existsSync(path.join(first.root, first.limit)) ? first : second;
  const folder = path.join(used.root, `telltale-${process.pid}-${Date.now()}`);
  try {
    mkdirSync(folder);
  } catch (error) {
    return `no control group can be made: ${(error as Error).message}`;
  }
  const remove = (): void => rmdirSync(folder);
  const read = (file: string): string => readFileSync(path.join(folder, file), "utf8");
  try {
    writeFileSync(path.join(folder, used.limit), String(bytes));
  } catch (error) {
    remove();
    return `a control group cannot limit memory: ${(error as Error).message}`;
  }
  const procs = path.join(folder, "cgroup.procs");
  return {
    launcher: ["/bin/sh", "-c", `echo $$ > '${procs}' && exec "$@"`, "sh"],
    used: () => Number(read(used.used)),
    kills: () => Number(/^oom_kill (\d+)$/m.exec(read(used.events))?.[1] ?? Number.NaN),
    remove,
  };
}
