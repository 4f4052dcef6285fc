// What is measured of a point: how far it is from the expected value, alone and averaged over growing spans, and how much values vary.
import type { Prediction } from "./baseline.ts";
import { type DetectorState, featureCount, spanLengths } from "./state.ts";
import { learn, surpriseOf } from "./tail.ts";
import { tuning } from "./tuning.ts";

/** The feature that is least probable. */
export interface Features {
  /** Decimal digits of improbability of each. */
  readonly digits: readonly number[];
  readonly strongest: number;
}

/** Measures `value` against `expected`, and learns from it. */
export function measure(s: DetectorState, value: number, expected: Prediction): Features {
  const statistics = [
    pointStatistic(value, expected),
    ...spanStatistics(s, (value - expected.slow) / expected.slowSize),
    ...variationStatistics(s, value, expected),
  ];
  const digits: number[] = [];
  let strongest = 0;
  for (let index = 0; index < featureCount; index++) {
    const statistic = ofFewPoints(statistics[index]!, s.points);
    const tail = s.tails[index]!;
    digits.push(surpriseOf(tail, statistic));
    if (digits[index]! > digits[strongest]!) strongest = index;
    const at = (s.points % tuning.learningDelay) * featureCount + index;
    const isLearned = Number.isInteger(s.points / tuning.spacing[index]!);
    if (s.points > tuning.learningDelay && isLearned) learn(tail, s.recent[at]!);
    s.recent[at] = statistic;
  }
  return { digits, strongest };
}

/** Student's t with `points` values as the normal deviate that is as improbable. */
function ofFewPoints(t: number, points: number): number {
  return Math.sqrt(points * Math.log1p((t * t) / points));
}

/** Standard deviations of a single value from the prediction of the next value. */
function pointStatistic(value: number, { fast, fastSize }: Prediction): number {
  return Math.min(1e6, Math.abs(value - fast) / fastSize);
}

/** Standard deviations of averages of residuals from 0. */
function spanStatistics(s: DetectorState, residual: number): number[] {
  const clipped = Math.max(-tuning.spanClip, Math.min(tuning.spanClip, residual));
  const correlation = learnCorrelation(s, Math.max(-3, Math.min(3, residual - s.spans.at(-1)!)));
  return spanLengths.map((length, index) => {
    const weight = 2 / (length + 1);
    s.spans[index]! += weight * (clipped - s.spans[index]!);
    const kept = correlation * (1 - weight);
    return Math.abs(s.spans[index]!) / Math.sqrt((weight / (2 - weight)) * ((1 + kept) / (1 - kept)));
  });
}

/** The correlation of neighbouring residuals, 0 to 0.99, learned with the delay of the tails. */
function learnCorrelation(s: DetectorState, residual: number): number {
  const size = tuning.learningDelay + 1;
  const [at, next] = [s.points % size, (s.points + 1) % size];
  const [oldest, second] = [s.residuals[at]!, s.residuals[next]!];
  s.residuals[at] = residual;
  if (s.points > size) {
    const count = Math.min(s.points, tuning.rhoMemory);
    s.variance += (oldest * oldest - s.variance) / count;
    s.covariance += (oldest * second - s.covariance) / count;
  }
  const known = s.points / (s.points + tuning.rhoPrior);
  return Math.max(0, Math.min(0.99, (known * s.covariance) / (s.variance + 1e-9)));
}

/** Variation in the last points against that of the long run: more within a few points, more, then less. */
function variationStatistics(
  s: DetectorState,
  value: number,
  { fast, fastSize }: Prediction,
): [number, number, number] {
  // the first value has no other to differ from
  const change = s.points === 1 ? 0 : Math.min(8, Math.abs(value - fast) / fastSize);
  const count = Math.min(s.points, tuning.variationLong);
  const difference = change - s.changeLong;
  s.changeLong += difference / count;
  s.changeSquare += (difference * difference - s.changeSquare) / count;
  s.changeShort += (change - s.changeShort) / Math.min(s.points, tuning.variationShort);
  const weight = 2 / (tuning.burstSpan + 1);
  s.changeBurst += weight * (change - s.changeBurst);
  const size = Math.sqrt((Math.max(s.changeSquare, 0.01) * weight) / (2 - weight));
  const ratio = Math.log((s.changeShort + 0.02) / (s.changeLong + 0.02));
  s.changes[s.points % tuning.flatPoints] = change;
  return [
    Math.max(0, s.changeBurst - s.changeLong) / size,
    Math.max(0, ratio) * tuning.moreVariation,
    s.points < tuning.flatPoints ? 0 : lessVariation(s),
  ];
}

/** How much smaller the last changes are, all alike: a mean that forgets slowly would make less variation usual before it shows it. */
function lessVariation({ changes, changeLong }: DetectorState): number {
  let sum = 0;
  for (const change of changes) sum += change;
  const ratio = Math.log((sum / changes.length + 0.02) / (changeLong + 0.02));
  return Math.max(0, -ratio) * tuning.lessVariation;
}
