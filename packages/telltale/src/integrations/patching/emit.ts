// The `emit` that is put on an object: its listeners run in a scope. Errors of the library's own are counted, and those of listeners pass uncaught.
import { report } from "../../engine/diagnostics/diagnose.ts";
import { type Scope, storage } from "../../engine/context/scope.ts";

/** The method of an emitter. */
export type Emit = (this: any, event: string | symbol, ...args: unknown[]) => boolean;

/**
 * Makes an `emit` for objects that keep their own as `emitter[key][field]`. `scopeOf` returns where listeners run, undefined for where it is
 * called; `ended` is called after `finish` and `close`.
 */
export function createEmit<T extends object>(
  key: symbol,
  field: string,
  scopeOf: (emitter: T, event: string | symbol, args: readonly unknown[]) => Scope | undefined,
  ended?: (emitter: T, event: string | symbol) => void,
): Emit {
  return function emitInside(event, ...args) {
    const emit = this[key][field] as Emit;
    let scope: Scope | undefined;
    try {
      scope = scopeOf(this as T, event, args);
    } catch (error) {
      report("internal_error", error);
    }
    try {
      if (scope === undefined) return emit.call(this, event, ...args);
      return storage.run(scope, Reflect.apply, emit, this, [event, ...args]) as boolean;
    } finally {
      if (ended !== undefined && (event === "finish" || event === "close")) {
        try {
          ended(this as T, event);
        } catch (error) {
          report("internal_error", error);
        }
      }
    }
  };
}
