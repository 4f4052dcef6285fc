// A function of the application in a span of its own. Whatever goes wrong around it, it is called once, and its caller gets what it has given.
import { report } from "../diagnostics/diagnose.ts";
import { enterScope, type Scope, storage } from "../context/scope.ts";
import type { EngineSpan } from "../span/span.ts";
import { fail, settled } from "./finish.ts";

/** Calls `fn` with `span` active in `scope`, records its error, and ends the span when the work is over. */
export function runTraced<S extends EngineSpan, T>(scope: Scope, span: S, fn: (span: S) => T): T {
  let inside = scope;
  try {
    inside = enterScope(scope, span);
  } catch (error) {
    report("internal_error", error);
  }
  let result: T;
  try {
    result = storage.run(inside, fn, span);
  } catch (error) {
    try {
      fail(span, error);
      span.close();
    } catch (mistake) {
      report("internal_error", mistake);
    }
    throw error;
  }
  try {
    return settled(span, result, true);
  } catch (error) {
    report("internal_error", error);
    return result;
  }
}
