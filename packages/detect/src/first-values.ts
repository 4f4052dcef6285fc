// The first values of a series decide its level and scale for long, and one large value among them would widen the scale tenfold. Once
// there are twelve, level and scale are those of all but the outliers.
import type { DetectorState, Scale } from "./state.ts";
import { binsOf, learnValue, type Residuals } from "./distribution.ts";
import { tuning } from "./tuning.ts";

/** How far a value is from the median, in standard deviations by the MAD, to be an outlier; twelve normal values rarely reach it. */
const outlierSizes = 6;
const cutSizes = 3;

/** Keeps `observed` among the first values, and corrects level and scale when they are complete. */
export function learnFirst(s: DetectorState, observed: number): void {
  if (s.points > tuning.warmUpPoints) return;
  s.first[s.points - 1] = observed;
  if (s.points < tuning.warmUpPoints) return;
  setOfAllButOutliers(s);
  const size = Math.max(
    1.2533 * s.slowScale.robust,
    0.25 * s.slowScale.plain,
    tuning.rounding * Math.abs(s.level),
    1e-290,
  );
  const { usual, level } = s.evidence;
  const hasNoScale = s.slowScale.robust === 0;
  const binOf = (value: number): Residuals => {
    const residual = (value - level) / size;
    return binsOf({ slow: residual, fast: residual });
  };
  for (const value of s.first)
    if (Math.abs(value - level) <= outlierSizes * size || hasNoScale)
      learnValue(usual, value, binOf(value), binOf(usual.atom));
}

function setOfAllButOutliers(s: DetectorState): void {
  const level = medianOf(s.first);
  s.evidence.level = level;
  const distances = s.first.map((value) => Math.abs(value - level));
  const size = 1.4826 * medianOf(distances);
  if (!(size > 0) || Math.max(...distances) <= outlierSizes * size) return;
  const mean = distances.reduce((sum, one) => sum + Math.min(one, cutSizes * size), 0) / distances.length;
  s.level = level;
  s.fast = level;
  s.day.fill(level);
  s.errors.fill(mean);
  s.spans.fill(0);
  setScale(s.slowScale, mean);
  setScale(s.fastScale, mean);
}

function setScale(scale: Scale, mean: number): void {
  scale.robust = mean;
  scale.plain = mean;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}
