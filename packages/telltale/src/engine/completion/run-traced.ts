// A function of the application in a span. Whatever goes wrong around it, it is called once, and its caller gets what it has given.
import { report } from "../diagnostics/diagnose.ts";
import { safely } from "../diagnostics/guard.ts";
import { runWithSpan } from "../context/run-with-span.ts";
import type { Scope } from "../context/scope.ts";
import type { EngineSpan, Span, SpanOptions } from "../span/span.ts";
import { spanName } from "../span/span-name.ts";
import { fail, settled } from "./finish.ts";

/** Calls `fn` with `span` active in `scope`, records its error, and ends the span when the work is over. */
export function runTraced<S extends EngineSpan, T>(scope: Scope, span: S, fn: (span: S) => T): T {
  return run(scope, span, fn, true);
}

/** Calls `fn` with `span` active and records its error; the caller ends the span, which stays as it is. */
export function runInSpan<T>(span: EngineSpan, fn: () => T): T {
  return run(undefined, span, fn, false);
}

/** Starts children of spans. */
export interface Starter {
  child(name: string, options: SpanOptions | undefined, parent: EngineSpan): EngineSpan;
}

/** Calls the last of `rest` in a new span below `parent`; in `parent` where none can be started, which is counted. */
export function runBelow<T>(
  parent: EngineSpan,
  starter: Starter,
  name: string,
  rest: [fn: (span: Span) => T] | [options: SpanOptions, fn: (span: Span) => T],
): T {
  let span = parent;
  try {
    span = starter.child(spanName(name), rest.length === 2 ? rest[0] : undefined, parent);
  } catch (error) {
    report("internal_error", error);
  }
  return run(undefined, span, rest.at(-1) as (span: Span) => T, span !== parent);
}

function run<S extends EngineSpan, T>(
  scope: Scope | undefined,
  span: S,
  fn: (span: S) => T,
  ends: boolean,
): T {
  let result: T;
  try {
    result = runWithSpan(scope, span, fn);
  } catch (error) {
    recordFailure(span, error, ends);
    throw error;
  }
  try {
    return settled(span, result, ends);
  } catch (error) {
    report("internal_error", error);
    return result;
  }
}

// of its own: closures in `run` would cost each call
function recordFailure(span: EngineSpan, error: unknown, ends: boolean): void {
  safely(() => fail(span, error));
  if (ends) safely(() => span.close());
}
