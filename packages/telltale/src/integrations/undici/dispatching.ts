// Pools of undici whose connections are bounded send a request that waits from the turn of another one. Whose it is stays known by its
// handler, which goes along from the first dispatcher to the last.
import { readField } from "../../calls/read-field.ts";
import { activeScope, type Scope, storage } from "../../engine/scope.ts";
import { state } from "../../engine/state.ts";
import { ownerOf, prototypeOf } from "../patching/class.ts";
import { facesOf, wrapMethod } from "../patching/method.ts";

const callers = new WeakMap<object, Scope>();

/** Has the dispatchers of `library`, a copy of undici, send each request where it was asked for. Does nothing for what is none. Never throws. */
export function keepCallers(library: unknown): void {
  for (const face of facesOf(library)) {
    const pool = prototypeOf(readField(face, "Pool"));
    wrapMethod(
      ownerOf(pool, "dispatch"),
      "dispatch",
      (dispatch) =>
        function dispatching(this: unknown, ...args: unknown[]) {
          const handler = args[1];
          if (state.engine === undefined || typeof handler !== "object" || handler === null)
            return dispatch.apply(this, args);
          const active = activeScope();
          const caller = callers.get(handler);
          if (caller === undefined) callers.set(handler, active);
          if (caller === undefined || caller === active) return dispatch.apply(this, args);
          return storage.run(caller, () => dispatch.apply(this, args) as unknown);
        },
    );
  }
}
