// Work that tells its end to a callback: the Node form, `(error, result) => …`, and listeners of `error`, `close` and `exit`.
import { activeScope, storage } from "../context/scope.ts";
import type { Span } from "../span/span.ts";

/** A function that ends `span`, as failed when its first argument is an error as `if (error)` asks, and then calls `fn` where `callback` was called. */
export function endingCallback<This, Args extends unknown[], Result>(
  span: Span,
  fn: ((this: This, ...args: Args) => Result) | undefined,
): (this: This, ...args: Args) => Result {
  const scope = activeScope();
  return function ended(this: This, ...args: Args): Result {
    const [error] = args;
    // an exit code of 0, and `false` of a socket that was closed in order, are not errors
    if (error) span.fail(error);
    span.close();
    return typeof fn !== "function" ? (undefined as Result) : storage.run(scope, () => fn.apply(this, args));
  };
}
