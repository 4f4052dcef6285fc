// Everything a detector remembers of a series: plain numbers, so that the state survives JSON exactly.
import { fits } from "./form.ts";
import type { AnomalyKind } from "./assessment.ts";
import { type CountState, isCountState } from "./counts.ts";
import { tuning } from "./tuning.ts";
import { type Distribution, newDistribution } from "./distribution.ts";
import { newTail, type Tail } from "./tail.ts";

/** The anomaly that lasts. */
export interface Incident {
  kind: AnomalyKind;
  /** The feature that found it; -1 for missing values, -2 for the detector of counts. */
  feature: number;
  /** Unix ms. */
  since: number;
  expected: number;
  /** The observed value that said most. */
  observed: number;
  digits: number;
  /** Points in a row that looked normal. */
  calm: number;
  /** Points at least half as far above the expected value as the first one was from it, and below. */
  above: number;
  below: number;
}

/** A mean absolute deviation, once robust and once plain. */
export interface Scale {
  robust: number;
  plain: number;
}

/** Of neighbouring values, with the last ones, which it has not learned yet. */
export interface Correlation {
  values: number[];
  variance: number;
  covariance: number;
}

function newCorrelation(): Correlation {
  return { values: zeros(tuning.learningDelay + 1), variance: 1, covariance: 0 };
}

/** What decides about anomalies. */
interface EvidenceState {
  /** A level that single values move little. */
  level: number;
  usual: Distribution;
  /** The last values and residuals, which the distribution has not learned yet. */
  waiting: { values: number[]; slow: number[]; fast: number[] };
  /** Digits of the values in a row that differ from the repeated one, with the sign of the side. */
  run: number;
  spans: number[];
  ofScores: Correlation;
  ofChanges: Correlation;
  bursts: number[];
  changes: number[];
  tails: Tail[];
  recent: number[];
  raisedSince: number[];
}

function newEvidence(): EvidenceState {
  return {
    level: 0,
    usual: newDistribution(),
    waiting: {
      values: zeros(tuning.learningDelay),
      slow: zeros(tuning.learningDelay),
      fast: zeros(tuning.learningDelay),
    },
    run: 0,
    spans: zeros(spanLengths.length),
    ofScores: newCorrelation(),
    ofChanges: newCorrelation(),
    bursts: zeros(tuning.burstSpans.length),
    changes: zeros(tuning.flatPoints),
    tails: Array.from({ length: featureCount - 1 }, () => newTail()),
    recent: zeros(featureCount * tuning.learningDelay),
    raisedSince: zeros(featureCount),
  };
}

export interface DetectorState {
  evidence: EvidenceState;
  version: 2;
  /** Values seen. */
  points: number;
  /** Unix ms of the last value; of the last call. */
  lastTime: number;
  lastValue: number;
  /** ms between values. */
  interval: number;
  /** The first values; 0 for those that have not come. */
  first: number[];
  /** Level of the last day or so, and the fast one. */
  level: number;
  fast: number;
  /** Means of the slots of the day, their deviations, and how often each was seen. */
  day: number[];
  dayScale: number[];
  dayVisits: number[];
  /** What the hours of the week differ from the day. */
  week: number[];
  weekVisits: number[];
  /** The slot of the week that lasts: mean difference from the day's profile, and mean absolute error. */
  current: { slot: number; count: number; mean: number; size: number };
  /** Points before what is usual was learned: those before the profiles counted. */
  learnsFrom: number;
  /** Whether the profiles count yet. */
  profiled: boolean;
  /** Mean absolute errors of the models: level, hour, week, fast. */
  errors: number[];
  slowScale: Scale;
  fastScale: Scale;
  /** Averages of residuals over growing spans. */
  spans: number[];
  /** The residuals of the last points, whose correlation is not learned yet, and the means of their squares and of products of neighbours. */
  residuals: number[];
  variance: number;
  covariance: number;
  /** Short and long mean of absolute changes. */
  changeShort: number;
  /** The last absolute changes. */
  changes: number[];
  changeLong: number;
  changeBurst: number;
  /** Mean squared difference of changes from their long mean. */
  changeSquare: number;
  tails: Tail[];
  /** The features of the last points, which the tails have not learned yet. */
  recent: number[];
  gapTail: Tail;
  /** Residuals of one sign in a row that were clipped. */
  strikes: number;
  /** The largest distances from the slow prediction, which fade. */
  records: [above: number, below: number];
  /** The point that was last far beyond them; 0 without one. */
  grossAt: number;
  /** Digits that an anomaly needs beyond the limit, for the ones before it. */
  caution: number;
  /** Digits of past surprises, which fade. */
  envelope: number;
  incident: Incident | null;
  /** Of a series whose values are all counts. */
  counts?: CountState;
}

/** Slots of the day that have a mean of their own: quarters of an hour. */
export const daySlots = 96;
export const spanLengths: readonly number[] = [4, 10, 32, 96];
/** Features: a single point, an average over each span, more variation (soon, later), less variation. */
export const featureCount: number = spanLengths.length + 4;

export function newState(): DetectorState {
  return {
    version: 2,
    evidence: newEvidence(),
    points: 0,
    lastTime: 0,
    lastValue: 0,
    interval: 0,
    first: zeros(tuning.warmUpPoints),
    level: 0,
    fast: 0,
    day: zeros(daySlots),
    dayScale: zeros(daySlots),
    dayVisits: zeros(daySlots),
    week: zeros(168),
    weekVisits: zeros(168),
    current: { slot: 0, count: 0, mean: 0, size: 0 },
    learnsFrom: 0,
    profiled: false,
    errors: zeros(4),
    slowScale: { robust: 0, plain: 0 },
    fastScale: { robust: 0, plain: 0 },
    spans: zeros(spanLengths.length),
    residuals: zeros(tuning.learningDelay + 1),
    variance: 1,
    covariance: 0,
    changeShort: 0,
    changes: zeros(tuning.flatPoints),
    changeLong: 0,
    changeBurst: 0,
    changeSquare: 0.5,
    tails: Array.from({ length: featureCount }, () => newTail()),
    recent: zeros(featureCount * tuning.learningDelay),
    gapTail: newTail(1.1, 0.42),
    strikes: 0,
    records: [0, 0],
    grossAt: 0,
    caution: 0,
    envelope: 0,
    incident: null,
  };
}

const { incident: _, ...stateForm } = newState();

/** Whether something read from outside is a state that this version can continue: every field is there, with its form. */
export function isDetectorState(value: unknown): value is DetectorState {
  if (!fits(stateForm, value)) return false;
  const { version, incident, counts } = value as Partial<DetectorState>;
  return (
    version === 2 &&
    (incident === null || fits(incidentForm, incident)) &&
    (counts === undefined || isCountState(counts))
  );
}

const incidentForm: Incident = {
  kind: "spike",
  feature: 0,
  since: 0,
  expected: 0,
  observed: 0,
  digits: 0,
  calm: 0,
  above: 0,
  below: 0,
};

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
