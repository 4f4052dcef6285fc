// Runs a callback on behalf of a span and ends the span when the result is there: at once, when a promise settles,
// when a thenable is asked and answers, when a generator is through. What the caller gets is the result itself.
import { SpanStatusCode } from "../api/enums.ts";
import { types } from "../runtime/builtin.ts";
import { errorMessage, errorType } from "../errors/error-form.ts";
import { reportException, reportOnSpan } from "./exception-signal.ts";
import { adoptGenerator } from "./generator.ts";
import { harmless, passingOn, safely, throwingOn } from "../diagnostics/guard.ts";
import type { EngineSpan, Span } from "../span/span.ts";
import { adoptThenable, type Following } from "./thenable.ts";

/** What work comes to that gives `Given`: awaited, and of a generator what it returns. */
export type ResultOf<Given> =
  Given extends Generator<unknown, infer Returned, never>
    ? Returned
    : Given extends AsyncGenerator<unknown, infer Returned, never>
      ? Returned
      : Awaited<Given>;

/** Marks `span` as failed by `error`: `error.type`, status ERROR, and the exception as an event or a log record. */
export function fail(span: Span, error: unknown): void {
  mark(span, error);
  reportException(span, error);
}

/** The same for an error that has a log record already. */
export function failWithRecord(span: Span, error: unknown): void {
  mark(span, error);
  reportOnSpan(span, error);
}

function mark(span: Span, error: unknown): void {
  span.setAttribute("error.type", errorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorMessage(error) });
}

/** Gives back `result`, or what replaces it; records an error of its work, and `ends` the span when that is over. */
export function settled<T>(span: EngineSpan, result: T, ends: boolean): T {
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
    ends ? own : held,
  );
}

const own: Following = {};
const held: Following = { owned: false };

/**
 * Gives back `result`, or what replaces it, and calls `succeeded` or `failed` once, when its work is over, with what it gave.
 *
 * - A promise: the derived one, which keeps the subclass; one that rejects unhandled stays unhandled.
 * - Another thenable, or a promise whose class has a `then` of its own: itself, with its `then` wrapped; it is never called here, for
 *   query builders run by it.
 * - A generator: one of the same prototype, each step of which runs in `span`.
 * - Anything else is over already.
 *
 * Without a span the work runs where it is asked for. No callback may throw.
 */
export function follow<T extends object>(
  span: EngineSpan | undefined,
  result: T,
  succeeded: (result: unknown) => void,
  failed: (error: unknown) => void,
  following: Following = own,
): T {
  if (types.isPromise(result) && !hasOwnThen(result)) return followPromise(result, succeeded, failed) as T;
  let over = false;
  const once = (act: (given: unknown) => void): ((given: unknown) => void) =>
    harmless((given) => {
      if (over) return;
      over = true;
      act(given);
    });
  const outcome = { succeeded: once(succeeded), failed: once(failed), asked: following.asked };
  const generator = adoptGenerator(span, result, outcome, following);
  if (generator !== undefined) return generator;
  if (!adoptThenable(span, result, outcome, following)) outcome.succeeded(result);
  return result;
}

/** Whether what answers is not the `then` that all promises of its realm share. */
function hasOwnThen(promise: Promise<unknown>): boolean {
  try {
    if (promise.then === Promise.prototype.then) return false;
    let at: object | null = promise;
    while (at !== null && !Object.hasOwn(at, "then")) at = Object.getPrototypeOf(at) as object | null;
    // the shared one is that of the class right below Object, whoever has patched it
    const below = at === null ? null : (Object.getPrototypeOf(at) as object | null);
    return below === null || Object.getPrototypeOf(below) !== null;
  } catch {
    return true;
  }
}

function followPromise(
  promise: Promise<unknown>,
  succeeded: (result: unknown) => void,
  failed: (error: unknown) => void,
): unknown {
  try {
    return promise.then(passingOn(succeeded), throwingOn(failed));
  } catch {
    // its class cannot make another one: what it is about cannot be known, and it is the caller's to find out
    safely(() => succeeded(undefined));
    return promise;
  }
}
