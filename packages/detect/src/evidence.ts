// What speaks for an anomaly: the features that decide, each on a scale that is normal whatever the distribution of the series' noise.
import type { Prediction } from "./baseline.ts";
import {
  binsOf,
  learnValue,
  normalDigits,
  type Residuals,
  rareDigits,
  normalScore,
  shareWithin,
  tailDigits,
} from "./distribution.ts";
import type { Features } from "./features.ts";
import { refer, type Reference } from "./reference.ts";
import { type Correlation, type DetectorState, featureCount, spanLengths } from "./state.ts";
import { learn } from "./tail.ts";
import { tuning } from "./tuning.ts";

/** Weighs `value` against everything that is usual, and learns from it. */
export function weigh(s: DetectorState, time: number, value: number, expected: Prediction): Features {
  const { evidence: e } = s;
  const reference = refer(s, expected);
  const residuals = residualsOf(value, reference);
  const ofAtom = residualsOf(e.usual.atom, reference);
  const slow = clip(normalScore(e.usual, "slow", residuals.slow, ofAtom.slow));
  const fast = clip(normalScore(e.usual, "fast", residuals.fast, ofAtom.fast));
  const spans = spanStatistics(s, slow);
  const statistics = [...spans, ...variationStatistics(s, fast, residuals.fast, ofAtom.fast)];
  const stretches = stretchesOf(s);
  const digits = [pointDigits(s, value, residuals.fast, ofAtom.fast)];
  let strongest = 0;
  for (let index = 1; index < featureCount; index++) {
    const statistic = statistics[index - 1]!;
    const tail = e.tails[index - 1]!;
    const known = index <= spans.length ? ofFew(statistic, stretches / spanLengths[index - 1]!) : statistic;
    digits.push(normalDigits(known / Math.max(1, tail.quantile / 2.054, tail.excess / tuning.minExcess)));
    if (statistic < tail.quantile / 2) e.raisedSince[index] = 0;
    else if (e.raisedSince[index] === 0) e.raisedSince[index] = time;
    if (digits[index]! > digits[strongest]!) strongest = index;
    const at = (s.points % tuning.learningDelay) * featureCount + index;
    const isLearned = Number.isInteger(s.points / tuning.spacing[index]!);
    if (s.points > tuning.learningDelay && isLearned) learn(tail, e.recent[at]!);
    e.recent[at] = rounded(statistic);
  }
  learnLater(s, value, residuals, ofAtom);
  return { digits, strongest };
}

function residualsOf(value: number, { slow, fast, slowSize, fastSize }: Reference): Residuals {
  return { slow: bounded((value - slow) / slowSize), fast: bounded((value - fast) / fastSize) };
}

/** Of a single value; where most values are the same, of the values in a row that differ from it on one side. */
function pointDigits(s: DetectorState, value: number, residual: number, ofAtom: number): number {
  const { evidence: e } = s;
  const side = value === e.usual.atom ? 0 : Math.sign(residual - ofAtom);
  const rare = side === 0 ? 0 : rareDigits(e.usual);
  const kept = correlationOf(e.ofScores, Infinity);
  e.run = rare === 0 ? 0 : side * rare + (Math.sign(e.run) === side ? e.run : 0);
  if (s.points <= tuning.warmUpPoints) return 0;
  return Math.max(tailDigits(e.usual, residual, ofAtom), (Math.abs(e.run) * (1 - kept)) / (1 + kept));
}

/** Finite, and with few digits, because it is stored. */
function bounded(residual: number): number {
  return rounded(Math.max(-1000, Math.min(1000, residual)));
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

function clip(score: number): number {
  return Math.max(-tuning.maxScore, Math.min(tuning.maxScore, score));
}

function learnLater(s: DetectorState, value: number, residuals: Residuals, ofAtom: Residuals): void {
  const { waiting, usual } = s.evidence;
  const at = s.points % tuning.learningDelay;
  if (s.points > tuning.learningDelay + tuning.warmUpPoints)
    learnValue(
      usual,
      waiting.values[at]!,
      { slow: waiting.slow[at]!, fast: waiting.fast[at]! },
      binsOf(ofAtom),
    );
  waiting.values[at] = value;
  const bins = binsOf(residuals);
  waiting.slow[at] = bins.slow;
  waiting.fast[at] = bins.fast;
}

function spanStatistics(s: DetectorState, score: number): number[] {
  const { evidence: e } = s;
  const kept = learnCorrelation(e.ofScores, score - e.spans.at(-1)!, s.points);
  return spanLengths.map((length, index) => {
    const weight = 2 / (length + 1);
    e.spans[index]! += weight * (score - e.spans[index]!);
    return Math.abs(e.spans[index]!) / deviationOf(weight, kept);
  });
}

/** How many values were seen that do not depend on each other: of long waves few in the first days. */
function stretchesOf({ points, evidence }: DetectorState): number {
  const kept = correlationOf(evidence.ofScores, points);
  return (points * (1 - kept)) / (0.5 + kept);
}

/** Student's t with as many degrees of freedom as the normal deviate that is as improbable. */
function ofFew(t: number, freedom: number): number {
  return Math.sqrt(freedom * Math.log1p((t * t) / freedom));
}

function variationStatistics(
  s: DetectorState,
  score: number,
  residual: number,
  ofAtom: number,
): [number, number, number] {
  const { evidence: e } = s;
  const change = Math.abs(score) - halfNormal.mean;
  e.changes[s.points % tuning.flatPoints] = Math.abs(residual);
  const kept = learnCorrelation(e.ofChanges, change, s.points);
  const known = Math.sqrt(s.points / (s.points + tuning.burstDoubt));
  const [sooner, later] = tuning.burstSpans.map((length, index) => {
    const weight = 2 / (length + 1);
    e.bursts[index]! += weight * (change - e.bursts[index]!);
    const deviation = deviationOf(weight, kept);
    return withoutSkew(
      (known * Math.max(0, e.bursts[index]!)) / (halfNormal.deviation * deviation),
      halfNormal.skew * deviation * 1.33,
    );
  });
  return [sooner!, later!, s.points < tuning.flatPoints ? 0 : lessVariation(s, ofAtom)];
}

/** The standard deviation of a moving average of values with deviation 1 whose neighbours correlate. */
function deviationOf(weight: number, correlation: number): number {
  const kept = correlation * (1 - weight);
  return Math.sqrt((weight / (2 - weight)) * ((1 + kept) / (1 - kept)));
}

/** Learns how neighbouring values correlate, with the delay of everything that is learned: 0 to 0.99. */
function learnCorrelation(c: Correlation, value: number, points: number): number {
  const size = tuning.learningDelay + 1;
  const [at, next] = [points % size, (points + 1) % size];
  const [oldest, second] = [c.values[at]!, c.values[next]!];
  c.values[at] = rounded(value);
  if (points > size) {
    const count = Math.min(points, tuning.rhoMemory);
    c.variance += (oldest * oldest - c.variance) / count;
    c.covariance += (oldest * second - c.covariance) / count;
  }
  return correlationOf(c, points);
}

/** One standard error more than was seen: with too small a correlation one long wave counts as many values that agree. */
export function correlationOf(c: Correlation, points: number): number {
  return Math.max(0, Math.min(0.99, c.covariance / (c.variance + 1e-9) + 1 / Math.sqrt(points)));
}

const halfNormal = { mean: Math.sqrt(2 / Math.PI), deviation: Math.sqrt(1 - 2 / Math.PI), skew: 0.995 };

/** The normal deviate of a skewed one (Cornish and Fisher, first term). */
function withoutSkew(x: number, skew: number): number {
  const g = skew / 6;
  return Math.max(0, (Math.sqrt(1 + 4 * g * (x + g)) - 1) / (2 * g));
}

/** That all of the last changes are as small as they are, as a normal deviate. */
function lessVariation(s: DetectorState, ofAtom: number): number {
  const { changes, usual } = s.evidence;
  const share = shareWithin(usual, Math.max(...changes), ofAtom, tuning.flatPoints / 2);
  return Math.sqrt(-2 * tuning.flatPoints * Math.log(share));
}
