// How a call ended, as attributes: the same two words and the conventions' `error.type` wherever calls are counted or timed.
import { harmless } from "../diagnostics/guard.ts";
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
  return error === undefined ? success : failedBy(error);
}

/** The outcome of what threw `error`, undefined included: anything can be thrown. */
export const failedBy: (error: unknown) => CallOutcome = harmless(
  (error): CallOutcome => ({ outcome: "failure", "error.type": errorType(error) }),
  Object.freeze({ outcome: "failure" }),
);
