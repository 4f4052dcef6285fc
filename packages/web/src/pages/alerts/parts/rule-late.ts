// What is late of the data that a rule looks at.
import type { Late } from "../../../lib/completeness.ts";
import { readOf } from "../../../lib/rule-reads.ts";
import type { RuleContent } from "../../../lib/rule-words.ts";
import { useReadsLate } from "../../../ui/chart-late.ts";

/** Nothing of queries and of rules without a source of their own: what they read is not known. */
export function useRuleLate(content: RuleContent): Late | undefined {
  const read = readOf(content);
  return useReadsLate(read === undefined ? [] : [read]);
}
