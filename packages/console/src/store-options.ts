// How a configuration becomes the options of the store: for the console, and for commands that open the store without it.
import type { Config } from "./config.ts";
import { takesTelemetry } from "./config/store.ts";
import type { Logger } from "./log.ts";
import type { Engine } from "./store/engine/engine.ts";
import { adviceFor, describeWalls } from "./store/engine/walls.ts";
import type { openStore } from "./store/store.ts";

/**
 * The options with which this configuration opens the store.
 *
 * @param engine one that runs already, or starts, on the data directory.
 */
export function storeOptions(
  config: Config,
  log: Logger,
  engine?: Engine | Promise<Engine>,
): Parameters<typeof openStore>[0] {
  const onNote = (note: string, level: "info" | "warn" = "info"): void => log[level](note);
  const { retention, maxSizeBytes, endFailedChanges, nameLimits } = config.storage;
  const kept = { retention, maxSizeBytes, endFailedChanges, nameLimits, onNote };
  const { clickhouse, role } = config.store;
  if (clickhouse !== undefined)
    return { ...clickhouse, ...kept, shared: role !== "all", takesRows: takesTelemetry(role) };
  return {
    directory: config.dataDir,
    engine,
    user: config.store.engineUser,
    onWalls(walls) {
      log.info({ walls: describeWalls(walls) }, "the engine runs behind walls");
      const advice = adviceFor(walls);
      if (advice !== undefined) log.warn(advice);
    },
    minFreeBytes: config.storage.minFreeBytes,
    durable: config.storage.durable,
    ...kept,
    onStateChange(state, detail) {
      if (state === "up") log.info({ detail }, "the store is back");
      else log.warn({ detail }, "the store is down");
    },
  };
}
