// Rules can be checked before they are anywhere near a process: in a test, or before a file goes out.
import { checkRules } from "./rules.ts";

/**
 * Checks rules of sampling as `start({ sampling })`, files and the console have them.
 *
 * @throws {TelemetryError} `TT_RULE` with the place of the first field that is wrong.
 * @example
 * ```ts
 * import { checkSamplingRules } from "telltale/sampling";
 *
 * checkSamplingRules({ rate: 0.1, head: [{ name: "checkout", when: { route: "/checkout*" }, rate: 1 }] });
 * ```
 */
export function checkSamplingRules(rules: unknown): void {
  checkRules(rules, "rules");
}
