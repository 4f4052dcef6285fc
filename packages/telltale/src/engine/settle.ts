// Runs a callback on behalf of a span and ends the span when the result is there: at once, when a promise settles,
// when a thenable is asked and answers, when a generator is through. The result itself is never changed.
import { types } from "node:util";
import { SpanStatusCode } from "@opentelemetry/api";
import { errorMessage, errorType } from "./error-form.ts";
import { adoptGenerator } from "./generator.ts";
import type { Span } from "./span.ts";
import { adoptThenable, isThenable } from "./thenable.ts";

/** Marks `span` as failed by `error`: `error.type`, status ERROR, an exception event. */
export function fail(span: Span, error: unknown): void {
  span.setAttribute("error.type", errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) });
  span.recordException(error as Error);
}

/** Calls `call`, records its error in `span`, and ends the span when the work is done, if `ends`. */
export function settle<T>(span: Span, call: () => T, ends: boolean): T {
  let result: T;
  try {
    result = call();
  } catch (error) {
    failed(span, error, ends);
    throw error;
  }
  if ((typeof result !== "object" && typeof result !== "function") || result === null) {
    if (ends) span.end();
    return result;
  }
  return adopt(span, result, ends);
}

function adopt<T extends object>(span: Span, result: T, ends: boolean): T {
  const done = (): void => {
    if (ends) span.end();
  };
  return follow(span, result, done, (error) => failed(span, error, ends));
}

/** Calls `done` or `broken` when the work that `result` stands for is through, and gives back what the caller gets for it. */
export function follow<T extends object>(
  span: Span,
  result: T,
  done: () => void,
  broken: (error: unknown) => void,
): T {
  if (types.isPromise(result)) {
    // the derived promise keeps the subclass, and a rejection nobody handles stays unhandled
    return result.then(
      (value) => {
        done();
        return value;
      },
      (error: unknown) => {
        broken(error);
        throw error;
      },
    ) as unknown as T;
  }
  const generator = adoptGenerator(span, result, done, broken);
  if (generator !== undefined) return generator;
  if (isThenable(result) && adoptThenable(span, result, done, broken)) return result;
  done();
  return result;
}

function failed(span: Span, error: unknown, ends: boolean): void {
  fail(span, error);
  if (ends) span.end();
}
