// Counts among the series: while all values are whole numbers from 0, the detector of counts looks at them as well, once it knows a week.
import { type CountState, createCountDetector } from "./counts.ts";
import type { ResolvedOptions } from "./options.ts";
import type { DetectorState, Incident } from "./state.ts";

/** The feature of an incident that the detector of counts found. */
const countFeature = -2;
/** Variance against that of Poisson counts. A series that varies more is not one of counts, such as the length of a queue that wanders. */
const mostDispersion = 20;
/** Windows of the detector of counts. */
const [leastWindowMs, mostWindowMs] = [1000, 3_600_000];

/** Adds a value to the counts, and begins or ends what only they show. */
export function stepCounts(s: DetectorState, time: number, value: number, options: ResolvedOptions): void {
  const counts = continueCounts(s, time, value, options);
  if (counts === undefined) delete s.counts;
  else s.counts = counts;
  const isKnown = counts !== undefined && counts.at - counts.began >= weekMs;
  const change = isKnown ? counts.evidence.change : null;
  if (counts === undefined || change === null) {
    if (s.incident?.feature === countFeature) s.incident = null;
    return;
  }
  if (s.incident !== null && s.incident.feature >= 0) return;
  const windows = Math.max(1, (counts.at - change.since) / s.interval);
  s.incident = incidentOf(change, windows);
}

function continueCounts(
  s: DetectorState,
  time: number,
  value: number,
  { budget }: ResolvedOptions,
): CountState | undefined {
  if (!Number.isSafeInteger(value) || value < 0) return undefined;
  if (s.points === 1) return newCounts();
  const windowMs = Math.round(s.interval / 1000) * 1000;
  const { counts } = s;
  if (counts === undefined || windowMs < leastWindowMs || windowMs > mostWindowMs) return undefined;
  const at = time + windowMs;
  const early = counts.at + windowMs / 2 - at;
  // windows must follow each other; a clock that was put back is left to the detector
  if (counts.windows > 0 && early > 0 && at > counts.at - windowMs)
    return at === counts.at ? counts : newCounts();
  createCountDetector({ windowMs, weeklyFalseAlarmsPerHundredSeries: budget }).step(counts, at, value);
  return at - counts.began >= weekMs && counts.dispersion > mostDispersion ? undefined : counts;
}

function newCounts(): CountState {
  return createCountDetector({ windowMs: mostWindowMs }).start();
}

const weekMs = 604_800_000;

function incidentOf(
  { since, observed, expected }: NonNullable<CountState["evidence"]["change"]>,
  windows: number,
): Incident {
  return {
    kind: "shift",
    feature: countFeature,
    since,
    expected: expected / windows,
    observed: observed / windows,
    digits: 0,
    calm: 0,
    above: 0,
    below: 0,
  };
}
