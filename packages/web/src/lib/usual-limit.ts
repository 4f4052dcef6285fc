// A limit for a rule from what was usual, not from what is now: a rule that is made while something is broken must not take the broken values
// for normal. Pure.

import { median } from "./median.ts";

/** With fewer values nothing is usual. */
const least = 30;
/** A value is usual when it is at most so many deviations from the median, as large as those of a normal distribution. */
const mostDeviations = 5;
const normal = 1.4826;
/** Between the usual values and the limit, of their distance from the median. */
const margin = 0.2;

/** The limit just beyond all usual values; `undefined` when there are too few values, or none can be beyond it. */
export function usualLimit(values: readonly (number | null)[], side: "above" | "below"): number | undefined {
  const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
  if (known.length < least) return undefined;
  const middle = median(known);
  const deviation = median(known.map((value) => Math.abs(value - middle))) * normal;
  const usual = known.filter((value) => Math.abs(value - middle) <= mostDeviations * deviation);
  const end = side === "above" ? Math.max(...usual) : Math.min(...usual);
  const limit = end + (end - middle) * margin;
  // A share or a count that is never negative does not fall below 0.
  if (side === "below" && limit <= 0 && known.every((value) => value >= 0)) return undefined;
  return roundOutward(limit, side);
}

/** Three significant digits, away from the usual values. */
function roundOutward(value: number, side: "above" | "below"): number {
  if (value === 0) return 0;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 2);
  const steps = value / unit;
  return Number(
    ((side === "above" ? Math.ceil(steps - 1e-9) : Math.floor(steps + 1e-9)) * unit).toPrecision(3),
  );
}
