// The console of `npm run dev`: a process from the sources that loads its code, says so, and starts when it gets its engine. So the
// console before it goes on answering while this one loads, and goes on at all when this one's code does not load.
import { type Flags, readConfig } from "../../packages/console/src/config.ts";
import { createLog } from "../../packages/console/src/log.ts";
import { ProblemError } from "../../packages/console/src/problem/problem.ts";
import { runStart } from "../../packages/console/src/start-command.ts";
import { attachEngine, type EngineAccess } from "../../packages/console/src/store/engine/attached.ts";

/** The message that starts this process. */
export interface StartMessage {
  readonly flags: Flags;
  readonly engine: EngineAccess;
}

/** What it says: that its code is loaded, that it answers, and the result of `reload`, the message after a change of a query. */
export type Report = "loaded" | "ready" | "reloaded" | "kept";

const report = (what: Report): unknown => process.send?.(what);

process.once("message", ({ flags, engine }: StartMessage) => {
  start(flags, engine).then(
    () => report("ready"),
    (error: unknown) => {
      print(error);
      process.exit(1);
    },
  );
});
report("loaded");

async function start(flags: Flags, engine: EngineAccess): Promise<void> {
  const config = readConfig(flags, process.env);
  const console = await runStart(config, createLog(config.logLevel), false, attachEngine(engine));
  process.on("message", (reported) => {
    if (reported !== "reload") return;
    try {
      console.reloadQueries();
      report("reloaded");
    } catch (error) {
      print(error);
      report("kept");
    }
  });
}

function print(error: unknown): void {
  console.error(error instanceof ProblemError ? `${error.message}\n${error.fix}` : error);
}
