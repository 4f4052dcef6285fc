// What anomalies are measured against: a prediction that takes from profiles and last values only what they explain. Predictions that follow
// chance would make independent values depend on each other.
import type { Prediction } from "./baseline.ts";
import type { DetectorState } from "./state.ts";
import { tuning } from "./tuning.ts";

export interface Reference {
  readonly slow: number;
  readonly fast: number;
  readonly slowSize: number;
  readonly fastSize: number;
}

export function refer(
  s: DetectorState,
  { day, week, known, slowSize, fastSize, generalSize }: Prediction,
): Reference {
  const [ofLevel, ofDay, ofWeek, ofFast] = s.errors as [number, number, number, number];
  const { level } = s.evidence;
  const dayPart = known ? partOf(ofDay, ofLevel) : 0;
  const weekPart = known ? partOf(Math.min(ofWeek, ofDay), ofDay) : 0;
  const slow = level + dayPart * (day + weekPart * (week - day) - level);
  const ofSlow = dayPart > 0 ? Math.min(ofLevel, ofDay, ofWeek) : ofLevel;
  const fast = slow + partOf(ofFast, ofSlow) * (s.fast - slow);
  return { slow, fast, fastSize, slowSize: generalSize * (slowSize / generalSize) ** dayPart };
}

/** How much a model counts whose error is `error` where another one has `usual`: nothing unless it explains some of it. */
function partOf(error: number, usual: number): number {
  return Math.max(
    0,
    Math.min(
      1,
      (1 - error / (usual + 1e-290) - tuning.minExplained) / (tuning.explainedMuch - tuning.minExplained),
    ),
  );
}
