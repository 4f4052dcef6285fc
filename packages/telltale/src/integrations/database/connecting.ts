// A connection outlives the request that needs it first. Its timers (pings, reconnects) and what its socket receives later belong to no request.
import { calledBack } from "../../engine/completion/called-back.ts";
import { isBackground, runDetached, runLoop } from "../../engine/context/background.ts";
import { activeScope } from "../../engine/context/scope.ts";
import { state } from "../../engine/running/state.ts";
import { type Method, wrapMethod } from "../patching/method.ts";

/** Has `connect` of `owner` run below no span. Callbacks that it is given run in the context of its caller. */
export function detachConnect(owner: unknown): void {
  wrapMethod(owner, "connect", detached);
}

function detached(connect: Method): Method {
  return function connecting(this: unknown, ...args: unknown[]) {
    if (state.engine === undefined) return connect.apply(this, args);
    const scope = activeScope();
    const bound = args.map((arg) =>
      typeof arg === "function" ? calledBack(arg as Method, () => scope) : arg,
    );
    // what a broker's library connects by itself stays its background work
    const run = isBackground(scope.base) ? runLoop : runDetached;
    return run(() => connect.apply(this, bound) as unknown);
  };
}
