// A pool of pg, by the methods of pg-pool's class.
import { readConnection } from "../../calls/connection.ts";
import { readField } from "../../calls/read-field.ts";
import { calledBack } from "../../engine/completion/called-back.ts";
import { ticks } from "../../engine/runtime/clock.ts";
import { state } from "../../engine/running/state.ts";
import { forgetting, measurePool, type PoolState, recordSince, returning } from "../database/pools.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import type { DatabaseTarget } from "../database/shape.ts";
import { createAskWrapper, createWaitWrapper } from "../database/waiting.ts";
import { ownerOf } from "../patching/class.ts";
import { type Method, wrapMethod } from "../patching/method.ts";
import { readText } from "./query.ts";

interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options?: { readonly max?: number };
}

/** Has the pools of `prototype`, or of what it is derived from, seen. Does nothing where it is not a pool. */
export function instrumentPool(
  prototype: object | undefined,
  targetOf: (client: object) => DatabaseTarget,
  settings: DatabaseSettings,
): void {
  const owner = ownerOf(prototype, "_pulseQueue");
  if (owner === undefined) return;
  wrapMethod(
    owner,
    "connect",
    createWaitWrapper(settings, (pool) => (settings.poolMetrics ? nameOf(pool as Pool) : undefined)),
    settings,
  );
  wrapMethod(
    owner,
    "query",
    createAskWrapper((pool, [config]) => {
      const text = readText(config);
      return text === undefined ? undefined : () => targetOf(pool).sql(text);
    }),
    settings,
  );
  wrapMethod(owner, "newClient", (create) => timing(create, settings), settings);
  wrapMethod(owner, "_release", returning);
  wrapMethod(owner, "end", forgetting);
}

/** Makes the wrapper of the method that makes a connection for who waits. */
function timing(create: Method, settings: DatabaseSettings): Method {
  return function creating(this: Pool, ...args: unknown[]) {
    const waiting = args[0] as { callback?: unknown } | undefined;
    const callback = readField(waiting, "callback");
    if (state.engine === undefined || !settings.poolMetrics || typeof callback !== "function")
      return create.apply(this, args);
    const name = nameOf(this);
    const from = ticks();
    (waiting as { callback: Method }).callback = calledBack(callback as Method, ([error]) => {
      if (!error) recordSince("create", from, name);
      return undefined;
    });
    return create.apply(this, args);
  };
}

function nameOf(pool: Pool): string {
  return measurePool(pool, readConnection(pool).label ?? "postgresql", stateOf);
}

function stateOf(pool: Pool): PoolState {
  const { totalCount, idleCount, waitingCount, options } = pool;
  return { idle: idleCount, used: totalCount - idleCount, pending: waitingCount, max: options?.max };
}
