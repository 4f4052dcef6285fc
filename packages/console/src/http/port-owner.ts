// Names the process that listens on a port: from /proc on Linux, by lsof elsewhere. A courtesy; any doubt gives no answer.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { platform } from "node:os";

/** `node server.js (process 4711)`; `undefined` when it cannot be found out, as with another user's process. */
export function findPortOwner(port: number): string | undefined {
  try {
    return platform() === "linux" ? findInProc(port) : findByLsof(port);
  } catch {
    return undefined;
  }
}

function findInProc(port: number): string | undefined {
  const inodes = new Set(
    ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listeningInodes(table, port)),
  );
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync("/proc")) {
    if (/^\d+$/.test(pid) && holdsSocket(pid, inodes)) return `${commandLine(pid)} (process ${pid})`;
  }
  return undefined;
}

function listeningInodes(table: string, port: number): string[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, "0");
  const rows = read(table)
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  // Columns: 1 local address, 3 state (0A is LISTEN), 9 inode.
  return rows
    .filter((row) => row[3] === "0A" && row[1]?.endsWith(`:${hexPort}`) === true)
    .map((row) => row[9] ?? "");
}

function holdsSocket(pid: string, inodes: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.has(socketInode(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function socketInode(path: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1] ?? "";
  } catch {
    return "";
  }
}

function commandLine(pid: string): string {
  const command = read(`/proc/${pid}/cmdline`).split("\0").join(" ").trim();
  return `\`${(command || read(`/proc/${pid}/comm`).trim()).slice(0, 120)}\``;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function findByLsof(port: number): string | undefined {
  const output = execFileSync("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"], {
    encoding: "utf8",
    timeout: 3000,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const pid = /^p(\d+)$/m.exec(output)?.[1];
  const command = /^c(.+)$/m.exec(output)?.[1];
  return pid === undefined ? undefined : `\`${command ?? "unknown"}\` (process ${pid})`;
}
