// Who owns a folder of the spool, told by its name, and whether that process is still there. A process writes into folders of its
// own only; those of a dead one are taken over by renaming them, which only one taker can do.
import { hostname } from "node:os";
import { builtin } from "../engine/runtime/builtin.ts";

const crypto = builtin("crypto");
const fs = builtin("fs");

/** An owner that is silent for this long is dead, whatever its process id says. */
const silenceMs = 60_000;
// where a process id cannot be tied to this boot and namespace, the owner must be silent for a while as well
const unsureSilenceMs = 15_000;
const free = "free";

/** A new name for a folder of this process. */
export function ownName(): string {
  return `${place()}.${process.pid}.${crypto().randomBytes(6).toString("hex")}`;
}

/** A new name for a folder that is left to whoever comes. */
export function freeName(): string {
  return `${free}.${process.pid}.${crypto().randomBytes(6).toString("hex")}`;
}

/** Whether `name` is that of a folder of an owner. */
export function isOwnerName(name: string): boolean {
  return /^[a-z0-9]+\.\d+\.[0-9a-f]{12}$/.test(name);
}

/** Whether the owner of the folder `name`, which gave its last sign of life `silentMs` ago, is gone. */
export function isGone(name: string, silentMs: number): boolean {
  const [where = "", pid = ""] = name.split(".");
  if (where === free || silentMs > silenceMs) return true;
  if (where !== place() || isAlive(Number(pid))) return false;
  return where.startsWith("n") || silentMs > unsureSilenceMs;
}

let known: string | undefined;

/** Where process ids mean the same: a boot and a namespace of Linux (`n…`), else a host (`h…`). */
function place(): string {
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
    // EPERM: it is there and somebody else's
    return (error as { code?: unknown }).code !== "ESRCH";
  }
}
