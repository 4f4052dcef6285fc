// The words of a row of the comparison: which figure, its values, and the change.
import { type Judgement, type MeasureKey, measureWord } from "catalog/measures";
import type { ComparedRow, CompareResult } from "contract";

import { formatCount, formatRate, threeDigits } from "../../lib/format.ts";
import { formatChange, formatPoints } from "../../lib/format-change.ts";
import { formatAmounts } from "../../lib/format-money.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { unitFormat } from "../../lib/format-unit.ts";
import type { MarkdownFinding } from "../../lib/markdown.ts";

export const kindWords: Readonly<Record<ComparedRow["kind"], string>> = {
  transaction: "Transaction",
  service: "Service",
  operation: "Operation",
  funnel: "Funnel",
  error: "Error",
  metric: "Metric",
};

type Row = Pick<ComparedRow, "kind" | "what">;

/** The measure of a row. */
export function measureOfRow({ kind, what }: Row): MeasureKey {
  if (kind === "metric") return what === "rate" ? "metricRate" : "metricMean";
  const isService = kind === "service";
  if (kind === "transaction") return what === "completion" ? "completion" : "transactionDuration.p95";
  switch (what) {
    case "rate":
      return isService ? "requestRate" : "spanRate";
    case "errors":
      return isService ? "errorShare" : "spanErrorShare";
    case "p95":
      return isService ? "latency.p95" : "spanLatency.p95";
    case "conversion":
      return "conversion";
    default:
      return "occurrences";
  }
}

/** Which figure the row is of. */
export const whatWords = (row: Row): string => measureWord(measureOfRow(row));

/** The same with what its values are of: `occurrences per 1,000 requests`. */
export function figureWords(row: ComparedRow): string {
  if (row.unit !== "/request") return whatWords(row);
  return `${whatWords(row)} per ${isRare(row) ? "1,000 requests" : "request"}`;
}

/** Of a figure per request: less than one on both sides. */
const isRare = ({ base, now }: ComparedRow): boolean => Math.max(base, now) < 1;

/** What `affected` counts. */
export function affectedWords({ kind, what }: Row): string {
  if (kind === "transaction") return "transactions";
  if (what === "conversion") return "people";
  return kind === "error" ? "errors" : "spans";
}

/** A value of the row: `0.4 %`, `230 ms`, `5.92 per 1,000`. */
export function valueWords(row: ComparedRow, value: number): string {
  const { kind, what, unit } = row;
  if (kind === "metric") return unitFormat(unit, what === "rate" ? "rate" : "mean")(value);
  if (unit === "/request")
    return isRare(row) ? `${threeDigits(value * 1000)} per 1,000` : `${threeDigits(value)} per request`;
  if (unit === "/s") return formatRate(value);
  return formatMeasure(measureOfRow(row), value);
}

/** `▲ 4.1 pts`, `+66 %`. */
export function changeWords({ unit, kind, base, now, verdict }: ComparedRow): string {
  if (verdict === "new" || verdict === "gone")
    return verdict === "gone" && kind === "error" ? "resolved" : verdict;
  return unit === "share" ? formatPoints(now, base) : formatChange(now, base);
}

/** The colour of the change. */
export function toneOf({ kind, verdict }: ComparedRow): Judgement {
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
    title: `${kindWords[row.kind]} ${row.name}: ${figureWords(row)} ${changeWords(row)}`,
    facts: [
      ["Service", row.kind === "service" ? "" : row.service],
      [`Base (${sideWords(base, by)})`, `${valueWords(row, row.base)} of ${formatCount(row.baseCount)}`],
      [`Now (${sideWords(now, by)})`, `${valueWords(row, row.now)} of ${formatCount(row.nowCount)}`],
      ...(row.affected === null
        ? []
        : ([["Affected", `${formatCount(Math.round(row.affected))} ${affectedWords(row)}`]] as const)),
      ...(row.people === null ? [] : ([["People", formatCount(Math.round(row.people))]] as const)),
      ...(row.lost.length === 0 ? [] : ([["Lost", formatAmounts(row.lost)]] as const)),
      ["Significance", `${Math.abs(row.size).toFixed(1)} standard errors`],
    ],
  };
}
