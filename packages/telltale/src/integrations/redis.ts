// redis (node-redis) 4 to 6: from 5.12 on by its diagnostics channels, before by its methods.
import { type DatabaseIntegration, defineDatabaseIntegration } from "./database/define.ts";
import { readField } from "../calls/read-field.ts";
import { detachConnect } from "./database/connecting.ts";
import { ofPools } from "./database/pools.ts";
import { createRedisTargets, redisCalls } from "./database/redis-command.ts";
import type { DatabaseSettings, DatabaseIntegrationOptions } from "./database/settings.ts";
import { ownerOf } from "./patching/class.ts";
import type { Method } from "./patching/method.ts";
import { subscribeToChannels } from "./redis/channels.ts";
import { instrumentClient } from "./redis/client.ts";
import { instrumentIsolation, instrumentPool } from "./redis/pool.ts";

export type { DatabaseIntegrationOptions } from "./database/settings.ts";

/** The part of redis that is used. */
export interface RedisLibrary {
  createClient: (...args: never[]) => unknown;
}

/**
 * Has the commands of all clients of `redis` traced; a pipeline or a transaction is one span. Returns the same library.
 *
 * Keys and values never leave; subscriptions are not spans; commands that wait (`BLPOP`) are not called slow. Of version 4 the commands of
 * modules (`client.json.set`) are not seen.
 *
 * @example
 * ```ts
 * import * as redis from "redis";
 * import { instrumentRedis } from "telltale/redis";
 *
 * instrumentRedis(redis) === redis; // => true
 * ```
 */
export function instrumentRedis<L extends RedisLibrary>(library: L, options?: DatabaseIntegrationOptions): L {
  return redis.instrumentByHand(library, options);
}

/** redis for `telltale/register`. */
export const redis: DatabaseIntegration<DatabaseIntegrationOptions> = defineDatabaseIntegration({
  name: "redis",
  modules: ["redis", "@redis/client"],
  versions: [[4, 7]],
  calls: redisCalls,
  pools: ofPools.filter(({ name }) => !/\.(?:max|create_time)$/.test(name)),
  instrument,
});

/** What pools inherit from. The class is exported from 6 on. Before, a pool that never connects reveals it, for which redis makes thousands of methods. */
function poolOf(face: object): unknown {
  const prototype = readField(readField(face, "RedisClientPool"), "prototype");
  if (typeof readField(prototype, "execute") === "function") return prototype;
  const createPool = readField(face, "createClientPool");
  return typeof createPool === "function" ? (createPool as Method).call(face) : undefined;
}

/** What clients inherit from. The class is exported from 6 on; before, a client that never connects reveals it. */
function clientOf(face: object, createClient: Method): unknown {
  const prototype = readField(readField(face, "RedisClient"), "prototype");
  return typeof readField(prototype, "connect") === "function" ? prototype : createClient.call(face);
}

function instrument(faces: readonly object[], settings: DatabaseSettings): void {
  const targets = createRedisTargets(settings);
  for (const face of faces) {
    const createClient = readField(face, "createClient");
    if (typeof createClient !== "function") continue;
    const client = clientOf(face, createClient as Method);
    detachConnect(ownerOf(client, "connect"));
    if (readField(readField(face, "CHANNELS"), "TRACE_COMMAND") !== undefined)
      subscribeToChannels(targets, settings);
    else {
      instrumentClient(client, targets, settings);
      instrumentIsolation(client);
    }
    const pool = poolOf(face);
    if (pool !== undefined) instrumentPool(pool, settings);
    return;
  }
}
