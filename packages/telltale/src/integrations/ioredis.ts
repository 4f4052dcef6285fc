// ioredis 4 to 6, by its methods: its channels begin when a command is written, after any wait for the connection, and there the caller is
// not known any more (ADR 18).
import { type DatabaseIntegration, defineDatabaseIntegration } from "./database/define.ts";
import { readField } from "../calls/read-field.ts";
import { detachConnect } from "./database/connecting.ts";
import { createRedisTargets, redisCalls } from "./database/redis-command.ts";
import type { DatabaseSettings, DatabaseIntegrationOptions } from "./database/settings.ts";
import { instrumentCluster, instrumentRedis } from "./ioredis/command.ts";
import { instrumentPipeline } from "./ioredis/pipeline.ts";
import { prototypeOf } from "./patching/class.ts";

export type { DatabaseIntegrationOptions } from "./database/settings.ts";

/**
 * Has the commands of all clients and clusters of `ioredis` traced; a pipeline or a transaction is one span. Returns the same library.
 *
 * Keys and values never leave; subscriptions and what a client says to connect are not spans; commands that wait (`BLPOP`) are not called slow.
 *
 * @example
 * ```ts
 * import { instrumentIoredis } from "telltale/ioredis";
 *
 * class Redis {} // import Redis from "ioredis";
 * instrumentIoredis(Redis) === Redis; // => true
 * ```
 */
export function instrumentIoredis<L extends object>(library: L, options?: DatabaseIntegrationOptions): L {
  return ioredis.instrumentByHand(library, options);
}

/** ioredis for `telltale/register`. */
export const ioredis: DatabaseIntegration<DatabaseIntegrationOptions> = defineDatabaseIntegration({
  name: "ioredis",
  modules: ["ioredis"],
  versions: [[4, 7]],
  calls: redisCalls,
  instrument,
});

function instrument(faces: readonly object[], settings: DatabaseSettings): void {
  const targets = createRedisTargets(settings);
  for (const face of faces) {
    for (const candidate of [face, readField(face, "Redis")]) {
      const prototype = prototypeOf(candidate);
      if (typeof readField(prototype, "sendCommand") === "function")
        instrumentRedis(prototype as object, targets, settings);
      detachConnect(prototype);
    }
    detachConnect(prototypeOf(readField(face, "Cluster")));
    instrumentCluster(prototypeOf(readField(face, "Cluster")));
    instrumentPipeline(prototypeOf(readField(face, "Pipeline")), targets, settings);
  }
}
