// The boundary between an application and the library: an error of the library's own is counted, and goes no further. Errors of the application
// pass as they are, and its functions are called once.
import { report } from "./diagnose.ts";

/** Does `act`; what it throws is counted. */
export function safely(act: () => void): void {
  try {
    act();
  } catch (error) {
    report("internal_error", error);
  }
}

/** A listener, or the function of a timer, that does `act`; what it throws is counted. */
export function harmless<Args extends unknown[]>(act: (...args: Args) => void): (...args: Args) => void {
  return (...args) => {
    try {
      act(...args);
    } catch (error) {
      report("internal_error", error);
    }
  };
}

/** Has methods of `prototype` count what they throw, and return what they are called on. They have at most three parameters. */
export function guardMethods(prototype: object, ...names: string[]): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const method = methods[name]!;
    methods[name] = function guarded(this: unknown, first, second, third) {
      try {
        return method.call(this, first, second, third);
      } catch (error) {
        report("internal_error", error);
        return this;
      }
    };
  }
}

/** For `then`: does `act` with a value, and passes it on. */
export function passingOn(act: (value: unknown) => void): (value: unknown) => unknown {
  const safe = harmless(act);
  return (value) => {
    safe(value);
    return value;
  };
}

/** For `then`: does `act` with an error, and throws it on. */
export function throwingOn(act: (error: unknown) => void): (error: unknown) => never {
  const safe = harmless(act);
  return (error) => {
    safe(error);
    throw error;
  };
}
