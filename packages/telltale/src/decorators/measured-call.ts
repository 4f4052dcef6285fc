// The wrapper of a function whose calls are measured. Each step of the library's own is guarded where it stands: closures for each call would cost
// more than the measurement.
import { follow } from "../engine/completion/finish.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { noteNotStarted } from "../engine/diagnostics/not-started.ts";
import { state } from "../engine/running/state.ts";
import type { Call, Callable } from "./call.ts";
import { standIn } from "./stand-in.ts";

/** What is done around each call. */
export interface Measurement {
  /** The call begins, or a generator takes its first step; what it gives goes to `ended`. */
  begun(): number;
  /** Its work is over. */
  ended(call: Call, began: number): void;
}

/** A function that does what `fn` does, each call measured once. Errors of the measurement are counted and go no further. */
export function measureCalls(kind: string, fn: Callable, { begun, ended }: Measurement): Callable {
  return standIn(kind, fn, function measuredCall(this: unknown, ...args: unknown[]) {
    if (state.engine === undefined) {
      noteNotStarted(`a function of ${kind}()`, measuredCall);
      return Reflect.apply(fn, this, args);
    }
    let began = 0;
    try {
      began = begun();
    } catch (mistake) {
      report("decorator_failed", mistake);
    }
    let result: unknown;
    try {
      result = Reflect.apply(fn, this, args);
    } catch (error) {
      try {
        ended({ self: this, args, result: undefined, error, failed: true }, began);
      } catch (mistake) {
        report("decorator_failed", mistake);
      }
      throw error;
    }
    try {
      if ((typeof result === "object" && result !== null) || typeof result === "function")
        return follow(
          undefined,
          result,
          (given) => ended({ self: this, args, result: given, error: undefined, failed: false }, began),
          (error) => ended({ self: this, args, result: undefined, error, failed: true }, began),
          { begun: () => void (began = begun()) },
        );
      ended({ self: this, args, result, error: undefined, failed: false }, began);
    } catch (mistake) {
      report("decorator_failed", mistake);
    }
    return result;
  });
}
