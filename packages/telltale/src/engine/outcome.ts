// How a call ended, as attributes: the same two words and the conventions' `error.type` wherever calls are counted or timed.
import { errorType } from "./error-form.ts";

/** How something ended. */
export interface CallOutcome {
  readonly outcome: "completed" | "failed";
  /** The class of the error, or its code; only of what failed. */
  readonly "error.type"?: string | undefined;
}

const completed: CallOutcome = Object.freeze({ outcome: "completed" });

/**
 * How a call ended, as attributes of a measurement: `outcome`, and `error.type` where there is an error.
 *
 * @example
 * ```ts
 * import { counter, outcomeOf } from "telltale";
 *
 * counter("mail.sent").add(1, { ...outcomeOf(), provider: "p1" });
 * outcomeOf(); // => { outcome: "completed" }
 * outcomeOf(new TypeError("no address")); // => { outcome: "failed", "error.type": "TypeError" }
 * ```
 */
export function outcomeOf(error?: unknown): CallOutcome {
  return error === undefined ? completed : { outcome: "failed", "error.type": errorType(error) };
}

/** The outcome of what threw `error`, undefined included: anything can be thrown. */
export function failedBy(error: unknown): CallOutcome {
  return { outcome: "failed", "error.type": errorType(error) };
}
