// Pools of mysql2: who waits for a connection keeps the context, and the pool is measured.
import { readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import { ticks } from "../../engine/runtime/clock.ts";
import { state } from "../../engine/running/state.ts";
import { forgetting, measurePool, type PoolState, recordSince, returning } from "../database/pools.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import type { DatabaseTarget } from "../database/shape.ts";
import { createAskWrapper, createWaitWrapper, noteAwaited } from "../database/waiting.ts";
import { ownerOf } from "../patching/class.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { textOf } from "./connection.ts";

interface Pool {
  readonly _allConnections: { readonly length: number };
  readonly _freeConnections: { readonly length: number };
  readonly _connectionQueue: { readonly length: number };
}

/** Has the pools of `prototype`, or of what it is derived from, seen. Does nothing where it is not a pool. */
export function instrumentPool(
  prototype: object | undefined,
  targetOf: (client: object) => DatabaseTarget,
  settings: DatabaseSettings,
  adopt: (connection: unknown) => void,
): void {
  const owner = ownerOf(prototype, "releaseConnection");
  if (owner === undefined) return;
  const ask = createAskWrapper((pool, [command]) => {
    const text = textOf(command);
    return text === undefined ? undefined : () => targetOf(pool).sql(text);
  });
  const wait = createWaitWrapper(
    settings,
    (pool) => (settings.poolMetrics ? nameOf(pool) : undefined),
    adopt,
  );
  wrapMethod(owner, "getConnection", (connect) => wait(timing(connect, settings)), settings);
  wrapMethod(owner, "releaseConnection", returning);
  wrapMethod(owner, "query", ask, settings);
  wrapMethod(owner, "execute", ask, settings);
  wrapMethod(owner, "end", forgetting);
}

/** Makes the wrapper that times a connection that is made for its caller: then the pool has one more at once. */
function timing(connect: Method, settings: DatabaseSettings): Method {
  return function connecting(this: Pool, ...args: unknown[]) {
    const [callback] = args;
    if (state.engine === undefined || !settings.poolMetrics || typeof callback !== "function")
      return connect.apply(this, args);
    const before = this._allConnections.length;
    const from = ticks();
    const name = nameOf(this);
    let isNew = false;
    const connected = function connected(this: unknown, ...results: unknown[]): unknown {
      if (isNew && !results[0]) recordSince("create", from, name);
      return callback.apply(this, results) as unknown;
    };
    noteAwaited(connected);
    args[0] = connected;
    const result: unknown = connect.apply(this, args);
    isNew = this._allConnections.length > before;
    return result;
  };
}

function nameOf(pool: object): string {
  const config = readField(readField(pool, "config"), "connectionConfig");
  const max = readField(readField(pool, "config"), "connectionLimit");
  return measurePool(pool as Pool, readConnection(config).label ?? "mysql", (one) =>
    stateOf(one, typeof max === "number" && max > 0 ? max : undefined),
  );
}

function stateOf(pool: Pool, max: number | undefined): PoolState {
  const idle = pool._freeConnections.length;
  const used = pool._allConnections.length - idle;
  return { idle, used, pending: pool._connectionQueue.length, max };
}
