// The boundary between an application and the library: an error of the library's own is counted, and goes no further. Errors of the application
// pass as they are, and its functions are called once.
import { report, reportMistake } from "./diagnose.ts";

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

/** Any class. */
export type Class = abstract new (...args: never[]) => unknown;

/** Whether the method `name` of `type` was called on something else, by a mistake of the application: that is counted. */
export function isDetached(self: unknown, type: unknown, name: PropertyKey): boolean {
  if (self instanceof (type as Class)) return false;
  reportMistake("method_detached", `\`${String(name)}\` was called by itself`);
  return true;
}

/** Counts what the method `name` of `type` has thrown. */
export function caught(
  self: unknown,
  type: unknown,
  name: PropertyKey,
  error: unknown,
  code = "internal_error",
): void {
  if (!isDetached(self, type, name)) report(code, error);
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
        caught(this, target.constructor, name, error);
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
