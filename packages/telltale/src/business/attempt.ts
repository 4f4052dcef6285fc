// The promise that nothing throws into the application, where values from outside are read: options can have getters that throw.
import { types } from "../engine/builtin.ts";
import { report } from "../engine/diagnose.ts";
import { errorMessage } from "../engine/error-form.ts";
import { readOptions } from "./read-options.ts";

/** What `fn` gives, or `fallback` when it throws; a mistake, a promise's too, is counted under `business_call_failed`. */
export function attempt<T>(call: string, fn: () => T, fallback: T): T {
  const failed = (mistake: unknown): void =>
    report("business_call_failed", `${call}: ${errorMessage(mistake)}`);
  try {
    const given = fn();
    if (types.isPromise(given)) given.then(undefined, failed);
    return given;
  } catch (mistake) {
    failed(mistake);
    return fallback;
  }
}

/**
 * What `fn` makes of `options`, something empty when they can have no fields. Where reading one of them throws, that is counted under
 * `business_value_unreadable` and `fn` is asked once more, without those that cannot be read: so it must read before it acts.
 */
export function reading<Options extends object, T>(
  call: string,
  options: Options | null | undefined,
  fn: (options: Partial<Options>) => T,
  fallback: T,
): T {
  const given = readOptions(options);
  try {
    return fn(given);
  } catch {
    report("business_value_unreadable", call);
    return attempt(call, () => fn(legible(given)), fallback);
  }
}

/** The fields of `given` that can be read. */
function legible<Options extends object>(given: Options): Options {
  const fields: Record<string, unknown> = {};
  try {
    for (const key in given) {
      try {
        fields[key] = given[key];
      } catch {
        // this one is left out, the others stay
      }
    }
  } catch {
    // not even its names can be had
  }
  return fields as Options;
}
