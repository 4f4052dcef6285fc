// ioredis 4 to 6, by its methods: its channels begin when a command is written, after any wait for the connection, and there the caller is
// not known any more (ADR 18).
import { readField } from "../calls/read-field.ts";
import { createRedisPlaces, redisEmits } from "./database/redis-command.ts";
import { type DatabaseIntegrationOptions, readSettings } from "./database/settings.ts";
import { instrumentCluster, instrumentRedis } from "./ioredis/command.ts";
import { instrumentPipeline } from "./ioredis/pipeline.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { prototypeOf } from "./patching/class.ts";
import { facesOf, instrumenting } from "./patching/method.ts";

export type { DatabaseIntegrationOptions } from "./database/settings.ts";

/**
 * Has the commands of all clients and clusters of `ioredis` traced; a pipeline or a transaction is one span. Returns the same library.
 *
 * Keys and values never leave; subscriptions and what a client says to connect are no spans; commands that wait (`BLPOP`) are not called slow.
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
  return instrument(library, options, options !== undefined) as L;
}

/** ioredis for `telltale/register`. */
export const ioredis: LibraryIntegration<DatabaseIntegrationOptions> = {
  name: "ioredis",
  modules: ["ioredis"],
  versions: [[4, 7]],
  // what the application has said by itself stays
  instrument: (library, options) => instrument(library, options, false),
  emits: redisEmits,
};

function instrument(
  library: unknown,
  options: DatabaseIntegrationOptions | undefined,
  lastWord: boolean,
): unknown {
  return instrumenting(library, () => {
    const settings = readSettings(options, lastWord);
    const places = createRedisPlaces(settings);
    for (const face of facesOf(library)) {
      for (const candidate of [face, readField(face, "Redis")]) {
        const prototype = prototypeOf(candidate);
        if (typeof readField(prototype, "sendCommand") === "function")
          instrumentRedis(prototype as object, places, settings);
      }
      instrumentCluster(prototypeOf(readField(face, "Cluster")));
      instrumentPipeline(prototypeOf(readField(face, "Pipeline")), places, settings);
    }
  });
}
