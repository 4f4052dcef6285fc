// What the preview of a rule does not show exactly.
import type { PreviewResult } from "contract";
import { formatCount, formatShare } from "./format.ts";
import { partOf, type RuleContent } from "./rule-words.ts";
import { stepWord } from "./step-word.ts";

/** Sentences for the person who edits the rule. */
export function limitsOf(
  { stepMs, isCoarse, precision, oneOf, leftOut, errors }: PreviewResult,
  content: RuleContent,
): readonly string[] {
  return [
    ...(isCoarse ? [`Evaluated every ${stepWord(stepMs)}: short alerts may be missing.`] : []),
    ...(precision === null ? [] : [`Percentiles are up to ${formatShare(precision)} off.`]),
    ...(oneOf === null ? [] : [`One person of ${formatCount(oneOf)} was read and represents the others.`]),
    ...(knowsLaterEnds(content) ? [laterEnds] : []),
    ...(leftOut === 0 ? [] : [`${formatCount(leftOut)} groups beyond the limit of the rule are left out.`]),
    ...errors,
  ];
}

/** An evaluation counts a transaction as abandoned when its time runs out; a preview reads the end that came later (ADR 140). */
const laterEnds =
  "Transactions that ended after their timeout count where they ended. The rule itself counts them as abandoned at the timeout first.";

function knowsLaterEnds(content: RuleContent): boolean {
  return partOf(content["on"])["transaction"] !== undefined;
}
