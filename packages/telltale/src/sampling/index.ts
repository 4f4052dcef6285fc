// `telltale/sampling`: conditions for rules, as functions that return plain data, and what checks rules.
import { checkRules } from "./rules.ts";
export {
  all,
  any,
  anySpanSlowerThan,
  attribute,
  error,
  journey,
  logged,
  moreSpansThan,
  name,
  not,
  route,
  slowerThan,
  transaction,
} from "./conditions.ts";
export type {
  Combined,
  EndCondition,
  EndFields,
  Globs,
  OutcomeName,
  SeverityName,
  SpanFields,
  StartCondition,
  StartFields,
  TraceCondition,
  TraceFields,
  TransactionCondition,
  ValueCondition,
  ValueTest,
} from "../conditions/condition.ts";
export type {
  SpanFacts,
  SpanKindName,
  SpanParent,
  TraceFacts,
  TransactionFacts,
} from "../conditions/facts.ts";
export type { AdaptiveKey, AdaptiveOptions } from "./adaptive/options.ts";
export type { DebugOptions } from "./head/debug.ts";
export type { HeadRule } from "./head/rule.ts";
export type { RemoteOptions } from "./remote/options.ts";
export type { SamplingOptions } from "./settings.ts";
export type { SamplingRules, ServiceRules } from "./rules.ts";
export type { TailBudget, TailOptions, TailRule } from "./tail/rule.ts";

// Rules can be checked before they are anywhere near a process: in a test, or before a file goes out.
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
