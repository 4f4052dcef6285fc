// A level that values left: what was expected then stays, until enough evidence says that values are back. Nothing is learned meanwhile.
import { predict } from "./baseline.ts";
import { tailValue } from "./distribution.ts";
import { correlationOf } from "./evidence.ts";
import { fits } from "./form.ts";
import { refer } from "./reference.ts";
import { describe } from "./sentence.ts";
import type { DetectorState, Incident } from "./state.ts";
import { tuning } from "./tuning.ts";

/** An anomaly on one side, as plain data. */
export interface Departure {
  /** Unix ms. */
  since: number;
  side: 1 | -1;
  /** What was expected when it began. */
  expected: number;
  /** How far from the expected the values since have been, in the mean of the last ones, and of how many. */
  distance: number;
  values: number;
  /** Whether a single value was enough to find it. */
  isJump: boolean;
  /** Whether values are far away on both sides; absent: on `side`. */
  isBurst?: boolean;
  /** Nats for being back, never below 0. */
  back: number;
  sentence: string;
}

/** A value after a departure. */
export interface Return {
  readonly isBack: boolean;
  /** What would be expected without the departure, and the band around it that a single value leaves only by chance. */
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** A value just after a departure that a single value showed. */
export interface Confirmation extends Omit<Return, "isBack"> {
  readonly isBeyond: boolean;
  /** Whether it is beyond on the other side. */
  readonly isAcross: boolean;
}

interface Judgement {
  /** Of improbability of a single value beyond the band. */
  readonly digits: number;
  /** Values far beyond the old level on its other side count as back. */
  readonly isOneSided: boolean;
}

interface Baseline {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  /** How far the last values before it were from the level and the profiles, which fades as they would have gone back there. */
  readonly offset: number;
  readonly size: number;
  /** The part of a value that says something new when neighbouring values correlate. */
  readonly news: number;
  /** A single value said more than the level ever will: the series goes that far by itself, so only a value in the band is back. */
  readonly isWandering: boolean;
}

/** The anomaly that `s` has after a step. Undefined without one, when it has no side, and when `meant` is the other side. */
export function departureOf(
  s: DetectorState,
  time: number,
  sentence: string,
  meant?: 1 | -1,
): Departure | undefined {
  const { incident, spans } = s;
  const side = incident === null ? 0 : levelSideOf(incident);
  // the detector of counts keeps what it expected itself
  if (incident === null || incident.feature < 0 || side === 0 || side !== (meant ?? side)) return undefined;
  const { since, expected, observed } = incident;
  const isJump = incident.feature === 0;
  const distance = isJump
    ? Math.abs(observed - expected)
    : Math.max(0, side * spans[0]!) * refer(s, predict(s, time)).slowSize;
  return { since, side, expected, distance, values: 1, isJump, back: 0, sentence };
}

/** 0: it is not one of the level. */
function levelSideOf({ kind, expected, observed, above, below }: Incident): 1 | -1 | 0 {
  if (kind === "flat" || kind === "missing") return 0;
  // a level that moved varies more, too, at first
  if (kind === "burst" && (Math.min(above, below) > 0 || above + below < tuning.levelPoints)) return 0;
  return Math.sign(above === below ? observed - expected : above - below) as 1 | -1 | 0;
}

/**
 * Adds a value to the evidence that the series is back: log likelihood ratios of the level from before against the level since, or one a
 * few deviations from the old one when that is nearer. A value counts for little alone.
 */
export function follow(
  s: DetectorState,
  departure: Departure,
  time: number,
  value: number,
  { digits, isOneSided }: Judgement,
): Return {
  const baseline = baselineOf(s, departure, time, digits);
  const { expected, low, high } = baseline;
  const distance = distanceOf(departure, value - expected);
  const isBeyond = departure.side > 0 ? value < low : value > high;
  const nats = isBeyond && !isOneSided ? -tuning.backClip : natsOf(baseline, departure, value);
  departure.back = Math.max(0, departure.back + nats);
  if (departure.back === 0) learnDistance(departure, distance, expected);
  return { isBack: departure.back >= tuning.backNats, expected, low, high };
}

/** Whether a value is as far away as a departure, by a band that two values in a row leave no more often than one leaves its own. */
export function confirm(
  s: DetectorState,
  departure: Departure,
  time: number,
  value: number,
  digits: number,
): Confirmation {
  const { expected, low, high } = baselineOf(s, departure, time, digits);
  const [isAbove, isBelow] = [value > high, value < low];
  const [isBeyond, isAcross] = departure.side > 0 ? [isAbove, isBelow] : [isBelow, isAbove];
  return { isBeyond, isAcross, expected, low, high };
}

/** The departure as one of values that are far away on both sides, of which `value` is one. */
export function alternating(departure: Departure, value: number): Departure {
  const { since, expected } = departure;
  const sentence = describe({ kind: "burst", since, expected, observed: value });
  return { ...departure, isBurst: true, sentence };
}

/** How far away a value is in the direction of a departure. */
const distanceOf = ({ side, isBurst }: Departure, offset: number): number =>
  isBurst === true ? Math.abs(offset) : side * offset;

function learnDistance(departure: Departure, distance: number, expected: number): void {
  departure.values++;
  departure.distance += (distance - departure.distance) / Math.min(departure.values, tuning.levelMean);
  if (departure.values !== tuning.levelPoints || !departure.isJump || departure.isBurst === true) return;
  const observed = expected + departure.side * departure.distance;
  departure.sentence = describe({ kind: "shift", since: departure.since, expected, observed });
}

/** Nats of one value for being back. */
function natsOf(
  { expected, low, high, offset, news, isWandering, ...baseline }: Baseline,
  departure: Departure,
  value: number,
): number {
  const { side, distance } = departure;
  if (isWandering) return value >= low && value <= high ? tuning.backNats : -tuning.backClip;
  // a series that hardly varies is back where it comes near the old level
  const size = Math.max(baseline.size, tuning.leastSize * distance);
  // where the last values were on the other side, values may go to the level from there
  const room = 2 * Math.max(0, (-side * offset) / size);
  const away = awayOf(distance / size, news, room);
  const nats = news * away * (away / 2 - distanceOf(departure, value - expected) / size);
  return Math.max(-tuning.backClip, Math.min(tuning.backClip, nats));
}

/** How far from the old level, in its deviations, the one since is taken to be. */
function awayOf(distance: number, news: number, room: number): number {
  const least = tuning.leastDistance / Math.sqrt(news);
  return Math.max(least, Math.min(Math.max(least, tuning.mostDistance) + room, distance));
}

function baselineOf(s: DetectorState, departure: Departure, time: number, digits: number): Baseline {
  const { slow, slowSize: size, fast, fastSize } = refer(s, predict(s, time));
  const { since, isJump, distance } = departure;
  const kept = correlationOf(s.evidence.ofScores, s.points);
  const news = (1 - kept) / (1 + kept);
  const isWandering =
    isJump && (news * Math.min(tuning.mostDistance, distance / size) ** 2) / 2 < tuning.leastNats;
  const steps = isWandering ? 0 : Math.max(0, time - since) / (s.interval || 1);
  const offset = isJump ? (departure.expected - refer(s, predict(s, since)).slow) * kept ** steps : 0;
  const expected = slow + offset;
  const { usual } = s.evidence;
  const ofAtom = (usual.atom - fast) / fastSize;
  const reach = (toSide: 1 | -1): number => tailValue(usual, toSide, digits, ofAtom) * fastSize;
  return { expected, low: expected + reach(-1), high: expected + reach(1), offset, size, news, isWandering };
}

const departureForm: Departure = {
  since: 0,
  side: 1,
  expected: 0,
  distance: 0,
  values: 0,
  isJump: false,
  back: 0,
  sentence: "",
};

/** Whether something read from outside is a departure. */
export function isDeparture(value: unknown): value is Departure {
  return fits(departureForm, value);
}

/** Ends an anomaly of a series that has learned nothing since it began: it goes on as if the last values had been usual. */
export function resume(s: DetectorState, time: number): void {
  const { slow } = refer(s, predict(s, time));
  s.incident = null;
  s.lastTime = time - s.interval;
  s.fast = slow;
  s.evidence.spans.fill(0);
  s.evidence.bursts.fill(0);
  s.evidence.raisedSince.fill(0);
  s.evidence.run = 0;
}

/** So many intervals without a value are a gap. */
const gapIntervals = 3;

/** Before `value` is assessed: after a gap, what the last values say about it is not known any more. */
export function rejoin(s: DetectorState, time: number, value: number): void {
  if (s.points > 1 && time - s.lastTime >= gapIntervals * s.interval) s.fast = value;
}
