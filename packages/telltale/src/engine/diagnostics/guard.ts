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

/** A function that does `act` and returns what it returns; what it throws is counted, and `otherwise` is returned. */
export function harmless<Args extends unknown[], T>(
  act: (...args: Args) => T,
): (...args: Args) => T | undefined;
export function harmless<Args extends unknown[], T>(
  act: (...args: Args) => T,
  otherwise: T,
): (...args: Args) => T;
export function harmless<Args extends unknown[], T>(
  act: (...args: Args) => T,
  otherwise?: T,
): (...args: Args) => T | undefined {
  return (...args) => {
    try {
      return act(...args);
    } catch (error) {
      report("internal_error", error);
      return otherwise;
    }
  };
}

/** Has methods of `target` count what they throw, and return what they are called on. They have at most three parameters. Returns `target`. */
export function guardMethods<T extends object>(target: T, ...names: PropertyKey[]): T {
  const methods = target as Record<PropertyKey, (...args: unknown[]) => unknown>;
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
  return target;
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
