// The promise that nothing throws into the application, where values from outside are read: options can have getters that throw.
import { report } from "../engine/diagnose.ts";

/** What `fn` gives, or `fallback` when it throws; the mistake is counted under `business_call_failed`. */
export function attempt<T>(call: string, fn: () => T, fallback: T): T {
  try {
    return fn();
  } catch (mistake) {
    report("business_call_failed", `${call}: ${mistake instanceof Error ? mistake.message : typeof mistake}`);
    return fallback;
  }
}
