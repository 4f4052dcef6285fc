// What is expected: the level of the last day or so, the hour of the day and of the week, and the last values. The models that erred least
// count most.
import { newDistribution } from "./distribution.ts";
import { learnFirst } from "./first-values.ts";
import { daySlots, type DetectorState, type Scale } from "./state.ts";
import { newTail } from "./tail.ts";
import { tuning } from "./tuning.ts";

const dayMs = 86_400_000;
/** Keeps quotients of scales finite. */
const tiny = 1e-290;

/** The predictions of a value before it is seen. */
export interface Prediction {
  /** From the level and the profiles: what the value would be without anything new. */
  readonly slow: number;
  /** With the last values as well: the best guess of the next value. */
  readonly fast: number;
  /** Usual sizes of the errors of both at this time. */
  readonly slowSize: number;
  readonly fastSize: number;
  /** The slot of the week, and the predictions of both profiles. */
  readonly slot: number;
  readonly day: number;
  readonly week: number;
  /** Whether the profiles count, and the size of the slow prediction's errors at any time. */
  readonly known: boolean;
  readonly generalSize: number;
}

export function predict(s: DetectorState, time: number): Prediction {
  const profile = readProfile(s, time);
  const { day, week, known } = profile;
  const [ofLevel, ofDay, ofWeek, ofFast] = s.errors as [number, number, number, number];
  const dayError = ofDay * tuning.dayPenalty;
  const weekError = ofWeek * tuning.weekPenalty;
  const slowError = known ? Math.min(ofLevel, dayError, weekError) : ofLevel;
  const slow = known
    ? mean(
        [s.level, day, week],
        [ofLevel, dayError, weekError].map((error) => weightOf(error, slowError)),
      )
    : s.level;
  const least = Math.min(slowError, ofFast);
  const fast = mean([s.fast, slow], [weightOf(ofFast, least), weightOf(slowError, least)]);
  const general = sizeOf(s.slowScale, s.level);
  const slowSize = known ? Math.max(general / 2, Math.min(4 * general, 1.2533 * profile.scale)) : general;
  return {
    slow,
    fast,
    slowSize,
    fastSize: Math.max(sizeOf(s.fastScale, s.level), 0.15 * slowSize),
    slot: profile.slot,
    day,
    week,
    known,
    generalSize: general,
  };
}

/** The profiles at `time`, between the middles of two slots; the level until a day was seen. */
function readProfile(
  s: DetectorState,
  time: number,
): Pick<Prediction, "day" | "week" | "slot"> & { known: boolean; scale: number } {
  const slots = (time / dayMs) * daySlots;
  const slot = modulo(Math.floor(slots), 7 * daySlots);
  const own = slot % daySlots;
  const days = (s.points * s.interval) / dayMs;
  const known = days > 2 && s.dayVisits[own]! > 1;
  if (days <= 1 || s.dayVisits[own] === 0) return { day: s.level, week: s.level, slot, known, scale: 0 };
  const fromMiddle = slots - Math.floor(slots) - 0.5;
  const next = modulo(own + Math.sign(fromMiddle), daySlots);
  // series slower than the slots skip some
  const part = s.dayVisits[next]! > 1 ? Math.abs(fromMiddle) : 0;
  const day = s.day[own]! * (1 - part) + s.day[next]! * part;
  const scale = s.dayScale[own]! * (1 - part) + s.dayScale[next]! * part;
  return {
    day,
    week: day + s.week[hourOf(slot)]!,
    slot,
    known,
    scale: Math.max(scale, s.dayScale[own]!),
  };
}

/** The hour of the week of a slot of the week. */
function hourOf(slot: number): number {
  return Math.floor((slot * 24) / daySlots);
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}

function weightOf(error: number, least: number): number {
  return ((least + tiny) / (error + tiny)) ** tuning.modelPower;
}

function mean(values: readonly number[], weights: readonly number[]): number {
  let [sum, total] = [0, 0];
  for (let index = 0; index < values.length; index++) {
    sum += values[index]! * weights[index]!;
    total += weights[index]!;
  }
  return sum / total;
}

/** A standard deviation: robust, but not much below the plain one, and never 0. */
function sizeOf({ robust, plain }: Scale, level: number): number {
  return Math.max(1.2533 * robust, 0.25 * plain, tuning.rounding * Math.abs(level), tiny);
}

/** Learns the size of `value`, the `count`th or one of the last `count`. */
function learnScale(scale: Scale, value: number, count: number): void {
  const size = Math.abs(value);
  const bound = count < 12 ? size : Math.max(4 * scale.robust, 0.5 * scale.plain);
  scale.plain += (size - scale.plain) / count;
  scale.robust += (Math.min(size, bound) - scale.robust) / count;
}

/** Learns a value after it was assessed. Values far from the expected count less, unless they stay. */
export function learnBaseline(s: DetectorState, observed: number, expected: Prediction): void {
  if (s.points === 1) {
    s.first[0] = observed;
    s.level = observed;
    s.evidence.level = observed;
    s.fast = observed;
    s.day.fill(observed);
    return;
  }
  const memory = Math.min(2000, Math.max(tuning.levelMemory, dayMs / Math.max(s.interval, 1000)));
  const patience = countStrikes(s, observed);
  // a single value, however large, moves nothing far
  const most = s.points < 12 ? Number.MAX_VALUE : tuning.maxSizes * expected.slowSize * patience;
  const value = expected.slow + clip(observed - expected.slow, most);
  const bound = s.points < 12 ? Number.MAX_VALUE : 2.5 * sizeOf(s.slowScale, s.level) * patience;
  s.level += clip(value - s.level, bound) / Math.min(s.points, memory);
  learnLevel(s, value, patience, memory);
  s.fast += tuning.fastShare * (value - s.fast);
  learnProfile(s, value, expected, patience);
  learnErrors(s, value, expected, 2 * memory);
  const count = Math.min(s.points, tuning.scaleMemory);
  learnScale(s.slowScale, value - expected.slow, count);
  if (!s.profiled && s.points * s.interval > 2 * dayMs) beginProfiles(s);
  learnScale(s.fastScale, value - expected.fast, count);
  learnFirst(s, observed);
}

/** A level that no single value moves much: like a median, it does not wander with the large values of a heavy tail. */
function learnLevel(s: DetectorState, value: number, patience: number, memory: number): void {
  const { evidence } = s;
  const bound = s.points < 12 ? Number.MAX_VALUE : 0.5 * sizeOf(s.slowScale, s.level) * patience;
  evidence.level += clip(value - evidence.level, bound) / Math.max(1, 0.5 * Math.min(s.points, memory));
}

/** When the profiles begin to count and explain much, what was usual before is not any more: calibration begins anew. */
function beginProfiles(s: DetectorState): void {
  s.profiled = true;
  const [ofLevel, ofDay] = s.errors as [number, number];
  if (ofDay > tuning.profileGain * ofLevel) return;
  s.learnsFrom = s.points;
  s.tails = s.tails.map(() => newTail());
  s.evidence.tails = s.evidence.tails.map(() => newTail());
  s.evidence.usual = newDistribution();
  s.slowScale = { robust: ofDay, plain: ofDay };
}

/** Values far to one side in a row widen the bound of what is learned from one: a level that stays becomes the usual one. */
function countStrikes(s: DetectorState, value: number): number {
  const residual = value - s.level;
  const sign = Math.sign(residual);
  if (Math.abs(residual) <= 2.5 * sizeOf(s.slowScale, s.level)) s.strikes = 0;
  else s.strikes = Math.sign(s.strikes) === sign ? s.strikes + sign : sign;
  return 2 ** (Math.min(200, Math.max(0, Math.abs(s.strikes) - 12)) / 8);
}

/** Collects the values of a slot; the profiles learn their mean when the next slot begins, so that an anomaly does not hide itself. */
function learnProfile(s: DetectorState, value: number, expected: Prediction, patience: number): void {
  const { slot, day, slow, slowSize } = expected;
  if (slot !== s.current.slot && s.current.count > 0) finishSlot(s);
  const bound = s.dayVisits[slot % daySlots] === 0 ? Number.MAX_VALUE : 4 * slowSize * patience;
  const { current } = s;
  current.slot = slot;
  current.count++;
  current.mean += (clip(value - day, bound) - current.mean) / current.count;
  current.size += (Math.min(Math.abs(value - slow), 4 * slowSize) - current.size) / current.count;
}

function finishSlot(s: DetectorState): void {
  const { slot, mean: difference, size } = s.current;
  const [index, hour] = [slot % daySlots, hourOf(slot)];
  const visits = ++s.dayVisits[index]!;
  const share = 1 / Math.min(visits, tuning.profileDays);
  s.day[index] = visits === 1 ? s.level + difference : s.day[index]! + share * difference;
  s.dayScale[index]! += share * (size - s.dayScale[index]!);
  const ofWeek = ++s.weekVisits[hour]!;
  const perHour = daySlots / 24;
  s.week[hour]! += (difference - s.week[hour]!) / Math.min(ofWeek + perHour, 4 * perHour);
  s.current = { slot, count: 0, mean: 0, size: 0 };
}

function learnErrors(s: DetectorState, value: number, expected: Prediction, memory: number): void {
  const count = Math.min(s.points, memory);
  const predictions = [s.level, expected.day, expected.week];
  const limit = 6 * expected.slowSize;
  for (let index = 0; index < 3; index++)
    s.errors[index]! += (Math.min(Math.abs(value - predictions[index]!), limit) - s.errors[index]!) / count;
  // the fast level has learned the value already
  const ofFast = Math.abs(value - s.fast) / (1 - tuning.fastShare);
  s.errors[3]! += (Math.min(ofFast, limit) - s.errors[3]!) / count;
}

function clip(value: number, bound: number): number {
  return Math.max(-bound, Math.min(bound, value));
}
