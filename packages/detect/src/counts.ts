// The detector of counts: Poisson counts, wider where the series is, around a mean by hour of the day and of the week, with a trend.
import { isForm } from "./form.ts";
import {
  accumulate,
  type Change,
  type Cumulative,
  end,
  isSuspect,
  natsOf,
  newCumulative,
} from "./cumulative.ts";

/** What is known about one series of counts: plain data, which continues identically after JSON and back. */
export interface CountState {
  version: 1;
  /** Unix ms when the first window began, and when the last one ended. */
  began: number;
  at: number;
  /** Windows seen: the first ones only teach. */
  windows: number;
  /** Rates a minute: of the last half hour, and by hour of the week (UTC), with how often each hour was learned. */
  level: number;
  week: number[];
  visits: number[];
  /** The rates by hour of the week as they are expected, without the trend. */
  profile: number[];
  /** Actual counts and those of the profile, both fading: their ratio is the trend. */
  actual: number;
  profiled: number;
  /** Variance of hourly counts against that of Poisson counts. */
  dispersion: number;
  /** The hour that is not learned yet. */
  hour: { index: number; count: number; expected: number; minutes: number; suspect: boolean };
  evidence: Cumulative;
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
  /** `level`: less than a week is known, so only missing counts and gross changes are found. */
  readonly stage: "learning" | "level" | "seasonal";
}

export interface CountOptions {
  /** Milliseconds of one window. */
  readonly windowMs: number;
  /** @default 5 */
  readonly weeklyFalseAlarmsPerHundredSeries?: number | undefined;
}

export interface CountDetector {
  readonly start: () => CountState;
  /** Assesses the count of the window that ends at `at`. Windows must not overlap; missing ones are left out. */
  readonly step: (state: CountState, at: number, count: number) => CountAssessment;
  /** As `step` said at last. */
  readonly look: (state: CountState) => CountAssessment;
  /** The band of any count that is expected, also of a longer window. */
  readonly band: (state: CountState, expected: number) => Band;
}

const [minuteMs, hourMs, weekMs] = [60_000, 3_600_000, 604_800_000];
const hoursOfWeek = 168;
/** Rates that are looked for, as parts of the expected one. */
const alternatives: readonly number[] = [0.15, 0.5, 0.75, 1.33, 2, 6];
/** Before a week is known the level is that of the last half hour, from which daily traffic departs less than this. */
const gross: readonly number[] = [0.15, 6];
const levelMinutes = 30;
/** Minutes until the level counts. */
const learningMinutes = 20;
/** Hours that the trend and the dispersion remember. */
const trendHours = 48;
const dispersionHours = 150;
/** Standard deviations of hours, beyond Poisson counts, by which a change must differ. */
const variationSizes = 5;
/** A change that is longer is not part of the usual variation. */
const lastingMs = 3 * hourMs;
/** Weeks that the profile remembers. */
const profileWeeks = 5;

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
}: CountOptions): CountDetector {
  const nats = natsOf(windowMs, budget);
  const minutes = windowMs / minuteMs;
  return {
    start: newCountState,
    look: (state) => assess(state, state.at, minutes, nats),
    band: ({ dispersion }, expected) => ({ expected, ...bandOfCounts(expected, dispersion, nats) }),
    step(state, at, count) {
      if (state.windows > 0 && at <= state.at) return assess(state, state.at, minutes, nats);
      if (state.windows === 0) state.began = at - windowMs;
      passHour(state, at);
      state.windows++;
      state.at = at;
      const expected = (rateAt(state, at - windowMs / 2) ?? 0) * minutes;
      const stage = stageOf(state);
      if (stage !== "learning" && expected > 0) {
        const isSeasonal = stage === "seasonal";
        const { dispersion } = state;
        // where two hours differ, a change is against the nearer one
        const steady =
          (isSeasonal ? hourRate(state, Math.floor((at - 1) / hourMs)) * trendOf(state) : state.level) *
          minutes;
        const [least, most] = [Math.min(expected, steady), Math.max(expected, steady)];
        const ratio = (part: number): number =>
          !isSeasonal && !gross.includes(part) && state.evidence.change === null
            ? -Infinity
            : (count * Math.log(part) + (part < 1 ? least : most) * (1 - part)) / dispersion;
        const window = { from: at - windowMs, at, observed: count, expected, entries: 0 };
        accumulate(state.evidence, window, ratio, { nats, minEntries: 0, alternatives }, partOf);
        if (isSeasonal && isUsualVariation(state, (expected / minutes) * 60)) end(state.evidence);
      }
      learn(state, count, expected, minutes, nats);
      return assess(state, at, minutes, nats);
    },
  };
}

/** The new level is the usual one from now on: a person, or time, accepted it. */
export function acceptCounts(state: CountState): void {
  const { change } = state.evidence;
  if (change === null) return;
  const part = partOf(change);
  state.level *= part;
  state.actual *= part;
  end(state.evidence);
}

/**
 * Whether a change that was found just now is one that whole hours often make. Windows of traffic that varies slowly agree with each other,
 * and their evidence adds up to any sum.
 */
function isUsualVariation({ evidence: { change }, dispersion, at }: CountState, ofHour: number): boolean {
  if (change?.foundAt !== at) return false;
  const deviation = Math.sqrt((dispersion - 1) / Math.max(1, ofHour));
  return Math.abs(Math.log((change.observed + 0.5) / (change.expected + 0.5))) < variationSizes * deviation;
}

/** What is left of the expected counts. Near 1 nothing could be told from the usual. */
function partOf({ observed, expected, alternative }: Change): number {
  const part = Math.max(0.05, observed / expected);
  return alternative < 1 ? Math.min(0.85, part) : Math.max(1.18, part);
}

function stageOf({ began, at, windows, level }: CountState): CountAssessment["stage"] {
  if (at - began >= weekMs) return "seasonal";
  return at - began >= learningMinutes * minuteMs && windows >= 3 && level > 0 ? "level" : "learning";
}

function assess(state: CountState, at: number, minutes: number, nats: number): CountAssessment {
  const stage = stageOf(state);
  const change = state.evidence.change ?? undefined;
  const rate = stage === "learning" ? undefined : rateAt(state, at - (minutes * minuteMs) / 2);
  if (rate === undefined) return { expected: undefined, low: undefined, high: undefined, change, stage };
  const expected = rate * minutes;
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

function rateAt(state: CountState, time: number): number | undefined {
  if (state.at - state.began < weekMs) return state.level;
  return profileAt(state, time) * trendOf(state);
}

const trendOf = ({ actual, profiled }: CountState): number =>
  profiled > 0 ? Math.max(0.2, Math.min(5, actual / profiled)) : 1;

/** Between the middles of two hours. */
function profileAt(state: CountState, time: number): number {
  const position = time / hourMs - 0.5;
  const index = Math.floor(position);
  const part = position - index;
  return hourRate(state, index) * (1 - part) + hourRate(state, index + 1) * part;
}

const hourRate = ({ profile }: CountState, index: number): number => profile[slotOf(index)]!;

/**
 * The profile: an hour of the day times a day of the week, and the hour of the week itself as far as the hours differ from that product by
 * more than chance (James and Stein, 1961). Few weeks would make each hour of the week uncertain alone.
 */
function profileOf({ week, visits }: CountState): { readonly profile: number[]; readonly variance: number } {
  const hours = Array.from({ length: 24 }, (_, hour) => meanOf(week, visits, (slot) => slot % 24 === hour));
  const mean = hours.reduce((sum, one) => sum + one, 0) / 24;
  const days = Array.from({ length: 7 }, (_, day) => {
    const isDay = (slot: number): boolean => Math.floor(slot / 24) === day && visits[slot]! > 0;
    const usual = hours.reduce((sum, one, hour) => sum + (isDay(day * 24 + hour) ? one : 0), 0);
    const seen = week.reduce((sum, one, slot) => sum + (isDay(slot) ? one : 0), 0);
    return usual > 0 && mean > 0 ? seen / usual : 1;
  });
  const product = week.map((_, slot) => hours[slot % 24]! * days[Math.floor(slot / 24)]!);
  let [squares, known] = [0, 0];
  for (const [slot, usual] of product.entries()) {
    if (visits[slot] === 0 || usual <= 0) continue;
    squares += (visits[slot]! * 60 * (week[slot]! - usual) ** 2) / usual;
    known++;
  }
  // 7 days and 24 hours were fitted
  const freedom = Math.max(1, known - 30);
  const own = Math.max(0, 1 - freedom / Math.max(squares, 1e-9));
  const profile = product.map((usual, slot) =>
    visits[slot] === 0 ? usual : usual + own * (week[slot]! - usual),
  );
  return { profile, variance: squares / freedom };
}

function meanOf(
  week: readonly number[],
  visits: readonly number[],
  isMeant: (slot: number) => boolean,
): number {
  let [sum, count] = [0, 0];
  for (const [slot, rate] of week.entries()) {
    if (!isMeant(slot) || visits[slot] === 0) continue;
    sum += rate;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** A number with few digits, because it is stored. */
const short = (rate: number): number => Number(rate.toPrecision(5));

const slotOf = (index: number): number => ((index % hoursOfWeek) + hoursOfWeek) % hoursOfWeek;

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
  const memory = Math.min(state.windows, Math.max(1, levelMinutes / minutes));
  state.level += (count / minutes - state.level) / memory;
}

/** Learns the hour before, once it is over and nothing speaks against it. */
function passHour(state: CountState, at: number): void {
  const index = Math.floor((at - 1) / hourMs);
  const { hour } = state;
  if (hour.index === index) return;
  state.hour = { index, count: 0, expected: 0, minutes: 0, suspect: false };
  if (hour.minutes < 30) return;
  if (at - state.began >= weekMs) learnDispersion(state, hour, at);
  if (hour.suspect) return;
  const slot = slotOf(hour.index);
  const rate = hour.count / hour.minutes;
  const profiled = hourRate(state, hour.index) * hour.minutes;
  if (state.at - state.began >= weekMs) {
    const keep = 1 - 1 / trendHours;
    state.actual = state.actual * keep + hour.count;
    state.profiled = state.profiled * keep + profiled;
  }
  const visits = (state.visits[slot] = Math.min(profileWeeks, state.visits[slot]! + 1));
  state.week[slot] = short(state.week[slot]! + (rate - state.week[slot]!) / visits);
  // before a week is known nothing asks for the profile
  if (at - state.began < weekMs - 2 * hourMs) return;
  const { profile, variance } = profileOf(state);
  state.profile = profile.map(short);
  if (at - state.began < weekMs) state.dispersion = Math.max(1.5, variance);
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
  return isForm(newCountState(), value);
}

function newCountState(): CountState {
  return {
    version: 1,
    began: 0,
    at: 0,
    windows: 0,
    level: 0,
    week: Array.from({ length: hoursOfWeek }, () => 0),
    visits: Array.from({ length: hoursOfWeek }, () => 0),
    profile: Array.from({ length: hoursOfWeek }, () => 0),
    actual: 0,
    profiled: 0,
    dispersion: 1.5,
    hour: { index: 0, count: 0, expected: 0, minutes: 0, suspect: false },
    evidence: newCumulative(alternatives),
  };
}
