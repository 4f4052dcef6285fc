// The detector of counts: Poisson counts, wider where the series is, around a mean by hour of the day and of the week, with a trend.
import {
  type CountProfile,
  hourMs,
  isSeasonal,
  keepBefore,
  learnHour,
  learnSilence,
  newDay,
  newProfile,
  scaleRates,
  usualAt,
  weekMs,
} from "./count-profile.ts";
import {
  accumulate,
  type Change,
  type Cumulative,
  type Direction,
  end,
  formerMs,
  isMeantBy,
  isSuspect,
  natsOf,
  newCumulative,
  shiftTimes,
  unmeantMs,
} from "./cumulative.ts";
import { fits, isForm } from "./form.ts";

/** What is known about one series of counts: plain data, which continues identically after JSON and back. */
export interface CountState extends CountProfile {
  version: 1;
  /** Windows seen: the first ones only teach. */
  windows: number;
  /** Variance of hourly counts against that of Poisson counts. */
  dispersion: number;
  /** The hour that is not learned yet. */
  hour: { index: number; count: number; expected: number; minutes: number; suspect: boolean };
  evidence: Cumulative;
  /** The level before the one that time accepted, as a part of the rates, and when that was. */
  former?: { part: number; at: number };
}

interface Band {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** What the detector says about one window. */
export interface CountAssessment {
  /** Counts of a window as long as the one that was given; `undefined` while nothing is known. */
  readonly expected: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** The change that lasts. */
  readonly change: Readonly<Change> | undefined;
  /** `level`: this hour of the week is not known yet, so only missing counts and gross changes are found. */
  readonly stage: "learning" | "level" | "seasonal";
}

export interface CountOptions {
  /** Milliseconds of one window. */
  readonly windowMs: number;
  /** @default 5 */
  readonly weeklyFalseAlarmsPerHundredSeries?: number | undefined;
  /** The side that matters. A change on the other side hides none on this one, and is the usual level after a day. @default "both" */
  readonly direction?: Direction | undefined;
}

export interface CountDetector {
  readonly start: () => CountState;
  /**
   * Assesses the count of the window that ends at `at`. Windows must not overlap; missing ones are left out. A time that is a window or
   * more before the last one means that the clock was put back: what is known moves with it.
   */
  readonly step: (state: CountState, at: number, count: number) => CountAssessment;
  /** As `step` said at last. */
  readonly look: (state: CountState) => CountAssessment;
  /** The band of any count that is expected, also of a longer window. */
  readonly band: (state: CountState, expected: number) => Band;
}

const minuteMs = 60_000;
/** Rates that are looked for, as parts of the expected one. */
const alternatives: readonly number[] = [0.15, 0.5, 0.75, 1.33, 2, 6];
/** Before a week is known the level is that of the last half hour, from which daily traffic departs less than this. */
const gross: readonly number[] = [0.15, 6];
const levelMinutes = 30;
/** Minutes until the level counts. */
const learningMinutes = 20;
/** Hours that the dispersion remembers. */
const dispersionHours = 150;
/** Standard deviations of hours, beyond Poisson counts, by which a change must differ. */
const variationSizes = 5;
/** Less of the rates is taken for silence. */
const leastPart = 0.05;
/** A change that is longer is not part of the usual variation. */
const lastingMs = 3 * hourMs;
/**
 * Creates a detector of counts.
 *
 * @example
 * const detector = createCountDetector({ windowMs: 60_000 });
 * const state = detector.start();
 * const { change, expected } = detector.step(state, Date.now(), 42);
 */
export function createCountDetector({
  windowMs,
  weeklyFalseAlarmsPerHundredSeries: budget = 5,
  direction = "both",
}: CountOptions): CountDetector {
  const nats = natsOf(windowMs, budget);
  const minutes = windowMs / minuteMs;
  const isMeant = isMeantBy(direction);
  return {
    start: newCountState,
    look: (state) => assess(state, state.at, minutes, nats),
    band: ({ dispersion }, expected) => ({ expected, ...bandOfCounts(expected, dispersion, nats) }),
    step(state, at, count) {
      if (state.windows > 0 && at <= state.at - windowMs) putBack(state, at - windowMs);
      if (state.windows > 0 && at <= state.at) return assess(state, state.at, minutes, nats);
      if (state.windows === 0) begin(state, at - windowMs);
      passHour(state, at);
      state.windows++;
      state.at = at;
      const stage = stageOf(state, at - windowMs / 2);
      const { expected, least, most } = usualAt(state, at - windowMs / 2);
      if (stage !== "learning" && most > 0) {
        const { dispersion } = state;
        const ratio = (part: number): number =>
          (count * Math.log(part) + (part < 1 ? least : most) * minutes * (1 - part)) / dispersion;
        const window = { from: at - windowMs, at, observed: count, expected: expected * minutes, entries: 0 };
        const isSought = (part: number): boolean => stage === "seasonal" || gross.includes(part);
        accumulate(
          state.evidence,
          window,
          ratio,
          { nats, minEntries: 0, alternatives, isSought, isMeant },
          partOf,
        );
        if (stage === "seasonal" && isUsualVariation(state, expected * 60)) end(state.evidence);
      }
      passFormer(state, isMeant);
      keepBefore(state, state.evidence.change !== null);
      learn(state, count, expected * minutes, minutes, nats);
      return assess(state, at, minutes, nats);
    },
  };
}

/** The new level is the usual one from now on: a person, or time, accepted it. */
export function acceptCounts(state: CountState): void {
  const { change } = state.evidence;
  if (change === null) return;
  scaleRates(state, partSince(change));
  delete state.former;
  end(state.evidence);
}

/**
 * A level on the side that does not matter is the usual one after a day. What matters next is first of all its end: the level before it is the
 * usual one again, and a change from there is found anew. So the end of a sale is not a fall.
 */
function passFormer(state: CountState, isMeant: (alternative: number) => boolean): void {
  const { at, former, evidence } = state;
  const { change } = evidence;
  if (former !== undefined && at - former.at >= formerMs) delete state.former;
  if (change === null) return;
  if (!isMeant(change.alternative)) {
    // silence says nothing of the rates of the hours
    if (at - change.foundAt < unmeantMs || partSince(change) < leastPart) return;
    const part = (state.former?.part ?? 1) / partSince(change);
    acceptCounts(state);
    state.former = { part, at };
  } else if (state.former !== undefined && change.foundAt === at) {
    scaleRates(state, state.former.part);
    delete state.former;
    end(evidence);
  }
}

const partSince = ({ observed, expected }: Change): number => (observed + 0.5) / (expected + 0.5);

function begin(state: CountState, at: number): void {
  state.began = at;
  state.silence = { ...noSilence };
}

/** The clock was put back to `to`: the last window ended there. */
function putBack(state: CountState, to: number): void {
  const by = state.at - to;
  state.at -= by;
  state.began -= by;
  state.hour = newHour(Math.floor((to - 1) / hourMs));
  if (state.former !== undefined) state.former.at -= by;
  shiftTimes(state.evidence, -by);
}

/**
 * Whether a change that was found just now is one that whole hours often make. Windows of traffic that varies slowly agree with each other,
 * and their evidence adds up to any sum.
 */
function isUsualVariation({ evidence: { change }, dispersion, at }: CountState, ofHour: number): boolean {
  if (change?.foundAt !== at) return false;
  const deviation = Math.sqrt((dispersion - 1) / Math.max(1, ofHour));
  return Math.abs(Math.log(partSince(change))) < variationSizes * deviation;
}

/** What is left of the expected counts. Near 1 nothing could be told from the usual. */
function partOf({ observed, expected, alternative }: Change): number {
  const part = Math.max(leastPart, observed / expected);
  return alternative < 1 ? Math.min(0.85, part) : Math.max(1.18, part);
}

function stageOf(state: CountState, time: number): CountAssessment["stage"] {
  const { began, at, windows, level } = state;
  if (isSeasonal(state, time)) return "seasonal";
  return at - began >= learningMinutes * minuteMs && windows >= 3 && level > 0 ? "level" : "learning";
}

function assess(state: CountState, at: number, minutes: number, nats: number): CountAssessment {
  const middle = at - (minutes * minuteMs) / 2;
  const stage = stageOf(state, middle);
  const change = state.evidence.change ?? undefined;
  if (stage === "learning") return { expected: undefined, low: undefined, high: undefined, change, stage };
  const expected = usualAt(state, middle).expected * minutes;
  return { expected, ...bandOfCounts(expected, state.dispersion, nats), change, stage };
}

/** What a single count leaves by chance less often than e^-`nats`, with the natural limit of counts. */
function bandOfCounts(expected: number, dispersion: number, nats: number): Omit<Band, "expected"> {
  // the deviance of a Poisson count, by the Anscombe square root
  const reach = Math.sqrt((nats * dispersion) / 2);
  const root = Math.sqrt(expected + 0.375);
  const low = root > reach ? Math.max(0, (root - reach) ** 2 - 0.375) : 0;
  return { low, high: (root + reach) ** 2 };
}

function learn(state: CountState, count: number, expected: number, minutes: number, nats: number): void {
  const suspect = isSuspect(state.evidence, nats);
  const { hour } = state;
  hour.count += count;
  hour.expected += expected;
  hour.minutes += minutes;
  if (suspect) {
    hour.suspect = true;
    return;
  }
  learnSilence(state, count, minutes);
  const memory = Math.min(state.windows, Math.max(1, levelMinutes / minutes));
  state.level += (count / minutes - state.level) / memory;
}

/** Learns the hour before, once it is over. */
function passHour(state: CountState, at: number): void {
  const index = Math.floor((at - 1) / hourMs);
  const { hour } = state;
  if (hour.index === index) return;
  state.hour = newHour(index);
  if (hour.minutes < 30) return;
  if (isSeasonal(state, (hour.index + 0.5) * hourMs)) learnDispersion(state, hour, at);
  const variance = learnHour(state, hour, at);
  if (variance !== undefined && at - state.began < weekMs) state.dispersion = Math.max(1.5, variance);
}

/**
 * Also of hours that look suspect: a series that often does varies more than was thought. A change that lasts is not a variation, though.
 */
function learnDispersion(state: CountState, { count, expected }: CountState["hour"], at: number): void {
  const { evidence, dispersion } = state;
  if (expected <= 0 || (evidence.change !== null && at - evidence.change.since > lastingMs)) return;
  const square = Math.min((count - expected) ** 2 / Math.max(1, expected), 6 * dispersion);
  state.dispersion = Math.max(1, dispersion + (square - dispersion) / dispersionHours);
}

/** Whether something read from outside is a state that this version can continue. */
export function isCountState(value: unknown): value is CountState {
  if (!isForm(newCountState(), value)) return false;
  const {
    day = newDay(),
    dayBefore = newDay(),
    former = noFormer,
    silence = noSilence,
  } = value as CountState;
  return (
    fits(newDay(), day) && fits(newDay(), dayBefore) && fits(noFormer, former) && fits(noSilence, silence)
  );
}

const noFormer = { part: 1, at: 0 };
const noSilence = { now: 0, longest: 0 };

const newHour = (index: number): CountState["hour"] => ({
  index,
  count: 0,
  expected: 0,
  minutes: 0,
  suspect: false,
});

function newCountState(): CountState {
  return {
    version: 1,
    ...newProfile(),
    windows: 0,
    dispersion: 1.5,
    hour: newHour(0),
    evidence: newCumulative(alternatives),
  };
}
