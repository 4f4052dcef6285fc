// Runs a callback on behalf of a span and ends the span when the result is there: at once, when a promise settles,
// when a thenable is asked and answers, when a generator is through. What the caller gets is the result itself.
import { SpanStatusCode } from "@opentelemetry/api";
import { types } from "./builtin.ts";
import { errorMessage, errorType } from "./error-form.ts";
import { tellException } from "./exception-signal.ts";
import { adoptGenerator } from "./generator.ts";
import { runWithSpan, type Scope } from "./scope.ts";
import type { Span } from "./span.ts";
import { adoptThenable } from "./thenable.ts";

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
 * Gives back `result`, or what stands for it, and calls `succeeded` or `failed` once, when its work is over, with what it gave.
 *
 * - A promise: the derived one, which keeps the subclass; one that rejects unhandled stays unhandled.
 * - Another thenable: itself, with its own `then` wrapped; it is never called here, for query builders run by it.
 * - A generator: one of the same prototype, each step of which runs in `span`; `begun` is called before the first.
 * - Anything else is over already.
 *
 * Without a span the work runs where it is asked for. No callback may throw.
 */
export function follow<T extends object>(
  span: Span | undefined,
  result: T,
  succeeded: (result: unknown) => void,
  failed: (error: unknown) => void,
  begun: () => void = nothing,
): T {
  if (types.isPromise(result)) return followPromise(result, succeeded, failed) as T;
  let over = false;
  const once = (tell: () => void): void => {
    if (over) return;
    over = true;
    tell();
  };
  const outcome = {
    succeeded: (value: unknown): void => once(() => succeeded(value)),
    failed: (error: unknown): void => once(() => failed(error)),
  };
  const generator = adoptGenerator(span, result, outcome, begun);
  if (generator !== undefined) return generator;
  if (!adoptThenable(span, result, outcome)) outcome.succeeded(result);
  return result;
}

function followPromise(
  promise: Promise<unknown>,
  succeeded: (result: unknown) => void,
  failed: (error: unknown) => void,
): unknown {
  try {
    return promise.then(
      (value) => {
        succeeded(value);
        return value;
      },
      (error: unknown) => {
        failed(error);
        throw error;
      },
    );
  } catch {
    // a subclass whose `then` throws: what it is about cannot be known, and it is the caller's to find out
    succeeded(undefined);
    return promise;
  }
}

function nothing(): void {}
