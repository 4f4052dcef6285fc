// When an error budget is used up, if it goes on burning as it does.
import { parseDurationMs } from "catalog/duration";
import type { Objective } from "contract";

const dayMs = 86_400_000;

/**
 * Days until the budget is used up at the rate of the longest window; 0 when it is used up, `null` when it is not burning or no rate is known.
 *
 * A rate of 1 uses the whole budget in exactly one period.
 */
export function daysLeft({
  left,
  period,
  burnRates,
}: Pick<Objective, "left" | "period" | "burnRates">): number | null {
  if (left <= 0) return 0;
  const longest = burnRates
    .filter(({ longRate }) => longRate !== null)
    .toSorted((a, b) => (parseDurationMs(b.long) ?? 0) - (parseDurationMs(a.long) ?? 0))[0];
  const rate = longest?.longRate ?? 0;
  const periodMs = parseDurationMs(period) ?? 0;
  return rate <= 0 || periodMs === 0 ? null : (left * periodMs) / rate / dayMs;
}

/** `used up`, `in 9 days`, `in 5 h`, `not burning`. More than a year is far away. */
export function daysLeftText(days: number | null): string {
  if (days === null) return "not burning";
  if (days === 0) return "used up";
  if (days > 365) return "in over a year";
  if (days < 2) return `in ${Math.max(1, Math.round(days * 24))} h`;
  return `in ${Math.round(days)} days`;
}
