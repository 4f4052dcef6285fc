// A callback that runs inside a span and tells how it ended: what transactions and interactions are built on.
import { report } from "../diagnostics/diagnose.ts";
import { runWithSpan } from "../context/run-with-span.ts";
import type { Scope } from "../context/scope.ts";
import { follow } from "./finish.ts";
import type { EngineSpan } from "../span/span.ts";
import type { Following } from "./thenable.ts";

/** What happens when the work is through: exactly one of the two is called, once, with what the work gave. */
export interface Ending extends Omit<Following, "owned"> {
  done(result: unknown): void;
  broken(error: unknown): void;
}

/**
 * Runs `fn` with `span` active and gives back what it gives. `ending` is called when the work is done: at once, when a promise settles,
 * when a thenable has answered, when a generator is through. A thrown error is thrown on, the very same; a mistake in the
 * telling itself is counted and never comes in between.
 */
export function runInside<T>(scope: Scope, span: EngineSpan, fn: () => T, ending: Ending): T {
  const done = (value: unknown): void => safely(() => ending.done(value));
  const broken = (error: unknown): void => safely(() => ending.broken(error));
  let result: T;
  try {
    result = runWithSpan(scope, span, fn);
  } catch (error) {
    broken(error);
    throw error;
  }
  if ((typeof result !== "object" && typeof result !== "function") || result === null) {
    done(result);
    return result;
  }
  try {
    return follow(span, result, done, broken, ending);
  } catch (error) {
    report("internal_error", error);
    return result;
  }
}

function safely(ending: () => void): void {
  try {
    ending();
  } catch (mistake) {
    report("ending_failed", mistake);
  }
}
