// From the features of a point to one number: how improbable the point is for this very series, and how much of that is news.
import { tuning } from "./tuning.ts";

/** What the surprise of a series usually reaches. */
export interface Calibration {
  /** Digits that about one point in 200 exceeds, and the mean of what exceeds them. */
  quantile: number;
  excess: number;
  /** Excesses learned, and points until the next may be: one anomaly counts once. */
  hits: number;
  rest: number;
  /** Digits of the last points, which are not learned yet. */
  recent: number[];
}

const share = 0.005;
const shareDigits = -Math.log10(share);
const rememberedHits = 30;

export function newCalibration(): Calibration {
  return {
    quantile: tuning.usualSurprise,
    excess: Math.LOG10E,
    hits: 0,
    rest: 0,
    recent: Array.from({ length: tuning.learningDelay }, () => 0),
  };
}

/** The digits of all features as one: the strongest, and a part of what the others have beyond the ordinary. */
export function combine(digits: readonly number[]): number {
  let [strongest, sum] = [0, 0];
  for (let index = 0; index < digits.length; index++) {
    const weighted = digits[index]! * (index === 0 ? tuning.pointWeight : 1);
    strongest = Math.max(strongest, weighted);
    sum += Math.max(0, weighted - tuning.ordinary);
  }
  return strongest + tuning.othersWeight * (sum - Math.max(0, strongest - tuning.ordinary));
}

/**
 * Digits of improbability for this series: a series whose points often look improbable, because its tails are heavier than any model or
 * its pattern is one that no model knows, needs more for the same. This is how the budget tunes itself.
 */
export function calibrate({ quantile, excess }: Calibration, digits: number): number {
  if (digits <= quantile) return (shareDigits * digits) / quantile;
  return shareDigits + (Math.LOG10E * (digits - quantile)) / excess;
}

/** Learns the digits of the `points`th point, with a delay. */
export function learnSurprise(calibration: Calibration, digits: number, points: number): void {
  const at = points % tuning.learningDelay;
  const past = calibration.recent[at]!;
  calibration.recent[at] = digits;
  if (points <= tuning.learningDelay) return;
  const hits = Math.min(calibration.hits, rememberedHits);
  const step = (calibration.excess * tuning.surpriseGain) / Math.sqrt(hits + 4);
  if (calibration.rest > 0) calibration.rest--;
  else if (past > calibration.quantile) {
    calibration.rest = tuning.surpriseRest;
    calibration.hits++;
    const excess = Math.min(past - calibration.quantile, 6 * calibration.excess);
    calibration.excess += (excess - calibration.excess) / (hits + 10);
    calibration.quantile += step;
  } else calibration.quantile = Math.max(0.8 * tuning.usualSurprise, calibration.quantile - step * share);
}
