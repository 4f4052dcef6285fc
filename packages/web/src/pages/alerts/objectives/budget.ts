// What is left of an error budget, and when it is used up if it goes on burning as it does.
import { parseDurationMs } from "catalog/duration";
import type { Objective } from "contract";

import { none } from "../../../lib/locale.ts";

const dayMs = 86_400_000;

/** Share of the budget that is left; `null` when the events of the period could not be read. The answer has a full budget then. */
export function budgetLeft({
  left,
  total,
  error,
  unknown,
}: Pick<Objective, "left" | "total" | "error" | "unknown">): number | null {
  return error !== "" || (unknown !== null && total === 0) ? null : left;
}

/**
 * Days until the budget is used up at the rate of the longest window; 0 when it is used up, `null` when it is not burning, `undefined`
 * when the budget or every rate is unknown.
 *
 * A rate of 1 uses the whole budget in exactly one period.
 */
export function daysLeft({
  period,
  burnRates,
  ...budget
}: Pick<Objective, "left" | "total" | "error" | "unknown" | "period" | "burnRates">):
  | number
  | null
  | undefined {
  const left = budgetLeft(budget);
  if (left === null) return undefined;
  if (left <= 0) return 0;
  const longest = burnRates
    .filter(({ longRate }) => longRate !== null)
    .toSorted((a, b) => (parseDurationMs(b.long) ?? 0) - (parseDurationMs(a.long) ?? 0))[0];
  const rate = longest?.longRate ?? undefined;
  const periodMs = parseDurationMs(period) ?? 0;
  if (rate === undefined || periodMs === 0) return undefined;
  return rate <= 0 ? null : (left * periodMs) / rate / dayMs;
}

/** `used up`, `in 9 days`, `in 5 h`, `not burning`, or `–` when it is unknown. More than a year is far away. */
export function daysLeftText(days: number | null | undefined): string {
  if (days === undefined) return none;
  if (days === null) return "not burning";
  if (days === 0) return "used up";
  if (days > 365) return "in over a year";
  if (days < 2) return `in ${Math.max(1, Math.round(days * 24))} h`;
  return `in ${Math.round(days)} days`;
}
