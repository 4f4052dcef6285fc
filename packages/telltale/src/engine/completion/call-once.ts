// A function of the application that the library calls somewhere inside its own code. Whatever goes wrong around it, it is called once, and its
// caller gets what it has given.
import { report } from "../diagnostics/diagnose.ts";

const notCalled = 0;
const returned = 1;
const threw = 2;

/**
 * Returns or throws what `around` does, which calls the function that it gets, a stand-in for `fn`. An error of the library's own is counted: then
 * the caller gets what `fn` has given or thrown, and `otherwise` calls it where it was not called yet.
 */
export function callOnce<Args extends unknown[], T>(
  fn: (...args: Args) => T,
  around: (once: (...args: Args) => T) => T,
  otherwise: () => T,
): T {
  let stage = notCalled;
  let outcome: unknown;
  const once = (...args: Args): T => {
    try {
      const result = fn(...args);
      stage = returned;
      return (outcome = result) as T;
    } catch (error) {
      stage = threw;
      throw (outcome = error);
    }
  };
  try {
    return around(once);
  } catch (error) {
    if (stage === threw && error === outcome) throw error;
    report("internal_error", error);
    if (stage === threw) throw outcome;
    return stage === returned ? (outcome as T) : otherwise();
  }
}
