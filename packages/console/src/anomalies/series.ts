// One series: points go through the detector of its measure; what it finds is reported once counting noise cannot explain it.
import {
  type AnomalyKind,
  type CountDetector,
  type CountState,
  type Detector,
  type DetectorState,
  isCountState,
  isDetectorState,
} from "detect";
import type { Assessed } from "./assessed.ts";
import { assessCounts } from "./rate-counts.ts";
import { countDigits, shareDigits } from "./chance.ts";
import { countDurations, longerThan } from "./durations.ts";
import { newPending, type Pending, type Point, toPoint } from "./points.ts";
import { fromScale, toScale } from "./scale.ts";
import type { Measure, MinuteRow } from "./subjects.ts";

/** The anomaly that lasts. Times are Unix ms. */
interface OpenAnomaly {
  found: number;
  started: number;
  kind: AnomalyKind;
  direction: -1 | 0 | 1;
  expected: number;
  /** The observed value that is farthest from the expected one. */
  observed: number;
  score: number;
}

/** Everything that is remembered of a series; plain data, which survives JSON. */
export interface SeriesState {
  /** Of every measure but a rate. */
  detector?: DetectorState;
  /** Of a rate. */
  counts?: CountState;
  pending: Pending;
  /** The last points, oldest first: time, value on its scale, and what the bound on chance needs. */
  recent: [time: number, scaled: number, total: number, part: number][];
  open: OpenAnomaly | null;
  /** The highest score since the detector's finding began; 0 without one. */
  peak: number;
}

export interface SeriesOptions {
  readonly detector: Detector;
  readonly counts: CountDetector;
  /** Decimal digits of improbability that a report needs beyond what the detector says. */
  readonly digits: number;
}

/** What a minute changed. */
export interface Change {
  readonly anomaly: Readonly<OpenAnomaly>;
  /** Unix ms; 0 while it lasts. */
  readonly ended: number;
}

const keptPoints = 20;
const emptyMinutes = 3;
const minuteMs = 60_000;

export function newSeries(
  measure: Measure,
  { detector, counts }: Pick<SeriesOptions, "detector" | "counts">,
): SeriesState {
  const rest = { pending: newPending(), recent: [], open: null, peak: 0 };
  return measure === "rate" ? { counts: counts.start(), ...rest } : { detector: detector.start(), ...rest };
}

/** Whether something read from outside is a state that this version can continue. */
export function isSeriesState(measure: Measure, value: unknown): value is SeriesState {
  if (typeof value !== "object" || value === null) return false;
  const { detector, counts, pending, recent, open, peak } = value as Partial<SeriesState>;
  return (
    (measure === "rate" ? isCountState(counts) : isDetectorState(detector)) &&
    typeof pending?.total === "number" &&
    Array.isArray(recent) &&
    typeof open === "object" &&
    typeof peak === "number"
  );
}

/** Takes in the minute `time` (Unix ms), and says what it changed: an anomaly began, changed or ended. */
export function stepSeries(
  state: SeriesState,
  measure: Measure,
  time: number,
  row: MinuteRow | undefined,
  options: SeriesOptions,
): Change | undefined {
  const point = toPoint(measure, state.pending, time, row);
  if (point === undefined)
    return measure === "value"
      ? track(state, measure, time, assess(state, measure, { time }, options))
      : undefined;
  const scaled = toScale(measure, point.value, point.total);
  const assessed = assess(state, measure, point, options);
  remember(state, measure, point, scaled, assessed.usual);
  return track(state, measure, time, assessed, { point, digits: options.digits });
}

function assess(
  { detector: state, counts }: SeriesState,
  measure: Measure,
  point: Pick<Point, "time"> & Partial<Point>,
  options: SeriesOptions,
): Assessed {
  const { time, value, total = 1 } = point;
  if (counts !== undefined) return assessCounts(options.counts, counts, time, value ?? 0, total);
  if (state === undefined) return { usual: undefined, score: 0, finding: undefined };
  const scaled = value === undefined ? undefined : toScale(measure, value, total);
  const { expected, score, kind, since } = options.detector.step(state, time, scaled);
  const { incident } = state;
  if (kind === undefined || incident === null) return { usual: expected, score, finding: undefined };
  const finding = {
    kind,
    since: since ?? time,
    expected: fromScale(measure, incident.expected, total),
    observed: value ?? fromScale(measure, incident.observed, total),
  };
  return { usual: expected, score, finding };
}

function remember(
  state: SeriesState,
  measure: Measure,
  point: Point,
  scaled: number,
  expected: number | undefined,
): void {
  const part =
    measure === "p95" && expected !== undefined
      ? longerThan(point.durations, fromScale(measure, expected, point.total)) *
        (point.total / countDurations(point.durations))
      : point.part;
  state.recent.push([point.time, scaled, point.total, part]);
  if (state.recent.length > keptPoints) state.recent.shift();
}

interface Counted {
  readonly point: Point;
  readonly digits: number;
}

/** Opens, changes or closes the anomaly of the series. */
function track(
  state: SeriesState,
  measure: Measure,
  time: number,
  { score, finding }: Assessed,
  counted?: Counted,
): Change | undefined {
  // of what is counted, no row means that nothing happened: only a metric can be missing
  if (finding === undefined || (finding.kind === "missing" && measure !== "value")) return close(state, time);
  state.peak = Math.max(state.peak, score, 0.5);
  const { kind, since: from, expected, observed } = finding;
  const name = nameOf(kind, measure, observed);
  if (state.open !== null) return renew(state.open, name, observed, state.peak);
  if (counted !== undefined && !isCertain(state, measure, { from, expected, observed }, counted.digits))
    return undefined;
  state.open = {
    found: time,
    started: Math.floor(from / minuteMs) * minuteMs,
    kind: name,
    direction: Math.sign(observed - expected) as -1 | 0 | 1,
    expected,
    observed,
    score: state.peak,
  };
  return { anomaly: { ...state.open }, ended: 0 };
}

/** Whether chance alone is not enough, and nothing at all has lasted for some minutes. */
function isCertain(
  state: SeriesState,
  measure: Measure,
  {
    from,
    expected,
    observed,
  }: { readonly from: number; readonly expected: number; readonly observed: number },
  digits: number,
): boolean {
  if (digitsOf(state, measure, from, expected) < digits) return false;
  return measure !== "rate" || observed > 0 || isEmptyLong(state);
}

/** A rate of nothing at all is telemetry that is missing. */
function nameOf(kind: AnomalyKind, measure: Measure, observed: number): AnomalyKind {
  return measure === "rate" && observed === 0 ? "missing" : kind;
}

/** Telemetry often comes in jerks: a minute or two without any is not a finding yet. */
function isEmptyLong({ recent }: SeriesState): boolean {
  return recent.slice(-emptyMinutes).every(([, , total]) => total === 0);
}

function renew(open: OpenAnomaly, kind: AnomalyKind, observed: number, score: number): Change | undefined {
  const isWorse = Math.abs(observed - open.expected) > Math.abs(open.observed - open.expected) * 1.05;
  if (kind === open.kind && !isWorse && score <= open.score) return undefined;
  open.kind = kind;
  if (isWorse) open.observed = observed;
  open.score = Math.max(open.score, score);
  return { anomaly: { ...open }, ended: 0 };
}

function close(state: SeriesState, time: number): Change | undefined {
  const { open } = state;
  state.open = null;
  state.peak = 0;
  return open === null ? undefined : { anomaly: { ...open }, ended: time };
}

/** How improbable the points since `since` are by chance alone. */
function digitsOf(state: SeriesState, measure: Measure, since: number, expected: number): number {
  if (measure === "value") return Number.POSITIVE_INFINITY;
  const points = state.recent.filter(([at]) => at >= since);
  const counted = points.length === 0 ? state.recent.slice(-1) : points;
  let [total, part] = [0, 0];
  for (const [, , ofTotal, ofPart] of counted) {
    total += ofTotal;
    part += ofPart;
  }
  if (measure !== "rate")
    return shareDigits(part, total, measure === "p95" ? 0.05 : usualShare(state, expected));
  // what sampling leaves of the volume is what was counted
  const share = part > 0 ? Math.min(1, total / part) : 1;
  return countDigits(total, expected * counted.length * share);
}

/** A share of 0 over all points so far is at least not known to be smaller than one of what was counted. */
function usualShare({ detector, recent }: SeriesState, expected: number): number {
  const perPoint = recent.reduce((sum, [, , total]) => sum + total, 0) / Math.max(1, recent.length);
  const least = 1 / Math.max(1, perPoint * Math.min(detector?.points ?? 0, 1000));
  return Math.max(least, Math.min(1 - least, expected));
}
