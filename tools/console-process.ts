// The built console as a process of its own, on free ports and a folder that is thrown away.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { end, firstJson } from "./child.ts";
import { freePort } from "./free-port.ts";
import { root } from "./source-files.ts";

export interface Addresses {
  readonly page: string;
  readonly otlpHttp: string;
  readonly otlpGrpc: string;
}

export interface ConsoleProcess {
  readonly addresses: Addresses;
  readonly child: ChildProcess;
  /** From the start of the process to its being ready. */
  readonly startMs: number;
  /** Asks it to stop, or kills it with `SIGKILL`, and waits. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

/** What was just killed may still write a file. */
const removal = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 } as const;

export function createFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-"));
  return { folder, remove: () => rmSync(folder, removal) };
}

/** Another console than that of this checkout: the built `cli.js`, options of Node for it, and what starts Node. */
export interface Program {
  readonly cli: string;
  readonly nodeOptions?: readonly string[];
  readonly launcher?: readonly string[];
}

/** Addresses for a console that comes back at the same ones: meanwhile no outgoing connection takes their ports. */
export async function lastingAddresses(): Promise<Addresses> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const [page, otlpHttp, otlpGrpc] = ports.map((one) => `http://127.0.0.1:${one}`) as [
    string,
    string,
    string,
  ];
  return { page, otlpHttp, otlpGrpc };
}

/** Starts the console on `folder`, with `options` and environment variables more. Ports are free ones, or those of `at`, so that senders find it again. */
export async function startConsole(
  folder: string,
  at?: Addresses,
  options: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
  { cli, nodeOptions = [], launcher = [] }: Program = {
    cli: path.join(root, "packages/console/dist/cli.js"),
  },
): Promise<ConsoleProcess> {
  const ports = [
    "--port",
    port(at?.page),
    "--otlp-http-port",
    port(at?.otlpHttp),
    "--otlp-grpc-port",
    port(at?.otlpGrpc),
  ];
  const args = [
    "start",
    "--data",
    folder,
    "--log-level",
    "warn",
    "--print-addresses",
    "json",
    ...ports,
    ...options,
  ];
  const begun = performance.now();
  const env = { ...process.env, ...variables };
  const [program, ...rest] = [...launcher, process.execPath, ...nodeOptions, cli, ...args] as [
    string,
    ...string[],
  ];
  const child = spawn(program, rest, {
    stdio: ["ignore", "pipe", "inherit"],
    env,
  });
  const addresses = await firstJson<Addresses>(child);
  return { addresses, child, startMs: performance.now() - begun, stop: (signal) => end(child, signal) };
}

const port = (url: string | undefined): string => (url === undefined ? "0" : new URL(url).port);
