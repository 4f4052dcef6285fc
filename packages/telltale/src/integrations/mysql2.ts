// mysql2 2 and 3: queries and prepared statements of connections and pools, with callbacks, promises or events.
import { type DatabaseIntegration, defineDatabaseIntegration } from "./database/define.ts";
import { readField } from "../calls/read-field.ts";
import { state } from "../engine/running/state.ts";
import { ofQueries } from "./database/emitted.ts";
import { ofPools } from "./database/pools.ts";
import type { DatabaseSettings, SqlIntegrationOptions } from "./database/settings.ts";
import { leaveToMethods, speaksByChannels, subscribeToChannels } from "./mysql2/channels.ts";
import { instrumentConnection } from "./mysql2/connection.ts";
import { instrumentPool } from "./mysql2/pool.ts";
import { createMysqlTargets, noteHandshake } from "./mysql2/target.ts";
import { prototypeOf } from "./patching/class.ts";
import { instrumenting, wrapMethod } from "./patching/method.ts";

export type { DatabaseIntegrationOptions, SqlIntegrationOptions } from "./database/settings.ts";

/** The part of mysql2 that is used. */
export interface Mysql2 {
  createConnection: (...args: never[]) => unknown;
}

/**
 * Has the queries and prepared statements of all connections and pools of `mysql2` (and `mysql2/promise`) traced, and the pools measured.
 * Returns the same library.
 *
 * Where the library has diagnostics channels (from 3.16 on) those are listened to; else, and with `traceComments`, its methods are wrapped.
 *
 * @example
 * ```ts
 * import mysql from "mysql2";
 * import { instrumentMysql2 } from "telltale/mysql2";
 *
 * instrumentMysql2(mysql) === mysql; // => true
 * ```
 */
export function instrumentMysql2<L extends Mysql2>(library: L, options?: SqlIntegrationOptions): L {
  return mysql2.instrumentByHand(library, options);
}

/** mysql2 for `telltale/register`. */
export const mysql2: DatabaseIntegration<SqlIntegrationOptions> = defineDatabaseIntegration({
  name: "mysql2",
  modules: ["mysql2", "mysql2/promise"],
  versions: [[2, 4]],
  calls: {
    name: "{summary}",
    description: "A query or a prepared statement, from its call to its result.",
    sql: true,
    more: ofQueries,
  },
  pools: ofPools,
  instrument,
});

function instrument(faces: readonly object[], settings: DatabaseSettings): void {
  const targetOf = createMysqlTargets(settings);
  function adoptConnection(prototype: object | undefined): void {
    if (typeof readField(prototype, "query") !== "function") return;
    if (!settings.traceComments && speaksByChannels(prototype as object)) {
      subscribeToChannels(settings);
      return;
    }
    instrumentConnection(prototype as object, targetOf, settings);
    if (settings.traceComments) leaveToMethods(settings);
  }
  function adopt(connection: unknown): void {
    adoptConnection(classOf(connection));
    if (typeof connection === "object" && connection !== null) noteHandshake(connection);
  }
  for (const face of faces) {
    const promised = prototypeOf(readField(face, "PromiseConnection"));
    if (promised === undefined) {
      adoptConnection(prototypeOf(readField(face, "Connection")));
      instrumentPool(prototypeOf(readField(face, "Pool")), targetOf, settings, adopt);
      continue;
    }
    // `mysql2/promise` shows what it is made of by its first connection and its first pool only
    const pools = prototypeOf(readField(face, "PromisePool"));
    beforeCalls(promised, settings, (own) => adopt(readField(own, "connection")));
    beforeCalls(pools, settings, (own) =>
      instrumentPool(classOf(readField(own, "pool")), targetOf, settings, adopt),
    );
  }
}

function classOf(instance: unknown): object | undefined {
  if (typeof instance !== "object" || instance === null) return undefined;
  return Object.getPrototypeOf(instance) as object;
}

/** Has `act` look at an instance before it is asked for anything. */
function beforeCalls(
  prototype: object | undefined,
  settings: DatabaseSettings,
  act: (instance: object) => void,
): void {
  for (const name of ["query", "execute", "getConnection"]) {
    wrapMethod(
      prototype,
      name,
      (method) =>
        function looking(this: object, ...args: unknown[]) {
          if (state.engine !== undefined) instrumenting(this, () => act(this));
          return method.apply(this, args) as unknown;
        },
      settings,
    );
  }
}
