// Runs a callback on behalf of a span and ends the span when the result is there: at once, when a promise settles,
// when a thenable is asked and answers, when a generator is through. What the caller gets is the result itself.
import { types } from "node:util";
import { SpanStatusCode } from "@opentelemetry/api";
import { errorMessage, errorType } from "./error-form.ts";
import { tellException } from "./exception-signal.ts";
import { adoptGenerator } from "./generator.ts";
import { runWithSpan, type Scope } from "./scope.ts";
import type { Span } from "./span.ts";
import { adoptThenable, isThenable } from "./thenable.ts";

/** Marks `span` as failed by `error`: `error.type`, status ERROR, and the exception as an event or a log record. */
export function fail(span: Span, error: unknown): void {
  span.setAttribute("error.type", errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) });
  tellException(span, error);
}

/** Calls `call`, records its error in `span`, and ends the span when the work is over, if `ends`. */
export function settle<T>(span: Span, call: () => T, ends: boolean): T {
  let result: T;
  try {
    result = call();
  } catch (error) {
    fail(span, error);
    if (ends) span.close();
    throw error;
  }
  return settled(span, result, ends);
}

/** Calls `fn` with `span` active in `scope`, records its error, and ends the span when the work is over. */
export function runTraced<S extends Span, T>(scope: Scope, span: S, fn: (span: S) => T): T {
  let result: T;
  try {
    result = runWithSpan(scope, span, fn);
  } catch (error) {
    fail(span, error);
    span.close();
    throw error;
  }
  return settled(span, result, true);
}

function settled<T>(span: Span, result: T, ends: boolean): T {
  if ((typeof result !== "object" && typeof result !== "function") || result === null) {
    if (ends) span.close();
    return result;
  }
  return follow(
    span,
    result,
    () => {
      if (ends) span.close();
    },
    (error) => {
      fail(span, error);
      if (ends) span.close();
    },
  );
}

/**
 * Gives back `result`, or what stands for it, and calls `succeeded` or `failed` once, when its work is over.
 *
 * - A promise: the derived one, which keeps the subclass; one that rejects unhandled stays unhandled.
 * - Another thenable: itself, with its own `then` wrapped; it is never called here, for query builders run by it.
 * - A generator: one of the same prototype, each step of which runs in `span`.
 * - Anything else is over already.
 *
 * Neither callback may throw.
 */
export function follow<T extends object>(
  span: Span,
  result: T,
  succeeded: () => void,
  failed: (error: unknown) => void,
): T {
  if (types.isPromise(result)) {
    return result.then(
      (value) => {
        succeeded();
        return value;
      },
      (error: unknown) => {
        failed(error);
        throw error;
      },
    ) as unknown as T;
  }
  let over = false;
  const once = (tell: () => void): void => {
    if (over) return;
    over = true;
    tell();
  };
  const outcome = {
    succeeded: (): void => once(succeeded),
    failed: (error: unknown): void => once(() => failed(error)),
  };
  const generator = adoptGenerator(span, result, outcome);
  if (generator !== undefined) return generator;
  if (!isThenable(result) || !adoptThenable(span, result, outcome)) outcome.succeeded();
  return result;
}
