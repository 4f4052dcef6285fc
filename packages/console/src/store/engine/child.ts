// The process that is the database. Its worker thread calls ClickHouse's own command line inside chDB's library and stays
// there; its main thread stays free to watch the console: when the channel to it closes, however that came about, this
// process ends too, so no engine is left behind that holds the data directory.
//
// Started as `node engine-child.js LIBRARY ARGUMENT…`; ARGUMENT… is the command line of clickhouse-local.
import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { isMainThread, Worker, workerData } from "node:worker_threads";
import { createPageRelease } from "./library-pages.ts";

if (isMainThread) watch();
else runEngine(workerData as string[]);

function watch(): void {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGKILL");
  });
  if (process.connected !== true) process.exit(2);
  const [library] = process.argv.slice(2) as [string];
  const releasePages = createPageRelease(realpathSync(library));
  // The console says that the engine answers; a moment later its tables are open as well.
  process.once("message", () => setTimeout(releasePages, 2000));
  const worker = new Worker(new URL(import.meta.url), { workerData: process.argv.slice(2) });
  worker.on("error", (error) => {
    console.error(error);
    process.exit(3);
  });
  worker.on("exit", (code) => process.exit(code === 0 ? 4 : code));
}

function runEngine(args: readonly string[]): void {
  const [library, ...engineArguments] = args as [string, ...string[]];
  const ffi = createRequire(import.meta.url)("ffi-rs") as typeof import("ffi-rs");
  ffi.open({ library: "chdb", path: library });
  const commandLine = ["clickhouse-local", ...engineArguments];
  ffi.load({
    library: "chdb",
    funcName: "chdb_query_cmdline",
    retType: ffi.DataType.I64,
    paramsType: [ffi.DataType.I32, ffi.DataType.StringArray],
    paramsValue: [commandLine.length, commandLine],
  });
}
