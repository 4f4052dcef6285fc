// The built console as a process of its own on an empty folder, and what the system says of it.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { end, firstJson, root } from "./process.ts";

export interface Addresses {
  readonly page: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
}

export interface Console {
  readonly addresses: Addresses;
  readonly child: ChildProcess;
  /** From the start of the process to its being ready. */
  readonly startMs: number;
  stop(): Promise<void>;
}

export function createFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-bench-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function startConsole(folder: string): Promise<Console> {
  const cli = path.join(root, "packages/console/dist/cli.js");
  const ports = ["--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0"];
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    [cli, "start", "--data", folder, "--print-addresses", "json", ...ports],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const addresses = await firstJson<Addresses>(child);
  return { addresses, child, startMs: performance.now() - begun, stop: () => end(child) };
}

/** Resident memory of a process and of all its descendants, in MB, by name of the part. Linux only. */
export function residentMb(pid: number): { console: number; engine: number } {
  const engine = descendants(pid).reduce((sum, child) => sum + rssOf(child), 0);
  return { console: rssOf(pid), engine };
}

function descendants(pid: number): number[] {
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
