// Starts the engine before the code of the console is loaded: each takes half a second, and another core.
import type { Config } from "./config.ts";
import type { Logger } from "./log.ts";
import { type Engine, startEngine } from "./store/engine/engine.ts";
import { storeOptions } from "./store-options.ts";

/**
 * Resolves when the engine of this configuration has its process: loading code leaves no turn to start it. `engine` is there as soon as it
 * answers, and is absent where the store is a ClickHouse of its own. Why it did not start is reported to the caller that awaits it.
 */
export async function startEarly(
  config: Config,
  log: Logger,
): Promise<{ readonly engine?: Promise<Engine> }> {
  const options = storeOptions(config, log);
  if (!("directory" in options)) return {};
  let engine: Promise<Engine> | undefined;
  await new Promise<void>((resolve) => {
    engine = startEngine({ ...options, onLaunch: resolve });
    engine.catch(() => resolve());
  });
  return { engine: engine! };
}
