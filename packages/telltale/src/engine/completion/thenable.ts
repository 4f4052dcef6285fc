// Thenables that are not promises, such as query builders: they run when `then` is called, so it is never called here.
// The object itself is returned with a `then` of its own that tells when the answer has come. Without a span it only tells.
import { types } from "../runtime/builtin.ts";
import { passingOn, throwingOn } from "../diagnostics/guard.ts";
import { endWhenAbandoned } from "./abandoned.ts";
import { runWithSpan } from "../context/run-with-span.ts";
import type { EngineSpan } from "../span/span.ts";

/** Called when some work has ended, with its result. */
export interface Outcome {
  succeeded(result: unknown): void;
  failed(error: unknown): void;
  /** Told before a thenable is asked. */
  readonly asked?: (() => void) | undefined;
}

/** How work is followed. */
export interface Following {
  /** Told when a generator waits for its first step: its work has not begun. */
  readonly rests?: (() => void) | undefined;
  /** Told before the first step of a generator. */
  readonly begun?: (() => void) | undefined;
  /** Told when a thenable waits to be asked. */
  readonly waits?: (() => void) | undefined;
  /** Told before it is. */
  readonly asked?: (() => void) | undefined;
  /** Whether the span is the work's own: it begins with a generator's first step and ends when the work is given up. */
  readonly owned?: boolean | undefined;
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Gives `value` a `then` that runs inside `span` and reports how it ended. False when it has none, or cannot be changed. */
export function adoptThenable(
  span: EngineSpan | undefined,
  value: object,
  outcome: Outcome,
  { owned = true, waits }: Following,
): boolean {
  const adopted = replace(value, "then", (original, self, [onFulfilled, onRejected, ...rest]) => {
    const fulfilled = (answer: unknown): unknown => {
      outcome.succeeded(answer);
      return typeof onFulfilled === "function" ? onFulfilled(answer) : answer;
    };
    const rejected = (error: unknown): unknown => {
      outcome.failed(error);
      if (typeof onRejected === "function") return onRejected(error);
      throw error;
    };
    return ask(span, () => original.call(self, fulfilled, rejected, ...rest), outcome);
  });
  if (!adopted) return false;
  // a promise is at work already
  if (!types.isPromise(value)) waits?.();
  // some builders run by these without a word to their own `then`
  for (const name of ["catch", "finally"] as const) adoptAnswer(span, value, name, outcome);
  if (span !== undefined && owned) endWhenAbandoned(value, span);
  return true;
}

/** Has a method that runs the work and gives a promise of its answer report by that promise. */
function adoptAnswer(
  span: EngineSpan | undefined,
  value: object,
  name: "catch" | "finally",
  outcome: Outcome,
): void {
  replace(value, name, (original, self, [handler, ...rest]) => {
    const wrapped =
      name === "catch" && typeof handler === "function"
        ? (error: unknown): unknown => {
            outcome.failed(error);
            return handler(error);
          }
        : handler;
    const answer = ask(span, () => original.call(self, wrapped, ...rest), outcome);
    if (!types.isPromise(answer)) return answer;
    return answer.then(passingOn(outcome.succeeded), throwingOn(outcome.failed));
  });
}

function ask(span: EngineSpan | undefined, call: () => unknown, outcome: Outcome): unknown {
  outcome.asked?.();
  try {
    return span === undefined ? call() : runWithSpan(undefined, span, call);
  } catch (error) {
    outcome.failed(error);
    throw error;
  }
}

/** Puts a method in the place of the one `value` has. False when it has none, or cannot be changed. */
function replace(
  value: object,
  name: "then" | "catch" | "finally",
  call: (original: Method, self: unknown, args: unknown[]) => unknown,
): boolean {
  const original = methodOf(value, name);
  if (original === undefined) return false;
  function replaced(this: unknown, ...args: unknown[]): unknown {
    return call(original as Method, this, args);
  }
  try {
    const enumerable = Object.prototype.propertyIsEnumerable.call(value, name);
    Object.defineProperty(value, name, { value: replaced, configurable: true, writable: true, enumerable });
    // a proxy may go on to show its own
    return methodOf(value, name) === replaced;
  } catch {
    return false;
  }
}

function methodOf(value: object, name: string): Method | undefined {
  try {
    const method = (value as Record<string, unknown>)[name];
    return typeof method === "function" ? (method as Method) : undefined;
  } catch {
    return undefined;
  }
}
