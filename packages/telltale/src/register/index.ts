// `telltale/register`: `node --require telltale/register app.js`, or `--import`, or either in NODE_OPTIONS. The gate: what is no
// application of the user's ends here, before anything of the library is loaded. Nothing that goes wrong may reach the application.
import { createRequire } from "node:module";
import { builtin } from "../engine/builtin.ts";
import { whyLeftAlone } from "./left-alone.ts";

const worker = builtin("worker_threads");

/** Whether this thread is Node's own, which runs hooks of the module loader: preloads run there too. */
function isLoaderThread(): boolean {
  // what Node takes from its threads it marks so (18 to 26); asking costs 2 MB
  if ((process.chdir as { readonly disabled?: boolean }).disabled !== true) return false;
  const { isMainThread, parentPort, isInternalThread } = worker() as ReturnType<typeof worker> & {
    readonly isInternalThread?: boolean;
  };
  // before Node 22.14 nothing says so but that nobody talks with it
  return isInternalThread ?? (!isMainThread && parentPort === null);
}

function begin(): void {
  try {
    if (isLoaderThread()) return;
    const [, script, ...args] = process.argv;
    const { env: variables, execArgv } = process;
    if (whyLeftAlone({ script, args, execArgv, variables }) !== undefined) return;
    const rest = import.meta.url.endsWith(".ts") ? "./run.ts" : "./register-run.cjs";
    (createRequire(import.meta.url)(rest) as typeof import("./run.ts")).register();
  } catch (error) {
    process.emitWarning(`Cannot instrument: ${error instanceof Error ? error.message : String(error)}`, {
      type: "TelltaleWarning",
    });
  }
}

begin();
