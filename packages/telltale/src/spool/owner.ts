// The owner of a folder of the spool, as its name says, and whether that process is still running. A process writes only into folders
// of its own. Folders of a dead process are taken over by renaming them, which only one process can do.
import { hostname } from "node:os";
import { builtin } from "../engine/runtime/builtin.ts";

const crypto = builtin("crypto");
const fs = builtin("fs");

/** An owner without a heartbeat for this long is dead, whatever its process id says. */
const silenceMs = 60_000;
// when a process id cannot be tied to this boot and namespace, the heartbeat must be old as well
const unsureSilenceMs = 15_000;
const free = "free";

/** A new name for a folder of this process. */
export function ownName(): string {
  return `${processScope()}.${process.pid}.${crypto().randomBytes(6).toString("hex")}`;
}

/** A new name for a folder that is left to the next process. */
export function freeName(): string {
  return `${free}.${process.pid}.${crypto().randomBytes(6).toString("hex")}`;
}

/** Whether `name` is the name of a folder that has an owner, or was left to the next process. */
export function isOwnerName(name: string): boolean {
  return /^[a-z0-9]+\.\d+\.[0-9a-f]{12}$/.test(name);
}

/** Whether the owner of the folder `name`, whose last heartbeat was `silentMs` ago, is dead. */
export function isGone(name: string, silentMs: number): boolean {
  const [scope = "", pid = ""] = name.split(".");
  if (scope === free || silentMs > silenceMs) return true;
  if (scope !== processScope() || isAlive(Number(pid))) return false;
  return scope.startsWith("n") || silentMs > unsureSilenceMs;
}

let known: string | undefined;

/** The scope in which a process id is unique: a boot and a namespace of Linux (`n…`), else a host (`h…`). */
function processScope(): string {
  return (known ??= namespace() ?? `h${digest(hostname())}`);
}

function namespace(): string | undefined {
  try {
    const boot = fs().readFileSync("/proc/sys/kernel/random/boot_id", "utf8");
    return `n${digest(`${boot} ${fs().readlinkSync("/proc/self/ns/pid")}`)}`;
  } catch {
    return undefined;
  }
}

function digest(text: string): string {
  return crypto().createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user
    return (error as { code?: unknown }).code !== "ESRCH";
  }
}
