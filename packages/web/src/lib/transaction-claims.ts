// What is wrong with a type of transactions, as a sentence: the same on the overview, in the list and on the page of the type.
import { formatCount, formatFixed, formatShare } from "./format.ts";
import { formatTime } from "./time.ts";
import type { Fall } from "./transaction-fall.ts";
import type { Stop } from "./transaction-stop.ts";

/** Of transactions that no longer start: `No purchase has started since 19:02, usually 1.2 a second`. */
export function stopClaim({ type, since, usualPerSecond }: Stop): string {
  return `No ${type} has started since ${formatTime(since)}, usually ${rateWords(usualPerSecond)}`;
}

/** By the shortest time in which there is at least one. */
function rateWords(perSecond: number): string {
  const units = [
    ["second", 1],
    ["minute", 60],
    ["hour", 3600],
  ] as const;
  const [unit, seconds] = units.find(([, length]) => perSecond * length >= 1) ?? ["day", 86_400];
  const rate = perSecond * seconds;
  return `${rate < 10 ? formatFixed(rate, 1) : formatCount(Math.round(rate))} ${unit === "hour" ? "an" : "a"} ${unit}`;
}

/** Of completion that fell. */
export function fallClaim({ type, before, after, since, against }: Fall & { readonly type: string }): string {
  const claim = `${capital(type)} completion`;
  if (against === "earlier days")
    return `${claim} is ${formatShare(after)}, on earlier days ${formatShare(before)} at these hours`;
  const when = since === undefined ? "compared with the previous period" : `at ${formatTime(since)}`;
  return `${claim} fell from ${formatShare(before)} to ${formatShare(after)} ${when}`;
}

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
