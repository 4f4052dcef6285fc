// The words of a finding: attribute and value, the difference in points, and what is certain of it.
import type { DiffersResult, Finding, FindingPart } from "contract";

import { formatCount, formatFixed, formatNumber, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoneyExact } from "../../lib/format-money.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";

/** Attribute and value of one condition. */
export function partWords({
  key,
  kind,
  value,
}: Pick<FindingPart, "key" | "kind" | "value">): readonly [key: string, value: string] {
  if (kind === "absent" || kind === "present") return [key, kind];
  if (kind === "value") return [key, value === "" ? "empty" : value];
  return [key, `${kind === "atLeast" ? "at least" : "below"} ${numberWords(key, Number(value))}`];
}

/** A value of a numeric attribute. Durations are in ms. */
export function numberWords(key: string, value: number): string {
  return key === "duration" ? formatDuration(value) : formatNumber(value);
}

/** A difference of shares: `+53.0 pts`. */
export function points(difference: number): string {
  const text = formatFixed(difference * 100, 1);
  return `${difference > 0 ? "+" : ""}${text} pts`;
}

/** The end of the interval nearer to zero: `at least +49.9`. */
export function atLeastWords({ atLeast, difference }: Pick<Finding, "atLeast" | "difference">): string {
  return `at least ${points(Math.sign(difference) * atLeast).replace(" pts", "")}`;
}

/** The difference without its sign, and where its interval begins and how wide it is, in percent of a scale from 0 to 100 points. */
export function intervalOf({
  atLeast,
  difference,
  low,
  high,
}: Pick<Finding, "atLeast" | "difference" | "low" | "high">): {
  readonly left: number;
  readonly width: number;
  readonly at: number;
} {
  const most = Math.max(Math.abs(low), Math.abs(high));
  return { left: atLeast * 100, width: (most - atLeast) * 100, at: Math.abs(difference) * 100 };
}

/** The finding as filter conditions; `undefined` when filters cannot express it. */
export function filtersOf({ parts }: Pick<Finding, "parts">): readonly string[] | undefined {
  const filters = parts.flatMap(({ filter }) => (filter === null ? [] : [filter]));
  return filters.length === parts.length ? filters : undefined;
}

/** One difference with its figures, to copy as Markdown. */
export function differenceFinding(
  finding: Finding,
  { selection, rest, unit }: DiffersResult,
): MarkdownFinding {
  const { parts, selectionShare, restShare, difference, low, high, selectionCount, people, amounts } =
    finding;
  return {
    title: `What differs: ${parts.map((part) => partWords(part).join(" = ")).join(" and ")}`,
    facts: [
      ["Of the selection", `${formatShare(selectionShare)} of ${formatCount(selection.count)} ${unit}`],
      ["Of the rest", `${formatShare(restShare)} of ${formatCount(rest.count)} ${unit}`],
      ["Difference", `${points(difference)} (95 % sure: ${points(low)} to ${points(high)})`],
      ["Count", `${formatCount(selectionCount)} ${unit}`],
      ["People", people === null ? "" : formatCount(people)],
      ["Amount", amounts.map(formatMoneyExact).join(", ")],
    ],
  };
}
