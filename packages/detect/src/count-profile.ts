// What a count is expected to be: by hour of the week once a week is known, and before that the level of the last half hour.

/** What is known about the usual rates. Rates are counts a minute. */
export interface CountProfile {
  /** Unix ms when the first window began, and when the last one ended. */
  began: number;
  at: number;
  /** The rate of the last half hour. */
  level: number;
  /** Rates by hour of the week (UTC), and how often each hour was learned. */
  week: number[];
  visits: number[];
  /** The rates by hour of the week as they are expected, without the trend. */
  profile: number[];
  /**
   * Rates by hour of the day, and how often each hour was seen: also of hours that looked suspect, so that a silent night is an alarm once
   * and not every night. Absent in states of earlier versions.
   */
  day?: Day;
  /** `day` as it was when the change that lasts was found. */
  dayBefore?: Day;
  /** Minutes without counts, now and at most in a row, while no hour was seen. Absent later, and in states of earlier versions. */
  silence?: { now: number; longest: number };
  /** Actual counts and those of the profile, both fading: their ratio is the trend. */
  actual: number;
  profiled: number;
}

interface Day {
  rates: number[];
  visits: number[];
}

/** Rates that one time may have. Changes are measured against the nearest one. */
export interface Usual {
  readonly expected: number;
  readonly least: number;
  /** Infinite where nothing is known that a rise could be told from. */
  readonly most: number;
}

export const hourMs = 3_600_000;
export const weekMs = 604_800_000;
const hoursOfWeek = 168;
/** Days of the week on which an hour of the day was seen, and hours of a weekday, from which the other hours are known. */
const [leastDays, leastHours] = [2, 6];
/** Weeks that the profile remembers, and days that hours of the day do. */
const [profileWeeks, dayMemory] = [5, 7];
/** Hours that differ more, as a logarithm of their ratio, would look like a change. */
const steep = 0.16;
/** Hours that the trend remembers, and those of no trend that it is taken to have seen. */
const [trendHours, trendPriorHours] = [48, 12];
/** A lower rate cannot be told from silence. */
const leastRate = 0.05;
/** After a silence in which the level would have so many counts, or that was so much of the time, traffic may just have begun. */
const [silenceCounts, silencePart] = [7, 0.25];
/** What the first hour may have, as a part of its level: hardly half an hour says how much traffic varies. */
const firstPart = 2;

/** Whether the hour of the week at `time` is known, so that more than the level is expected. */
export function isSeasonal(state: CountProfile, time: number): boolean {
  if (state.at - state.began < weekMs) return false;
  const first = Math.floor(time / hourMs - 0.5);
  return isKnown(state, first) && isKnown(state, first + 1);
}

function isKnown({ visits }: CountProfile, index: number): boolean {
  const slot = slotOf(index);
  if (visits[slot]! > 0) return true;
  let [days, hours] = [0, 0];
  for (let day = 0; day < 7; day++) if (visits[day * 24 + (slot % 24)]! > 0) days++;
  for (let hour = 0; hour < 24; hour++) if (visits[slot - (slot % 24) + hour]! > 0) hours++;
  return days >= leastDays && hours >= leastHours;
}

/** What is usual at `time`. */
export function usualAt(state: CountProfile, time: number): Usual {
  return isSeasonal(state, time) ? seasonalAt(state, time) : levelAt(state, time);
}

/**
 * Where the hour and the time within it differ, a change is against the nearer one; where the rhythm is steep, also against the hours before
 * and after: a rise or fall may come sooner or later, as it does when daylight saving time begins.
 */
function seasonalAt(state: CountProfile, time: number): Usual {
  const trend = trendOf(state);
  const hour = Math.floor(time / hourMs);
  const own = hourRate(state, hour);
  const beside = [hourRate(state, hour - 1), hourRate(state, hour + 1)];
  const expected = betweenHours(state, time);
  const near = [expected, own, ...beside.filter((rate) => Math.abs(Math.log(rate / own)) > steep)];
  return {
    expected: expected * trend,
    least: Math.min(...near) * trend,
    most: Math.max(leastRate, Math.max(...near) * trend),
  };
}

/** Between the middles of two hours. */
function betweenHours(state: CountProfile, time: number): number {
  const position = time / hourMs - 0.5;
  const index = Math.floor(position);
  const part = position - index;
  return hourRate(state, index) * (1 - part) + hourRate(state, index + 1) * part;
}

/**
 * The level, and what hours of earlier days had around this time; after silence, or without an earlier day, the highest of all hours. Before
 * an hour was seen, twice the level, unless traffic has just begun.
 */
function levelAt(state: CountProfile, time: number): Usual {
  const { level, day = newDay(), dayBefore = day } = state;
  const { rates, visits } = dayBefore;
  const hour = Math.floor(time / hourMs);
  const near = [hour - 1, hour, hour + 1].map((index) => slotOf(index) % 24);
  const known = near.filter((one) => visits[one]! > 0).map((one) => rates[one]!);
  const around = known.length === near.length ? Math.max(...known) : 0;
  const highest = around >= leastRate ? around : Math.max(...rates);
  const first = !hasHours(dayBefore) && isSteady(state) ? level * firstPart : Infinity;
  return {
    expected: level,
    least: Math.min(level, ...known),
    most: highest >= leastRate ? Math.max(level, highest) : first,
  };
}

/** Whether traffic was there from the start. */
function isSteady({ level, silence, began, at }: CountProfile): boolean {
  if (silence === undefined || level < leastRate) return false;
  const minutes = (at - began) / 60_000;
  return silence.longest * level < silenceCounts && silence.longest <= silencePart * minutes;
}

const hasHours = ({ visits }: Day): boolean => visits.some((count) => count > 0);

/** What the first windows say about silence. */
export function learnSilence({ silence }: CountProfile, count: number, minutes: number): void {
  if (silence === undefined) return;
  silence.now = count === 0 ? silence.now + minutes : 0;
  silence.longest = Math.max(silence.longest, silence.now);
}

/** Towards 1 while few hours are behind it. */
function trendOf({ actual, profiled, profile }: CountProfile): number {
  const prior = (trendPriorHours * 60 * profile.reduce((sum, rate) => sum + rate, 0)) / hoursOfWeek;
  if (prior === 0) return 1;
  return Math.max(0.2, Math.min(5, (actual + prior) / (profiled + prior)));
}

const hourRate = ({ profile }: CountProfile, index: number): number => profile[slotOf(index)]!;

/** An hour that is over. */
export interface Hour {
  readonly index: number;
  readonly count: number;
  readonly minutes: number;
  /** Whether something spoke against it. */
  readonly suspect: boolean;
}

/** Learns an hour. Returns the variance of the hours of the week against that of Poisson counts, while the profile is built. */
export function learnHour(
  state: CountProfile,
  { index, count, minutes, suspect }: Hour,
  at: number,
): number | undefined {
  const rate = count / minutes;
  learnDay(state, slotOf(index) % 24, rate);
  if (!suspect) {
    const slot = slotOf(index);
    if (state.at - state.began >= weekMs && isKnown(state, index)) {
      const keep = 1 - 1 / trendHours;
      state.actual = state.actual * keep + count;
      state.profiled = state.profiled * keep + hourRate(state, index) * minutes;
    }
    const visits = (state.visits[slot] = Math.min(profileWeeks, state.visits[slot]! + 1));
    state.week[slot] = short(state.week[slot]! + (rate - state.week[slot]!) / visits);
  }
  // before a week is known nothing asks for the profile
  if (at - state.began < weekMs - 2 * hourMs) return undefined;
  const { profile, variance } = profileOf(state);
  state.profile = profile.map(short);
  return variance;
}

function learnDay(state: CountProfile, hour: number, rate: number): void {
  const day = (state.day ??= newDay());
  const visits = (day.visits[hour] = Math.min(dayMemory, day.visits[hour]! + 1));
  day.rates[hour] = short(day.rates[hour]! + (rate - day.rates[hour]!) / visits);
}

/** All rates are `part` of what they were. */
export function scaleRates(state: CountProfile, part: number): void {
  const scaled = (rate: number): number => short(rate * part);
  state.level *= part;
  state.week = state.week.map(scaled);
  state.profile = state.profile.map(scaled);
  // hours that were seen since a change are already at its level
  const day = state.dayBefore ?? state.day;
  if (day !== undefined) state.day = { ...day, rates: day.rates.map(scaled) };
  delete state.dayBefore;
  // the counts behind the trend are of the old level
  state.profiled *= part;
  state.actual *= part;
}

/**
 * The profile: an hour of the day times a day of the week, and the hour of the week itself as far as the hours differ from that product by
 * more than chance (James and Stein, 1961). Few weeks would make each hour of the week uncertain alone.
 */
function profileOf({ week, visits }: CountProfile): {
  readonly profile: number[];
  readonly variance: number;
} {
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

/** While a change lasts, it is measured against what was known before. */
export function keepBefore(state: CountProfile, isChanged: boolean): void {
  if (isChanged) {
    state.dayBefore ??= structuredClone(state.day ?? newDay());
    return;
  }
  delete state.dayBefore;
  if (state.silence !== undefined && state.day !== undefined && hasHours(state.day)) delete state.silence;
}

export const newDay = (): Day => ({ rates: zeros(24), visits: zeros(24) });

export function newProfile(): CountProfile {
  const [week, visits, profile] = [zeros(hoursOfWeek), zeros(hoursOfWeek), zeros(hoursOfWeek)];
  return { began: 0, at: 0, level: 0, week, visits, profile, actual: 0, profiled: 0 };
}

function zeros(length: number): number[] {
  return Array.from({ length }, () => 0);
}
