// The promise that nothing throws into the application, where values from outside are read: options can have getters that throw.
import { report } from "../diagnostics/diagnose.ts";
import { harmless } from "../diagnostics/guard.ts";
import { types } from "../runtime/builtin.ts";
import { errorMessage } from "./error-form.ts";

/** What `fn` gives, or `fallback` when it throws; a mistake, a promise's too, is counted under `business_call_failed`. */
export function attempt<T>(call: string, fn: () => T, fallback: T): T {
  const failed = harmless((mistake: unknown) =>
    report("business_call_failed", `${call}: ${errorMessage(mistake)}`),
  );
  try {
    const given = fn();
    if (types.isPromise(given)) given.then(undefined, failed);
    return given;
  } catch (mistake) {
    failed(mistake);
    return fallback;
  }
}
