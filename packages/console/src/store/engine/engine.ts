// A ClickHouse of our own: a child process on a random loopback port, behind walls. Watched, started again with growing pauses when it
// dies (nothing was acknowledged that it had not stored), stopped last. The rest of the console only knows its address.
import { ProblemError } from "../../problem/problem.ts";
import { type ChildProcess, fork } from "node:child_process";
import { existsSync, realpathSync, rmSync } from "node:fs";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { EngineUser } from "../../config/engine-user.ts";
import { makeDataDirectory } from "../upkeep/disk.ts";
import { type Address, answers, answersWithin } from "./answers.ts";
import { createSecrets, type EngineSecrets, writeEngineConfig } from "./config.ts";
import { resolveEngineUser } from "./engine-user.ts";
import { findEngineLibrary } from "./library.ts";
import { lowerMergePriority } from "./merge-priority.ts";
import { giveStatements } from "./statements.ts";
import { checkEngineVersion } from "./version.ts";
import { type Ownership, takeOwnership } from "./owner.ts";
import { planVariable, type WallPlan, type Walls } from "./walls.ts";

export interface EngineOptions {
  /** Everything the store keeps lies here. Made when missing. */
  readonly directory: string;
  /** Waits for the disk before an insert returns, so that power loss takes nothing acknowledged. */
  readonly durable?: boolean;
  /** Told when the engine died while running, and when it answers again. */
  readonly onStateChange?: (state: "down" | "up", detail: string) => void;
  /** Called when its process has begun, before it answers. */
  readonly onLaunch?: () => void;
  /** Told what should be known before the data is opened. */
  readonly onNote?: (note: string) => void;
  /** Called with what isolates the engine from the rest of the machine. */
  readonly onWalls?: ((walls: Walls) => void) | undefined;
  /** Who the engine runs as; absent: a user of its own where the console is root. */
  readonly user?: EngineUser | undefined;
  /** Walls that are left out, so that a test can see what they hide. */
  readonly without?: readonly ("landlock" | "workingDirectory")[];
}

export interface Engine {
  /** Stays the same over restarts. */
  readonly url: string;
  readonly secrets: EngineSecrets;
  /** Process id of the engine that runs now; `undefined` while it is down. */
  readonly pid: number | undefined;
  readonly restarts: number;
  /** What isolates it from the rest of the machine. */
  readonly walls: Walls;
  /** Resolves when it answers; at once when it is up. Rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /** Ends the engine and gives the directory free. */
  stop(): Promise<void>;
}

const startTimeoutMs = 120_000;
const stopTimeoutMs = 30_000;
const statements =
  "SYSTEM START LISTEN HTTP; SELECT sleepEachRow(3) FROM numbers(1000000000) SETTINGS max_block_size=1, function_sleep_max_microseconds_per_block=100000000 FORMAT Null";

/**
 * Starts the engine and resolves when it answers.
 *
 * @throws {ProblemError} `PLATFORM_NOT_SUPPORTED` or `ENGINE_MISSING` where it cannot run, `ENGINE_TOO_OLD` on data of a newer one, `DATA_DIRECTORY_IN_USE` when another console has the directory,
 * `ENGINE_USER_INVALID` when it cannot run as the user that was asked for, `ENGINE_NOT_STARTED` when it ends before it answers (its last words are in the message).
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const library = findEngineLibrary();
  makeDataDirectory(options.directory);
  const directory = realpathSync(options.directory);
  const engineDirectory = join(directory, "engine");
  const ownership = await takeOwnership(directory, engineDirectory);
  try {
    const version = checkEngineVersion(directory, library);
    if (version.note !== undefined) options.onNote?.(version.note);
    const { user, reason } = resolveEngineUser(options.user, directory, engineDirectory);
    // Where it lay before; its passwords were of a run that is over.
    rmSync(join(directory, "config"), { recursive: true, force: true });
    const secrets = createSecrets();
    const uid = user?.uid ?? process.geteuid?.() ?? -1;
    const { first, launch, address } = await launchOnFreePort({ secrets, uid }, (onPort) => {
      const files = writeEngineConfig(
        join(engineDirectory, "config"),
        secrets,
        options.durable ?? false,
        user,
      );
      const has = (wall: "landlock" | "workingDirectory"): boolean =>
        options.without?.includes(wall) !== true;
      const run = startRun({
        args: [
          library,
          `--path=${engineDirectory}`,
          `--http_port=${onPort}`,
          `--config-file=${files.config}`,
          `--queries-file=${files.statements}`,
          "--log-level=warning",
        ],
        plan: {
          user,
          landlock: has("landlock") ? { folder: engineDirectory, port: onPort } : undefined,
          statements: files.statements,
        },
        directory: has("workingDirectory") ? files.workingDirectory : engineDirectory,
      });
      options.onLaunch?.();
      return run;
    });
    version.mark();
    const walls: Walls = {
      user,
      userReason: reason,
      landlockAbi: first.landlockAbi,
      // Not tried: the engine's first error of all makes it look through its symbols for half a second.
      cannotCallFile: options.without?.includes("workingDirectory") !== true,
    };
    options.onWalls?.(walls);
    return keepRunning({ first, launch, address, ownership, options, walls });
  } catch (error) {
    ownership.release();
    throw error;
  }
}

/** Another process may take a free port before the engine does: then another one is tried. */
async function launchOnFreePort(
  account: Omit<Address, "port">,
  launchOn: (port: number) => Run,
): Promise<{ first: Run; launch: () => Run; address: Address }> {
  for (let attempt = 1; ; attempt++) {
    const address = { ...account, port: await freePort() };
    const launch = (): Run => launchOn(address.port);
    const first = launch();
    try {
      await answering(first, address, startTimeoutMs);
      return { first, launch, address };
    } catch (error) {
      if (attempt === 2) throw error;
    }
  }
}

interface Run {
  readonly child: ChildProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  hasEnded: boolean;
  /** The last lines it wrote. */
  lastOutput: string;
  /** Where it waits for what to do. */
  readonly statements: string;
  /** Told by it before the engine starts. */
  landlockAbi: number | undefined;
}

interface RunOptions {
  readonly args: readonly string[];
  readonly plan: WallPlan;
  /** Its working directory, which is gone when it answers. */
  readonly directory: string;
}

function startRun({ args, plan, directory }: RunOptions): Run {
  const child = fork(childEntry(), [...args], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    // A Ctrl-C in the terminal goes to the console alone: the engine is stopped last.
    detached: true,
    execArgv: [],
    cwd: directory,
    env: { ...engineEnvironment(process.env), [planVariable]: JSON.stringify(plan) },
  });
  let endedNow: () => void;
  const run: Run = {
    child,
    ended: new Promise((resolve) => (endedNow = resolve)),
    hasEnded: false,
    lastOutput: "",
    statements: plan.statements,
    landlockAbi: undefined,
  };
  child.once("message", (report: { landlockAbi?: number }) => (run.landlockAbi = report.landlockAbi));
  child.stderr?.on("data", (chunk: Buffer) => {
    run.lastOutput = (run.lastOutput + chunk.toString("utf8")).slice(-4000);
  });
  child.on("error", (error) => (run.lastOutput += String(error)));
  child.on("close", () => {
    run.hasEnded = true;
    endedNow();
  });
  return run;
}

/** The child's entry, beside this file in the sources and beside the bundle in `dist`. */
function childEntry(): string {
  const places = ["./child.ts", "./engine-child.js"];
  const found = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((path) => existsSync(path));
  if (found === undefined) {
    throw new ProblemError(
      "ENGINE_NOT_STARTED",
      `Cannot find the engine's entry beside ${fileURLToPath(import.meta.url)}: expected one of ${places.join(", ")}.`,
      "Install telltale-console again; when you bundle it, keep `engine-child.js` as an entry of its own.",
    );
  }
  return found;
}

async function answering(run: Run, address: Address, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (let hasStatements = false; Date.now() < deadline;) {
    if (run.hasEnded) throw startFailed("ended before it answered", run);
    hasStatements ||= giveStatements(run.statements, statements);
    if (hasStatements && (await answers(address))) {
      run.child.send("answered", () => undefined);
      return;
    }
    await Promise.race([sleep(5), run.ended]);
  }
  run.child.kill("SIGKILL");
  throw startFailed(`did not answer within ${timeoutMs} ms`, run);
}

interface Running {
  readonly first: Run;
  readonly launch: () => Run;
  readonly address: Address;
  readonly ownership: Ownership;
  readonly options: EngineOptions;
  readonly walls: Walls;
}

interface EngineState {
  readonly running: Running;
  readonly stopSignal: AbortController;
  run: Run;
  isUp: boolean;
  isStopping: boolean;
  restarts: number;
}

/** Starts the engine again whenever its process ends, until it is stopped. */
function keepRunning(running: Running): Engine {
  const { first, address, ownership, walls } = running;
  const state: EngineState = {
    running,
    stopSignal: new AbortController(),
    run: first,
    isUp: true,
    isStopping: false,
    restarts: 0,
  };
  noteStarted(state);
  void watch(state);
  return {
    url: `http://127.0.0.1:${address.port}`,
    secrets: address.secrets,
    get pid() {
      return state.isUp ? state.run.child.pid : undefined;
    },
    get restarts() {
      return state.restarts;
    },
    walls,
    ready: (timeoutMs) => ready(state, timeoutMs),
    async stop() {
      state.isStopping = true;
      state.stopSignal.abort();
      await end(state.run);
      ownership.release();
    },
  };
}

function noteStarted({ run, running }: EngineState): void {
  const { pid } = run.child;
  if (pid === undefined) return;
  running.ownership.engineStarted(pid);
  lowerMergePriority(pid, () => run.hasEnded);
}

async function watch(state: EngineState): Promise<void> {
  while (!state.isStopping) {
    await state.run.ended;
    if (state.isStopping) return;
    state.isUp = false;
    state.running.options.onStateChange?.("down", lastLine(state.run));
    await restart(state);
  }
}

async function restart(state: EngineState): Promise<void> {
  const { launch, address, options } = state.running;
  for (let pauseMs = 0; !state.isStopping; pauseMs = Math.min(10_000, Math.max(100, pauseMs * 2))) {
    await sleep(pauseMs, undefined, { signal: state.stopSignal.signal }).catch(() => undefined);
    if (state.isStopping) break;
    state.restarts += 1;
    state.run = launch();
    noteStarted(state);
    try {
      await answering(state.run, address, startTimeoutMs);
      state.isUp = true;
      options.onStateChange?.("up", `after ${state.restarts} restarts`);
      return;
    } catch (error) {
      options.onStateChange?.("down", (error as Error).message);
    }
  }
}

async function ready(state: EngineState, timeoutMs: number): Promise<void> {
  if (await answersWithin(state.running.address, timeoutMs, () => state.isStopping)) return;
  throw startFailed(`is down for more than ${timeoutMs} ms`, state.run);
}

async function end(run: Run): Promise<void> {
  if (run.hasEnded) return;
  run.child.kill("SIGTERM");
  const late = setTimeout(() => run.child.kill("SIGKILL"), stopTimeoutMs);
  await run.ended;
  clearTimeout(late);
}

function lastLine(run: Run): string {
  const { exitCode, signalCode } = run.child;
  return `ended with ${signalCode ?? exitCode}${run.lastOutput === "" ? "" : `: ${run.lastOutput.trim().slice(-500)}`}`;
}

function startFailed(what: string, run: Run): ProblemError {
  return new ProblemError(
    "ENGINE_NOT_STARTED",
    `The embedded ClickHouse ${what}; ${lastLine(run)}`,
    "See `engine/engine.log` in the data directory, check free memory and disk; or pass a server's address with `--clickhouse URL`.",
  );
}

/**
 * A port that is free. It is below those that systems give to outgoing connections (from 32768 on Linux, from 49152 elsewhere): one of these
 * could take it after a crash of the engine, which then could not start again until that connection ends.
 */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = await listenedTo(randomInt(20_000, 30_000)).catch(() => undefined);
    if (port !== undefined) return port;
  }
  return listenedTo(0);
}

/** Listens for a moment on a port, with 0 on any that is free. Returns which. */
async function listenedTo(wanted: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(wanted, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { port: number };
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

/**
 * The engine's environment. The console's may hold secrets, so the engine gets only the paths of libraries, and the time zone, which it
 * cannot find out behind its walls. A library that is preloaded into the console (`LD_PRELOAD`) is not preloaded into the engine, unless
 * `TELLTALE_ENGINE_PRELOAD` names it: tests shift the clock of both that way.
 */
function engineEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"].filter(
    (name) => env[name] !== undefined,
  );
  const preload = env["TELLTALE_ENGINE_PRELOAD"];
  return {
    ...Object.fromEntries(kept.map((name) => [name, env[name]])),
    ...(preload === undefined ? {} : { LD_PRELOAD: preload, FAKETIME: env["FAKETIME"] }),
    TZ: env["TZ"] ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
