// The detector of one series: a state, a time and a value make an assessment.
import type { Assessment } from "./assessment.ts";
import { learnBaseline, predict, type Prediction } from "./baseline.ts";
import { type Confirmation, confirm, type Departure, follow, type Return } from "./departure.ts";
import { type Features, measure } from "./features.ts";
import { sideOf, track } from "./incident.ts";
import { type DetectorOptions, resolveOptions, type ResolvedOptions } from "./options.ts";
import { refer } from "./reference.ts";
import { describe } from "./sentence.ts";
import { type DetectorState, newState } from "./state.ts";
import { combine, scoreOf } from "./novelty.ts";
import { stepCounts } from "./integral.ts";
import { repeated, tailValue } from "./distribution.ts";
import { weigh } from "./evidence.ts";
import { learn, surpriseOf } from "./tail.ts";
import { tuning } from "./tuning.ts";

/** A detector keeps nothing but its options: one serves any number of series. */
export interface Detector {
  /** The state of a series without values: plain data, which continues identically after JSON and back. */
  readonly start: () => DetectorState;
  /**
   * Assesses `value` at `time` (Unix ms) and changes `state`. Without a value (`undefined`, `NaN`, infinite) it says whether values are
   * missing by now. A time that is not finite is ignored. Times may repeat and go back. Constant time and memory; never throws.
   */
  readonly step: (state: DetectorState, time: number, value: number | undefined) => Assessment;
  /**
   * Adds a value to `departure`, the anomaly of a series that was `state` before it. With `isOneSided`, values far beyond what was expected
   * on the other side count as back.
   */
  readonly follow: (
    state: DetectorState,
    departure: Departure,
    time: number,
    value: number,
    isOneSided: boolean,
  ) => Return;
  /** Whether the next value after `departure`, which a single value showed, is beyond on the same side as well. Changes nothing. */
  readonly confirm: (state: DetectorState, departure: Departure, time: number, value: number) => Confirmation;
}

const weekMs = 604_800_000;
const dayMs = 86_400_000;
/** Larger values are cut, so that sums and squares stay finite. */
const largest = 1e150;

/**
 * Creates a detector.
 *
 * @throws {RangeError} for an option that cannot be used.
 * @example
 * const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: 1 });
 * const state = detector.start();
 * const { score, kind, sentence } = detector.step(state, Date.now(), 42);
 */
export function createDetector(options: DetectorOptions = {}): Detector {
  const resolved = resolveOptions(options);
  return {
    start: newState,
    step: (state, time, value) => {
      if (!Number.isFinite(time)) return assessmentOf(state, 0);
      if (value === undefined || !Number.isFinite(value)) return withoutValue(state, time, resolved);
      const bounded = Math.max(-largest, Math.min(largest, value));
      return withValue(state, time, repeated(state.evidence.usual, bounded), resolved);
    },
    follow: (state, departure, time, value, isOneSided) => {
      const digits = limitOf(state, resolved) + tuning.featuresDigits;
      return follow(state, departure, time, value, { digits, isOneSided });
    },
    confirm: (state, departure, time, value) =>
      confirm(state, departure, time, value, (limitOf(state, resolved) + tuning.featuresDigits) / 2),
  };
}

function withValue(s: DetectorState, time: number, value: number, options: ResolvedOptions): Assessment {
  const wasMissing = s.incident?.kind === "missing";
  const gap = s.points === 0 ? 0 : (time - s.lastTime) / (s.interval || 1);
  const missing = !wasMissing && isMissing(s, gap, limitOf(s, options)) ? openMissing(s) : undefined;
  learnInterval(s, time, options);
  s.points++;
  const limit = limitOf(s, options);
  const expected = predict(s, time);
  const features = measure(s, value, expected);
  const fresh = scoreOf(s, value, expected, combine(features.digits));
  const reference = refer(s, expected);
  const { evidence, certain } = judge(s, weigh(s, time, value, expected), options);
  const begins = s.points >= tuning.warmUpPoints && certain >= limit + s.caution;
  learnCaution(s, begins && s.incident === null);
  track(s, { time, value, digits: evidence.digits[evidence.strongest]!, begins, limit }, evidence, reference);
  stepCounts(s, time, value, options);
  learnBaseline(s, value, expected);
  s.lastTime = time;
  s.lastValue = value;
  if (missing !== undefined && s.incident === null) {
    return {
      ...assessmentOf(s, fresh, expected, limit),
      kind: "missing",
      since: missing.since,
      side: sideOf(missing),
      sentence: describe(missing),
    };
  }
  return assessmentOf(s, fresh, expected, limit);
}

function withoutValue(s: DetectorState, time: number, options: ResolvedOptions): Assessment {
  const limit = limitOf(s, options);
  if (s.points === 0) return assessmentOf(s, 0);
  if (s.incident?.kind === "missing") return assessmentOf(s, 0, predict(s, time), limit);
  if (!isMissing(s, (time - s.lastTime) / (s.interval || 1), limit))
    return assessmentOf(s, 0, predict(s, time), limit);
  s.incident = openMissing(s);
  return assessmentOf(s, 0.5, predict(s, time), limit);
}

function isMissing(s: DetectorState, gap: number, limit: number): boolean {
  return s.points >= tuning.warmUpPoints && gap >= 3 && surpriseOf(s.gapTail, gap) >= limit;
}

function openMissing(s: DetectorState): NonNullable<DetectorState["incident"]> {
  return {
    kind: "missing",
    feature: -1,
    since: s.lastTime,
    expected: s.level,
    observed: s.lastValue,
    digits: 0,
    calm: 0,
    above: 0,
    below: 0,
  };
}

/**
 * Before a full day averages and variation show the daily rhythm first of all, and in the day after the profiles began what is left of it.
 * They count only just after a value beyond all before.
 */
function isWarmingUp({ points, learnsFrom, interval, grossAt }: DetectorState): boolean {
  return (
    (points - learnsFrom) * interval <= dayMs && (grossAt === 0 || points - grossAt > tuning.grossPoints)
  );
}

interface Judged {
  readonly evidence: Features;
  readonly certain: number;
}

/** Digits beyond the limit of one feature. Where a second value decides, a single one may lack some of them. */
function judge(s: DetectorState, evidence: Features, { confirmsValues }: ResolvedOptions): Judged {
  const ofValue = evidence.digits[0]! - tuning.featuresDigits;
  const ofAll = isWarmingUp(s) ? ofValue : certaintyOf(evidence);
  const lenient = ofValue + (confirmsValues && !isWarmingUp(s) ? tuning.confirmedDigits : 0);
  return lenient > ofAll
    ? { evidence: { ...evidence, strongest: 0 }, certain: lenient }
    : { evidence, certain: ofAll };
}

function certaintyOf({ digits, strongest }: Features): number {
  const most = digits[strongest]!;
  return most + tuning.agreement * Math.max(0, combine(digits) - most) - tuning.featuresDigits;
}

/** The interval is the mean of the last gaps, of which none counts for more than four intervals. */
function learnInterval(s: DetectorState, time: number, { intervalMs }: ResolvedOptions): void {
  const gap = time - s.lastTime;
  if (s.points > 1 && gap > 0) learn(s.gapTail, gap / s.interval);
  if (intervalMs > 0) s.interval = intervalMs;
  else if (s.points === 1) s.interval = gap > 0 ? gap : 60_000;
  else if (s.points > 1 && gap > 0)
    s.interval += (Math.min(gap, s.interval * 4) - s.interval) / Math.min(s.points, 50);
}

/** Digits at which an anomaly begins: the budget, spread over the points of a week of a hundred series. */
function limitOf({ interval }: DetectorState, { budget }: ResolvedOptions): number {
  const points = (weekMs / Math.max(interval, 1000)) * 100;
  return Math.max(3, Math.log10(points / budget));
}

/** Each anomaly makes the next one need more, which fades over weeks: a series that uses up its budget has to show more. */
function learnCaution(s: DetectorState, begins: boolean): void {
  const weeks = Math.min(s.interval, weekMs) / weekMs;
  s.caution *= 0.5 ** (weeks / tuning.cautionWeeks);
  if (begins) s.caution = Math.min(tuning.maxCaution, s.caution + tuning.cautionStep);
}

function assessmentOf(s: DetectorState, score: number, expected?: Prediction, limit = 0): Assessment {
  const band =
    expected === undefined || s.points < tuning.warmUpPoints ? undefined : bandOf(s, expected, limit);
  const { incident } = s;
  return {
    score,
    expected: band?.expected,
    low: band?.low,
    high: band?.high,
    kind: incident?.kind,
    since: incident?.since,
    side: incident === null ? undefined : sideOf(incident),
    sentence: incident === null ? "" : describe(incident),
  };
}

/** What a single value leaves by chance no more often than the budget allows, each side by its own tail. */
function bandOf(
  s: DetectorState,
  prediction: Prediction,
  limit: number,
): { readonly expected: number; readonly low: number; readonly high: number } {
  const { usual } = s.evidence;
  const { fast, fastSize } = refer(s, prediction);
  const ofAtom = (usual.atom - fast) / fastSize;
  const at = (side: 1 | -1): number => {
    const reach = tailValue(usual, side, limit + tuning.featuresDigits, ofAtom) * fastSize;
    return Math.max(-largest, Math.min(largest, fast + reach));
  };
  return { expected: fast, low: at(-1), high: at(1) };
}
