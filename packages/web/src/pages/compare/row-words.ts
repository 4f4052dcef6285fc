// The words of a row of the comparison: which figure, its values, and the change.
import type { ComparedRow, CompareResult } from "contract";

import { formatCount, formatNumber, formatRate, formatShare } from "../../lib/format.ts";
import { formatChange, formatPoints } from "../../lib/format-change.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { unitFormat } from "../../lib/format-unit.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";
import type { Verdict } from "../../ui/delta.tsx";

export const kindWords: Readonly<Record<ComparedRow["kind"], string>> = {
  service: "Service",
  operation: "Operation",
  funnel: "Funnel",
  error: "Error",
  metric: "Metric",
};

export const whatWords: Readonly<Record<ComparedRow["what"], string>> = {
  rate: "rate",
  errors: "error rate",
  p95: "duration p95",
  conversion: "conversion",
  occurrences: "errors",
  mean: "mean",
};

/** A value of the row: `0.4 %`, `230 ms`. */
export function valueWords({ kind, what, unit }: ComparedRow, value: number): string {
  if (kind === "metric") return unitFormat(unit, what === "rate" ? "rate" : "mean")(value);
  if (unit === "share") return formatShare(value);
  if (unit === "ms") return formatDuration(value);
  if (unit === "count") return formatCount(value);
  return unit === "/s" ? formatRate(value) : formatNumber(value);
}

/** `▲ 4.1 pts`, `+66 %`. */
export function changeWords({ unit, kind, base, now, verdict }: ComparedRow): string {
  if (verdict === "new" || verdict === "gone")
    return verdict === "gone" && kind === "error" ? "resolved" : verdict;
  return unit === "share" ? formatPoints(now, base) : formatChange(now, base);
}

/** The colour of the change. */
export function toneOf({ kind, verdict }: ComparedRow): Verdict {
  if (verdict === "worse" || (verdict === "new" && kind === "error")) return "bad";
  return verdict === "better" || (verdict === "gone" && kind === "error") ? "good" : "usual";
}

/** What a side is, in a few words: the value, the environment, and `times`. */
export function sideWords(
  { value, environment, from, to }: CompareResult["base"],
  by: string,
  times = `${from.slice(0, 16).replace("T", " ")} – ${to.slice(0, 16).replace("T", " ")} UTC`,
): string {
  return [by === "" ? "" : `${by} ${value}`, environment, times].filter((text) => text !== "").join(", ");
}

/** One row with its figures, to copy as Markdown. */
export function rowFinding(row: ComparedRow, { base, now, by }: CompareResult): MarkdownFinding {
  return {
    title: `${kindWords[row.kind]} ${row.name}: ${whatWords[row.what]} ${changeWords(row)}`,
    facts: [
      ["Service", row.kind === "service" ? "" : row.service],
      [`Base (${sideWords(base, by)})`, `${valueWords(row, row.base)} of ${formatCount(row.baseCount)}`],
      [`Now (${sideWords(now, by)})`, `${valueWords(row, row.now)} of ${formatCount(row.nowCount)}`],
      ["Significance", `${Math.abs(row.size).toFixed(1)} standard errors`],
    ],
  };
}
