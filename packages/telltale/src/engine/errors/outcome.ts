// How a call ended, as attributes: the same two words and the conventions' `error.type` wherever calls are counted or timed.
import { errorType } from "./error-form.ts";

/** How something ended. */
export interface CallOutcome {
  readonly outcome: "success" | "failure";
  /** The class of the error, or its code; only of what failed. */
  readonly "error.type"?: string | undefined;
}

const success: CallOutcome = Object.freeze({ outcome: "success" });

/**
 * How a call ended, as attributes of a measurement: `outcome`, and `error.type` where there is an error.
 *
 * @example
 * ```ts
 * import { counter, outcomeOf } from "telltale";
 *
 * counter("mail.sent").add(1, { ...outcomeOf(), provider: "p1" });
 * outcomeOf(); // => { outcome: "success" }
 * outcomeOf(new TypeError("no address")); // => { outcome: "failure", "error.type": "TypeError" }
 * ```
 */
export function outcomeOf(error?: unknown): CallOutcome {
  return error === undefined ? success : { outcome: "failure", "error.type": errorType(error) };
}

/** The outcome of what threw `error`, undefined included: anything can be thrown. */
export function failedBy(error: unknown): CallOutcome {
  return { outcome: "failure", "error.type": errorType(error) };
}
