// A callback of the application that the library hears of before it is called.
import { report } from "../diagnostics/diagnose.ts";
import { type Scope, storage } from "../context/scope.ts";

/**
 * Stands for `callback`: `before` is called with its arguments, and returns where `callback` runs. What `before` throws is counted, and
 * `callback` runs where it is called.
 */
export function calledBack(
  callback: (this: any, ...args: any[]) => unknown,
  before: (args: unknown[]) => Scope | undefined,
): (this: unknown, ...args: unknown[]) => unknown {
  return function called(this: unknown, ...args) {
    let scope: Scope | undefined;
    try {
      scope = before(args);
    } catch (error) {
      report("internal_error", error);
    }
    if (scope === undefined) return callback.apply(this, args);
    return storage.run(scope, Reflect.apply, callback, this, args) as unknown;
  };
}
