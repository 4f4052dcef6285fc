// `telltale/sampling`: conditions for rules, as functions that return plain data, and what checks rules.
export { checkSamplingRules } from "./check-rules.ts";
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
export type { SamplingRules, ServiceRules } from "./rules.ts";
export type { TailBudget, TailOptions, TailRule } from "./tail/rule.ts";
