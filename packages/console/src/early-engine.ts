// Starts the engine before the code of the console is loaded: each takes half a second, and another core.
import type { Config } from "./config.ts";
import type { Logger } from "./log.ts";
import { type Engine, startEngine } from "./store/engine/engine.ts";
import { storeOptions } from "./store-options.ts";

/**
 * The engine of this configuration, as soon as it answers; `undefined` where the store is a ClickHouse of its own. Why it did not start is
 * reported to the caller that awaits it.
 */
export function startEarly(config: Config, log: Logger): Promise<Engine> | undefined {
  const options = storeOptions(config, log);
  if (!("directory" in options)) return undefined;
  const engine = startEngine(options);
  engine.catch(() => undefined);
  return engine;
}
