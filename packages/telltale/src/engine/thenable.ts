// Thenables that are no promises, such as query builders: they run when `then` is called, so it is never called here.
// The object itself is returned with a `then` of its own that tells when the answer has come.
import { activeScope, runWithSpan } from "./scope.ts";
import type { Span } from "./span.ts";

/** Who is told how some work ended. */
export interface Outcome {
  succeeded(): void;
  failed(error: unknown): void;
}

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
export function adoptThenable(span: Span, value: { then: Then }, outcome: Outcome): boolean {
  const original = value.then;
  function then(this: unknown, onFulfilled?: unknown, onRejected?: unknown, ...rest: unknown[]): unknown {
    const fulfilled = (answer: unknown): unknown => {
      outcome.succeeded();
      return typeof onFulfilled === "function" ? onFulfilled(answer) : answer;
    };
    const rejected = (error: unknown): unknown => {
      outcome.failed(error);
      if (typeof onRejected === "function") return onRejected(error);
      throw error;
    };
    return runWithSpan(activeScope(), span, () => original.call(this, fulfilled, rejected, ...rest));
  }
  const enumerable = Object.prototype.propertyIsEnumerable.call(value, "then");
  try {
    // oxlint-disable-next-line unicorn/no-thenable -- it had one; this one calls it
    Object.defineProperty(value, "then", {
      value: then,
      configurable: true,
      writable: true,
      enumerable,
    });
    return true;
  } catch {
    return false;
  }
}
