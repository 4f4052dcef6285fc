// `telltale/register`: `node --require telltale/register app.js`, or `--import`, or either in NODE_OPTIONS. The gate: what is no
// application of the user's, and every runtime but a Node that is supported, ends here, before anything of the library is loaded. Its syntax is that of Node 14, so
// that an older Node can say so. Nothing that goes wrong may reach the application.
import Module from "node:module";
import { builtin } from "../engine/runtime/builtin.ts";
import { isSource, ownUrl } from "../engine/runtime/outside.ts";
import { runtimeOf, whyUnsupported } from "../engine/runtime/runtime.ts";
import { buildOf, whyLeftAlone } from "./left-alone.ts";
import { isThread, startedScript } from "./started.ts";

const worker = builtin("worker_threads");

/** Whether this thread is Node's own, which runs hooks of the module loader: preloads run there too. */
function isLoaderThread(): boolean {
  // asking costs 2 MB
  if (!isThread()) return false;
  const { isMainThread, parentPort, isInternalThread } = worker() as ReturnType<typeof worker> & {
    readonly isInternalThread?: boolean;
  };
  // before Node 22.14 the only sign is that it has no parent port
  return isInternalThread ?? (!isMainThread && parentPort === null);
}

function begin(): void {
  try {
    if (isLoaderThread()) return;
    if (isLeftAlone()) return;
    const unsupported = whyUnsupported(runtimeOf(process.versions));
    if (unsupported === undefined) loadRest().register();
    else sayOnce(unsupported);
  } catch (error) {
    process.emitWarning(`Cannot instrument: ${error instanceof Error ? error.message : String(error)}`, {
      type: "TelltaleWarning",
    });
  }
}

const leftAlone = "telltale left alone";

/** Whether this process is not the application. Its threads are not either, nor are the processes that a build starts. */
function isLeftAlone(): boolean {
  if (isThread()) return worker().getEnvironmentData?.(leftAlone) === true;
  const { env: variables, execArgv } = process;
  const script = startedScript();
  const args = process.argv.slice(2);
  if (whyLeftAlone({ script, args, execArgv, variables }) === undefined) return false;
  worker().setEnvironmentData?.(leftAlone, true);
  if (script !== undefined && buildOf(script, args) !== undefined) variables["TELLTALE_REGISTER"] = "off";
  return true;
}

function loadRest(): typeof import("./run.ts") {
  // seen from engine/runtime/outside.ts, which is a part of this file when it is built
  const place = isSource ? "../../register/run.ts" : "./register-run.cjs";
  let require: NodeJS.Require;
  try {
    require = Module.createRequire(ownUrl ?? "");
    require.resolve(place);
  } catch {
    throw new Error(
      "telltale/register was put into a bundle; keep it external, or run `node --import telltale/register`",
    );
  }
  return require(place) as typeof import("./run.ts");
}

/** Says `line` on standard error, once in this process, and not where `OTEL_LOG_LEVEL` is `none`. */
function sayOnce(line: string): void {
  const said = Symbol.for("telltale.unsupported");
  const marks = globalThis as unknown as Record<symbol, boolean | undefined>;
  if (marks[said] === true || !worker().isMainThread) return;
  marks[said] = true;
  if (process.env["OTEL_LOG_LEVEL"]?.trim().toLowerCase() !== "none")
    process.stderr.write(`telltale: ${line}\n`);
}

begin();
