// From the features of a point to one number that ranks it: how far it is beyond everything that the series has shown before, and how
// improbable it is beyond what was improbable of late. Both compare a series with its own past, so one threshold serves all series.
import type { Prediction } from "./baseline.ts";
import type { DetectorState } from "./state.ts";
import { tuning } from "./tuning.ts";

/** A value so many times as far away as any before, with nothing improbable beside it, scores 0.5. */
const halfScoreTimes = 2;
/** Of the record on the other side: smaller distances are rounding. */
const leastDistance = 1e-6;

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

/** The score of a point with `digits` of improbability, 0 to 1; remembers the point, so that one incident is new once. */
export function scoreOf(s: DetectorState, value: number, { slow }: Prediction, digits: number): number {
  const novelty = recordOf(s, value - slow) + tuning.digitWeight * newsOf(s, digits);
  return s.points < tuning.warmUpPoints ? 0 : novelty / (novelty + Math.log(halfScoreTimes));
}

/** By how much the distance exceeds the largest one on its side so far, as a logarithm; 0 when it does not. */
function recordOf(s: DetectorState, distance: number): number {
  const side = distance > 0 ? 0 : 1;
  const size = Math.abs(distance);
  const record = s.records[side];
  s.records[side] = Math.max(size, record * 0.5 ** (1 / tuning.recordHalfLife));
  if (s.points > tuning.warmUpPoints && size >= grossTimes * record) s.grossAt = s.points;
  if (s.points <= tuning.recordPoints) return 0;
  const rounding = Math.max(tuning.rounding * Math.abs(s.level), leastDistance * s.records[1 - side]!);
  const least = Math.max(record, rounding, 1e-290);
  return Math.min(mostRecord, Math.max(0, Math.log(size / least)));
}

/** A value so many times as far away as any before on its side is gross. */
const grossTimes = 1.5;
const mostRecord = -Math.log(leastDistance);

/** A surprise is remembered for a while, and only what a later one has beyond it is news. */
function newsOf(s: DetectorState, digits: number): number {
  const news = Math.max(0, digits - tuning.remembered * s.envelope);
  s.envelope = Math.max(digits, s.envelope * 0.5 ** (1 / tuning.envelopeHalfLife));
  return news;
}
