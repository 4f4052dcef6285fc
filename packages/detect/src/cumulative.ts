// Evidence for a lasting change, accumulated over disjoint windows: a CUSUM of log likelihood ratios for each of a few alternatives (Page,
// 1954). Once a change is found, what was expected before stays, until the same evidence says that the series is back.

/** The log likelihood ratio of one window: the alternative against what is expected. */
export type Ratio = (alternative: number) => number;

interface Sum {
  /** Nats for the alternative, never below 0. */
  nats: number;
  /** When they began to grow, and what was observed and expected since. */
  since: number;
  observed: number;
  expected: number;
  entries: number;
}

/** A change that was found. */
export interface Change {
  since: number;
  foundAt: number;
  /** The alternative that found it. */
  alternative: number;
  observed: number;
  expected: number;
  /** Nats for being back. */
  back: number;
}

export interface Cumulative {
  sums: Sum[];
  change: Change | null;
}

export interface Window {
  /** When the window began and ended. */
  readonly from: number;
  readonly at: number;
  readonly observed: number;
  readonly expected: number;
  /** What the least count applies to. */
  readonly entries: number;
}

interface Limits {
  /** Nats at which a change is found. */
  readonly nats: number;
  readonly minEntries: number;
  readonly alternatives: readonly number[];
  /** The alternatives that are looked for; absent: all. */
  readonly isSought?: (alternative: number) => boolean;
  /** Those whose changes matter: while another change lasts, these are looked for nevertheless. */
  readonly isMeant: (alternative: number) => boolean;
}

/** The side of the expected value on which a change matters. */
export type Direction = "both" | "above" | "below";

export function isMeantBy(direction: Direction): (alternative: number) => boolean {
  return (alternative) => direction === "both" || alternative < 1 === (direction === "below");
}

/** A change on the side that does not matter is usual after this time. */
export const unmeantMs: number = 86_400_000;
/** What was usual before it is known for so long. */
export const formerMs: number = 7 * unmeantMs;

/** Nats for being back at which a change is over: the new level makes them by chance once in a thousand. */
const backNats = 7;

export function newCumulative(alternatives: readonly number[]): Cumulative {
  return { sums: alternatives.map(() => newSum()), change: null };
}

/**
 * Nats at which the budget of false alarms is kept: a sum reaches `n` nats by chance at most in a share e^-n of its beginnings, and it
 * begins at most once in a window (Wald).
 */
export function natsOf(windowMs: number, weeklyFalseAlarmsPerHundredSeries: number): number {
  const windows = 604_800_000 / windowMs;
  return Math.max(5, Math.log((2 * windows * 100) / weeklyFalseAlarmsPerHundredSeries));
}

/** Adds one window. `changed(ratio)` is the alternative that matches an observed change best. */
export function accumulate(
  state: Cumulative,
  window: Window,
  ratio: Ratio,
  limits: Limits,
  changed: (change: Change) => number,
): void {
  const { isMeant, isSought = () => true } = limits;
  const { change } = state;
  if (change === null) {
    search(state, window, ratio, { ...limits, isSought });
    return;
  }
  const isOver = continueChange(change, window, ratio, changed);
  if (isMeant(change.alternative)) {
    if (isOver) end(state);
    return;
  }
  if (isOver) state.change = null;
  search(state, window, ratio, { ...limits, isSought: (one) => isSought(one) && isMeant(one) });
}

/** Adds one window to the evidence for the alternatives that are sought, the strongest of which may be found. */
function search(
  state: Cumulative,
  window: Window,
  ratio: Ratio,
  { nats: limit, minEntries, alternatives, isSought }: Limits & Required<Pick<Limits, "isSought">>,
): void {
  let strongest: number | undefined;
  for (const [index, alternative] of alternatives.entries()) {
    const sum = state.sums[index]!;
    const nats = isSought(alternative) ? sum.nats + ratio(alternative) : 0;
    if (nats <= 0) {
      state.sums[index] = newSum();
      continue;
    }
    if (sum.nats === 0) sum.since = window.from;
    sum.nats = nats;
    sum.observed += window.observed;
    sum.expected += window.expected;
    sum.entries += window.entries;
    const isFound = nats >= limit && sum.entries >= minEntries;
    if (isFound && (strongest === undefined || nats > state.sums[strongest]!.nats)) strongest = index;
  }
  if (strongest === undefined) return;
  const { since, observed, expected } = state.sums[strongest]!;
  const alternative = alternatives[strongest]!;
  state.change = { since, foundAt: window.at, alternative, observed, expected, back: 0 };
}

/** Adds one window to the change that lasts. Returns whether the series is back. */
function continueChange(
  change: Change,
  window: Window,
  ratio: Ratio,
  changed: (change: Change) => number,
): boolean {
  change.observed += window.observed;
  change.expected += window.expected;
  // the first windows of a change are often extreme: what follows is milder, and still no recovery
  const { alternative } = change;
  const matching =
    alternative < 1 ? Math.max(alternative, changed(change)) : Math.min(alternative, changed(change));
  change.back = Math.max(0, change.back - ratio(matching));
  return change.back >= backNats;
}

/** Whether so much speaks for a change already that its windows must not be learned. */
export function isSuspect({ sums, change }: Cumulative, nats: number): boolean {
  return change !== null || sums.some((sum) => sum.nats > nats / 2);
}

/** Forgets the change and all evidence. */
export function end(state: Cumulative): void {
  state.change = null;
  state.sums = state.sums.map(() => newSum());
}

/** Moves all times by `ms`. */
export function shiftTimes({ sums, change }: Cumulative, ms: number): void {
  for (const sum of sums) sum.since += ms;
  if (change === null) return;
  change.since += ms;
  change.foundAt += ms;
}

function newSum(): Sum {
  return { nats: 0, since: 0, observed: 0, expected: 0, entries: 0 };
}
