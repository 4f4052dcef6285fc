// The process that is the database. Its worker thread calls ClickHouse's own command line inside chDB's library and stays
// there; its main thread stays free to watch the console: when the channel to it closes, however that came about, this
// process ends too, so no engine is left behind that holds the data directory.
//
// Before the engine starts, walls are put up around it (walls.ts). The worker loads all code first, because afterwards neither may be
// read any more. The user is the whole process's. Landlock is each thread's own: the worker restricts itself, and all threads of the
// engine are started by it or by each other, so that they inherit it; the main thread restricts itself as well.
//
// Started as `node engine-child.js LIBRARY ARGUMENT…`; ARGUMENT… is the command line of clickhouse-local.
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { type Landlock, openLandlock } from "./landlock.ts";
import { createPageRelease } from "./library-pages.ts";
import { makePipe } from "./statements.ts";
import { planVariable, type WallPlan } from "./walls.ts";

interface EngineCall {
  readonly args: readonly string[];
  readonly plan: WallPlan | undefined;
  /** Turns 1 when the engine may start. */
  readonly start: Int32Array;
}

if (isMainThread) watch();
else runEngine(workerData as EngineCall);

function watch(): void {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGKILL");
  });
  if (process.connected !== true) process.exit(2);
  const args = process.argv.slice(2);
  const plan = readPlan();
  const landlock = openLandlock();
  const releasePages = createPageRelease(realpathSync(args[0]!));
  // The console says that the engine answers; a moment later its tables are open as well.
  process.once("message", () => {
    setTimeout(releasePages, 2000);
    setInterval(releasePages, 30_000);
  });
  const start = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: { args, plan, start } });
  worker.on("error", (error) => {
    console.error(error);
    process.exit(3);
  });
  worker.on("exit", (code) => process.exit(code === 0 ? 4 : code));
  worker.once("message", () => {
    if (plan !== undefined) enclose(plan, landlock);
    Atomics.store(start, 0, 1);
    Atomics.notify(start, 0);
  });
}

function readPlan(): WallPlan | undefined {
  const text = process.env[planVariable];
  return text === undefined ? undefined : (JSON.parse(text) as WallPlan);
}

/** What concerns the whole process, and the main thread itself. */
function enclose({ user, landlock: asked, statements }: WallPlan, landlock: Landlock): void {
  if (user !== undefined) {
    process.setgroups!([]);
    process.setgid!(user.gid);
    process.setuid!(user.uid);
    // else its own files in /proc would be root's
    landlock.allowOwnProc();
  }
  makePipe(statements);
  if (asked !== undefined) landlock.restrictThread(allowedBy(asked));
  process.send!({ landlockAbi: asked === undefined ? undefined : landlock.abi });
}

function runEngine({ args, plan, start }: EngineCall): void {
  const [library, ...engineArguments] = args as [string, ...string[]];
  const ffi = createRequire(import.meta.url)("ffi-rs") as typeof import("ffi-rs");
  const landlock = openLandlock();
  ffi.open({ library: "chdb", path: library });
  parentPort!.postMessage("loaded", []);
  Atomics.wait(start, 0, 0);
  if (plan?.landlock !== undefined) landlock.restrictThread(allowedBy(plan.landlock));
  const commandLine = ["clickhouse-local", ...engineArguments];
  ffi.load({
    library: "chdb",
    funcName: "chdb_query_cmdline",
    retType: ffi.DataType.I64,
    paramsType: [ffi.DataType.I32, ffi.DataType.StringArray],
    paramsValue: [commandLine.length, commandLine],
  });
}

function allowedBy({
  folder,
  port,
}: NonNullable<WallPlan["landlock"]>): Parameters<Landlock["restrictThread"]>[0] {
  return {
    folders: [folder],
    files: ["/dev/null", "/dev/urandom"],
    // How much memory it and the machine have, and what its threads cost: of itself it may know, of other processes not.
    readable: ["/proc/self/statm", "/proc/self/task", "/proc/meminfo"],
    ports: [port],
  };
}
