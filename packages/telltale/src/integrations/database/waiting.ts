// A caller of a pool waits for a connection: what then runs belongs to that caller, however busy the pool is; and when there was no connection,
// the query that could not run is recorded, for a database that is down matters more than one that is slow.
import { now, ticks } from "../../engine/runtime/clock.ts";
import { report } from "../../engine/diagnostics/diagnose.ts";
import { activeScope } from "../../engine/context/scope.ts";
import { calledBack } from "../../engine/completion/called-back.ts";
import { follow } from "../../engine/completion/finish.ts";
import { state } from "../../engine/running/state.ts";
import type { Method } from "../patching/method.ts";
import { beginOperation } from "./operation.ts";
import { countTimeout, noteTaken, recordSince } from "./pools.ts";
import type { DatabaseSettings } from "./settings.ts";
import type { Shape } from "./shape.ts";

// what a pool is being asked right now, while it asks itself for a connection; set and taken in one synchronous go
let asked: (() => Shape) | undefined;

const awaited = new WeakSet<object>();

/** Marks `callback` as one whose wait is recorded: a second request with it is not recorded again. */
export function noteAwaited(callback: object): void {
  awaited.add(callback);
}

/** Makes the wrapper of a pool's own `query`: `shape` reads the query from its arguments. */
export function createAskWrapper(
  shape: (pool: object, args: readonly unknown[]) => (() => Shape) | undefined,
): (query: Method) => Method {
  return (query) =>
    function asking(this: object, ...args: unknown[]) {
      if (state.engine === undefined) return query.apply(this, args);
      asked = shape(this, args);
      try {
        return query.apply(this, args) as unknown;
      } finally {
        asked = undefined;
      }
    };
}

/**
 * Makes the wrapper of the method that gives a connection to a callback or by a promise. `name` is the pool's, where it is measured;
 * `given` is called with a connection just before a callback gets it.
 */
export function createWaitWrapper(
  settings: DatabaseSettings,
  name: (pool: object) => string | undefined,
  given?: (connection: unknown) => void,
): (connect: Method) => Method {
  return (connect) =>
    function waiting(this: object, ...args: unknown[]) {
      if (state.engine === undefined) return connect.apply(this, args);
      const [callback] = args;
      // mysql2 asks again for who waits already, when a connection was lost
      if (typeof callback === "function" && awaited.has(callback)) return connect.apply(this, args);
      const wait = createWait(settings, nameOf(this, name));
      if (typeof callback === "function") {
        const scope = activeScope();
        const connected = calledBack(callback as Method, ([error, connection]) => {
          wait(error, connection);
          given?.(connection);
          return scope;
        });
        noteAwaited(connected);
        args[0] = connected;
        return connect.apply(this, args);
      }
      const result: unknown = connect.apply(this, args);
      if (typeof result !== "object" || result === null) return result;
      return follow(undefined, result, (connection) => wait(undefined, connection), wait);
    };
}

/** Tells how the wait that begins now has ended. */
function createWait(
  settings: DatabaseSettings,
  name: string | undefined,
): (error: unknown, connection?: unknown) => void {
  const shape = asked;
  const scope = activeScope();
  const begun = now();
  const from = ticks();
  return (error, connection) => {
    if (error && shape !== undefined) beginOperation(shape, settings, scope, begun)?.broken(error);
    if (name === undefined) return;
    if (error) {
      countTimeout(error, name);
      return;
    }
    recordSince("wait", from, name);
    noteTaken(connection, name);
  };
}

function nameOf(pool: object, name: (pool: object) => string | undefined): string | undefined {
  try {
    return name(pool);
  } catch (error) {
    report("instrument_failed", error);
    return undefined;
  }
}
