// Who waits for a client of a pool of redis keeps the context, and the pool is measured.
import { ticks } from "../../engine/runtime/clock.ts";
import { activeScope } from "../../engine/context/scope.ts";
import { calledBack } from "../../engine/completion/called-back.ts";
import { follow } from "../../engine/completion/finish.ts";
import { state } from "../../engine/running/state.ts";
import { countTimeout, forgetting, measurePool, type PoolState, recordSince } from "../database/pools.ts";
import type { DatabaseSettings } from "../database/settings.ts";
import { ownerOf } from "../patching/class.ts";
import { type Method, wrapMethod } from "../patching/method.ts";

interface Pool {
  readonly _self?: Pool | undefined;
  readonly idleClients?: number | undefined;
  readonly clientsInUse?: number | undefined;
  readonly tasksQueueLength?: number | undefined;
}

/** Has the class of `pool` seen: `execute`, through which every command of a pool goes. */
export function instrumentPool(pool: unknown, settings: DatabaseSettings): void {
  const owner = ownerOf(pool, "execute");
  wrapMethod(owner, "execute", (execute) => keepContext(execute, settings), settings);
  for (const name of ["close", "destroy"]) wrapMethod(owner, name, forgetting);
}

/** Has the clients that version 4 makes for one task (`executeIsolated`) keep the context. */
export function instrumentIsolation(client: unknown): void {
  wrapMethod(ownerOf(client, "executeIsolated"), "executeIsolated", (execute) =>
    keepContext(execute, undefined),
  );
}

function keepContext(execute: Method, settings: DatabaseSettings | undefined): Method {
  return function waiting(this: Pool, ...args: unknown[]) {
    const [task] = args;
    if (state.engine === undefined || typeof task !== "function") return execute.apply(this, args);
    const scope = activeScope();
    const pool = this._self ?? this;
    const name = settings?.poolMetrics === true ? measurePool(pool, "redis", stateOf) : undefined;
    const from = ticks();
    let used: number | undefined;
    args[0] = calledBack(task as Method, () => {
      if (name !== undefined) recordSince("wait", from, name);
      used = ticks();
      return scope;
    });
    const result: unknown = execute.apply(this, args);
    if (name === undefined || typeof result !== "object" || result === null) return result;
    const over = (error?: unknown): void => {
      if (used !== undefined) recordSince("use", used, name);
      else if (error !== undefined) countTimeout(error, name);
    };
    return follow(undefined, result, () => over(), over);
  };
}

function stateOf({ idleClients = 0, clientsInUse = 0, tasksQueueLength = 0 }: Pool): PoolState {
  return { idle: idleClients, used: clientsInUse, pending: tasksQueueLength };
}
