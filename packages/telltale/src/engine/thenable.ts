// Thenables that are no promises, such as query builders: they run when `then` is called, so it is never called here.
// The object itself is returned with a `then` of its own that tells when the answer has come.
import { activeScope, runWithSpan } from "./scope.ts";
import type { Span } from "./span.ts";

type Then = (onFulfilled?: unknown, onRejected?: unknown, ...rest: unknown[]) => unknown;

/** Whether `value` has a `then` that can be called. Never throws. */
export function isThenable(value: object): value is { then: Then } {
  try {
    return typeof (value as { then?: unknown }).then === "function";
  } catch {
    return false;
  }
}

/** Gives `value` a `then` that runs inside `span` and reports how it ended. False when the object cannot be changed. */
export function adoptThenable(
  span: Span,
  value: { then: Then },
  done: () => void,
  broken: (error: unknown) => void,
): boolean {
  const original = value.then;
  function then(this: unknown, onFulfilled?: unknown, onRejected?: unknown, ...rest: unknown[]): unknown {
    const fulfilled = (answer: unknown): unknown => {
      done();
      return typeof onFulfilled === "function" ? onFulfilled(answer) : answer;
    };
    const rejected = (error: unknown): unknown => {
      broken(error);
      if (typeof onRejected === "function") return onRejected(error);
      throw error;
    };
    return runWithSpan(activeScope(), span, () => original.call(this, fulfilled, rejected, ...rest));
  }
  try {
    Object.defineProperty(value, "then", {
      value: then,
      configurable: true,
      writable: true,
      enumerable: false,
    });
    return true;
  } catch {
    return false;
  }
}
