// What pages say of the figures of a group of errors.
import { measureText } from "catalog/measures";
import type { ErrorGroup } from "contract";

import { standsForMore } from "./estimated-rate.ts";
import { formatCount } from "./format.ts";
import { formatMeasure } from "./format-measure.ts";
import { formatAmounts, formatMoneyExact } from "./format-money.ts";

type Counted = Pick<ErrorGroup, "count" | "stored">;

/** The number of errors; `≈` where stored ones stand for more. */
export function countText({ count, stored }: Counted): string {
  return formatMeasure("occurrences", count, standsForMore(stored, count));
}

/** The exact count; of an estimate with what is stored. */
export function countTitle({ count, stored }: Counted): string {
  if (count === stored) return String(count);
  return `${count}: ${measureText("occurrences")} ${formatCount(stored)} are stored.`;
}

/** Amounts at risk, `most` of them. */
export function riskText({ atRisk }: Pick<ErrorGroup, "atRisk">, most: number): string {
  return atRisk === null ? "unknown" : formatAmounts(atRisk, most);
}

/** The exact amounts at risk, of all currencies. */
export function exactRisk({ atRisk }: Pick<ErrorGroup, "atRisk">): string {
  return atRisk === null ? "unknown" : atRisk.map(formatMoneyExact).join(", ");
}

export function riskTitle(group: ErrorGroup): string {
  const { unfinishedTransactions, riskFailed } = group;
  if (unfinishedTransactions === null) return `Not known: ${riskFailed}`;
  return `${exactRisk(group)} in ${formatCount(unfinishedTransactions)} transactions. ${measureText("atRisk")}`.trim();
}
