// Work that tells its end to a callback: the Node form, `(error, result) => …`, and listeners of `error`, `close` and `exit`.
import { activeScope, type Scope } from "../context/scope.ts";
import { type Class, isDetached, safely } from "../diagnostics/guard.ts";
import type { Span } from "../span/span.ts";
import { calledBack } from "./called-back.ts";

/** A function that ends `span`, as failed when its first argument is an error as `if (error)` asks, and then calls `fn` where `callback` was called. */
export function endingCallback<This, Args extends unknown[], Result>(
  span: Span,
  type: Class,
  fn: ((this: This, ...args: Args) => Result) | undefined,
): (this: This, ...args: Args) => Result {
  let scope: Scope | undefined;
  safely(() => {
    scope = activeScope();
  });
  const ended = isDetached(span, type, "callback")
    ? () => scope
    : ([error]: unknown[]): Scope | undefined => {
        // an exit code of 0, and `false` of a socket that was closed in order, are not errors
        if (error) safely(() => span.fail(error));
        safely(() => span.close());
        return scope;
      };
  return calledBack(typeof fn === "function" ? fn : () => {}, ended) as (this: This, ...args: Args) => Result;
}
