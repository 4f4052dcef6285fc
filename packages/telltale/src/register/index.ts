// `telltale/register`: `node --require telltale/register app.js`, or `--import`, or either in NODE_OPTIONS. The gate: what is no
// application of the user's, and every runtime but a Node that is supported, ends here, before anything of the library is loaded. Its syntax is that of Node 14, so
// that an older Node can say so. Nothing that goes wrong may reach the application.
import Module from "node:module";
import { builtin } from "../engine/runtime/builtin.ts";
import { isSource, ownUrl } from "../engine/runtime/outside.ts";
import { runtimeOf, whyUnsupported } from "../engine/runtime/runtime.ts";
import { whyLeftAlone } from "./left-alone.ts";

const worker = builtin("worker_threads");

/** Whether this thread is Node's own, which runs hooks of the module loader: preloads run there too. */
function isLoaderThread(): boolean {
  // what Node takes from its threads it marks so (18 to 26); asking costs 2 MB
  if ((process.chdir as { readonly disabled?: boolean }).disabled !== true) return false;
  const { isMainThread, parentPort, isInternalThread } = worker() as ReturnType<typeof worker> & {
    readonly isInternalThread?: boolean;
  };
  // before Node 22.14 the only sign is that it has no parent port
  return isInternalThread ?? (!isMainThread && parentPort === null);
}

function begin(): void {
  try {
    if (isLoaderThread()) return;
    const [, script, ...args] = process.argv;
    const { env: variables, execArgv } = process;
    if (whyLeftAlone({ script, args, execArgv, variables }) !== undefined) return;
    const unsupported = whyUnsupported(runtimeOf(process.versions));
    if (unsupported === undefined) loadRest().register();
    else sayOnce(unsupported);
  } catch (error) {
    process.emitWarning(`Cannot instrument: ${error instanceof Error ? error.message : String(error)}`, {
      type: "TelltaleWarning",
    });
  }
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
