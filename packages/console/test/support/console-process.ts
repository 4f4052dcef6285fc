// The console as users start it: a process of its own, on free ports and a directory of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stats } from "contract";
import { prepareStore } from "./prepared-store.ts";

/** The command from source, or as `npm test` has built it. */
export const cli: string =
  process.env["TELLTALE_BUILT_CONSOLE"] ?? fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ConsoleProcess {
  readonly child: ChildProcess;
  readonly addresses: Stats["addresses"];
  /** What it has written to its standard error so far. */
  readonly warned: () => string;
  /** Resolves when the process has ended. */
  readonly ended: Promise<RunResult>;
}

/** What a process gets of the environment. Without the cache it would strip the types of all sources again: half of what a command costs. */
const bare = {
  PATH: process.env["PATH"],
  HOME: tmpdir(),
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
};

const freePorts = ["--port", "0", "--otlp-http-port", "0", "--otlp-grpc-port", "0"];

/** Starts `telltale-console` and resolves when it has printed its addresses. */
export async function startConsoleProcess(
  dataDir: string,
  args: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<ConsoleProcess> {
  const all = [
    "start",
    "--data",
    dataDir,
    "--print-addresses",
    "json",
    "--log-level",
    "warn",
    ...freePorts,
    ...args,
  ];
  const { child, ended, firstLine, warned } = spawnConsole(all, env);
  const line = await Promise.race([
    firstLine,
    ended.then(({ code, stderr }) => {
      throw new Error(`The console ended with ${code}: ${stderr}`);
    }),
  ]);
  return { child, ended, warned, addresses: JSON.parse(line) as Stats["addresses"] };
}

/** Runs `telltale-console` to its end. */
export function runConsole(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<RunResult> {
  return spawnConsole(args, env).ended;
}

/** The same with an empty store in it, as a console leaves it that has run there. */
export async function makePreparedDir(): Promise<ReturnType<typeof makeDataDir>> {
  const directory = makeDataDir();
  await prepareStore(directory.path);
  return directory;
}

/** A directory that `remove` takes away again. */
export function makeDataDir(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "telltale-console-test-"));
  // what was just killed may still write a file
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  return { path, remove };
}

/** Starts the command; `ended` resolves when the process has ended. */
export function spawnConsole(args: readonly string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ["--conditions=telltale-source", cli, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...bare, ...env },
  });
  let stdout = "";
  let stderr = "";
  const { promise: firstLine, resolve: gotLine } = Promise.withResolvers<string>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    if (stdout.includes("\n")) gotLine(stdout.split("\n", 1)[0]!);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<RunResult>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended, firstLine, warned: () => stderr };
}
