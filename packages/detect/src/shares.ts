// The detector of shares: binomial parts of counted entries around the usual share.
import { fits, isForm } from "./form.ts";
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

/** What is known about one series of shares: plain data, which continues identically after JSON and back. */
export interface ShareState {
  version: 1;
  at: number;
  windows: number;
  /** Entries that count for the usual share, and the part of them, both fading. */
  part: number;
  entries: number;
  /** Those of the last hour, which are not learned yet. */
  waiting: { since: number; part: number; entries: number };
  evidence: Cumulative;
  /** The share before the one that time accepted, and when that was. */
  former?: { share: number; at: number };
}

export interface ShareAssessment {
  readonly expected: number | undefined;
  /** The band of a share of as many entries as were given. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly change: Readonly<Change> | undefined;
}

export interface ShareOptions {
  /** Milliseconds of one window. */
  readonly windowMs: number;
  /** @default 5 */
  readonly weeklyFalseAlarmsPerHundredSeries?: number | undefined;
  /** Entries without which nothing is found. @default 10 */
  readonly minCount?: number | undefined;
  /** The side that matters. A change on the other side hides none on this one, and is the usual share after a day. @default "both" */
  readonly direction?: Direction | undefined;
}

export interface ShareDetector {
  readonly start: () => ShareState;
  /**
   * Assesses `part` of `count` entries of the window that ends at `at`. Windows must not overlap. A time that is a window or more before the
   * last one means that the clock was put back: what is known moves with it.
   */
  readonly step: (state: ShareState, at: number, part: number, count: number) => ShareAssessment;
  /** The band of a share of `count` entries; undefined while the usual share is not known. */
  readonly band: (
    state: ShareState,
    count: number,
  ) => { readonly expected: number; readonly low: number; readonly high: number } | undefined;
}

/** Odds that are looked for, as multiples of the usual ones. */
const alternatives: readonly number[] = [1 / 8, 1 / 2.5, 2.5, 8];
/** Entries until the usual share counts, and those of half a success and half a failure that it begins with. */
const learningEntries = 30;
/** Entries that the usual share remembers at most. */
const memory = 20_000;
const waitMs = 1_800_000;

/**
 * Creates a detector of shares.
 *
 * @example
 * const detector = createShareDetector({ windowMs: 60_000 });
 * const state = detector.start();
 * const { change, expected } = detector.step(state, Date.now(), 9, 10);
 */
export function createShareDetector(options: ShareOptions): ShareDetector {
  const {
    windowMs,
    weeklyFalseAlarmsPerHundredSeries: budget = 5,
    minCount = 10,
    direction = "both",
  } = options;
  const nats = natsOf(windowMs, budget);
  const isMeant = isMeantBy(direction);
  return {
    start: newShareState,
    band(state, count) {
      const expected = usualOf(state);
      return expected === undefined ? undefined : { expected, ...bandOfShares(expected, count, nats) };
    },
    step(state, at, part, count) {
      if (state.windows > 0 && at <= state.at - windowMs) putBack(state, at - windowMs);
      if (state.windows > 0 && at <= state.at) return assess(state, count, nats);
      state.windows++;
      state.at = at;
      const usual = usualOf(state);
      if (usual !== undefined && count > 0) {
        // a usual share is only as certain as the entries that it was learned from
        const certain = state.entries / (state.entries + 2 * count);
        const ratio = (times: number): number => {
          const other = byOdds(usual, times);
          return (
            certain * (part * Math.log(other / usual) + (count - part) * Math.log((1 - other) / (1 - usual)))
          );
        };
        const window = { from: at - windowMs, at, observed: part, expected: count * usual, entries: count };
        accumulate(
          state.evidence,
          window,
          ratio,
          { nats, minEntries: minCount, alternatives, isMeant },
          (change) => oddsOf(change, usual),
        );
      }
      passFormer(state, isMeant);
      learn(state, at, part, count, nats);
      return assess(state, count, nats);
    },
  };
}

/** The new share is the usual one from now on. */
export function acceptShares(state: ShareState): void {
  const { change } = state.evidence;
  const usual = usualOf(state);
  if (change === null || usual === undefined) return;
  state.part = state.entries * byOdds(usual, oddsOf(change, usual));
  delete state.former;
  end(state.evidence);
}

/** As of counts: the first change that matters is the end of one that does not, before it is one of its own. */
function passFormer(state: ShareState, isMeant: (alternative: number) => boolean): void {
  const { at, evidence } = state;
  const { change } = evidence;
  if (state.former !== undefined && at - state.former.at >= formerMs) delete state.former;
  if (change === null) return;
  if (!isMeant(change.alternative)) {
    if (at - change.foundAt < unmeantMs) return;
    const share = state.former?.share ?? usualOf(state) ?? 0;
    acceptShares(state);
    state.former = { share, at };
  } else if (state.former !== undefined && change.foundAt === at) {
    state.part = state.entries * state.former.share;
    delete state.former;
    end(evidence);
  }
}

/** The clock was put back to `to`: the last window ended there. */
function putBack(state: ShareState, to: number): void {
  const by = state.at - to;
  state.at -= by;
  state.waiting.since -= by;
  if (state.former !== undefined) state.former.at -= by;
  shiftTimes(state.evidence, -by);
}

function oddsOf({ observed, expected, alternative }: Change, usual: number): number {
  const entries = expected / usual;
  const share = (observed + 0.5) / (entries + 1);
  const times = (share / (1 - share)) * ((1 - usual) / usual);
  return alternative < 1 ? Math.min(0.6, times) : Math.max(1.6, times);
}

function byOdds(share: number, times: number): number {
  const odds = (share / (1 - share)) * times;
  return odds / (1 + odds);
}

/** Never 0 or 1: half an entry of each is taken to have been seen. */
function usualOf({ part, entries }: ShareState): number | undefined {
  return entries < learningEntries ? undefined : (part + 0.5) / (entries + 1);
}

function assess(state: ShareState, count: number, nats: number): ShareAssessment {
  const expected = usualOf(state);
  const change = state.evidence.change ?? undefined;
  if (expected === undefined) return { expected, low: undefined, high: undefined, change };
  return { expected, ...bandOfShares(expected, count, nats), change };
}

const shareAt = (angle: number): number => Math.sin(Math.max(0, Math.min(Math.PI / 2, angle))) ** 2;

/** What a share of `count` entries leaves by chance less often than e^-`nats`: from 0 to 1, by the arcsine of the root. */
function bandOfShares(
  share: number,
  count: number,
  nats: number,
): { readonly low: number; readonly high: number } {
  const reach = Math.sqrt(nats / (2 * Math.max(1, count)));
  const middle = Math.asin(Math.sqrt(share));
  return { low: shareAt(middle - reach), high: shareAt(middle + reach) };
}

function learn(state: ShareState, at: number, part: number, count: number, nats: number): void {
  if (isSuspect(state.evidence, nats)) {
    state.waiting = { since: at, part: 0, entries: 0 };
    return;
  }
  const { waiting } = state;
  waiting.part += part;
  waiting.entries += count;
  if (at - waiting.since < waitMs) return;
  state.waiting = { since: at, part: 0, entries: 0 };
  const keep = Math.min(1, memory / (state.entries + waiting.entries));
  state.part = (state.part + waiting.part) * keep;
  state.entries = (state.entries + waiting.entries) * keep;
}

/** Whether something read from outside is a state that this version can continue. */
export function isShareState(value: unknown): value is ShareState {
  if (!isForm(newShareState(), value)) return false;
  const { former = noFormer } = value as ShareState;
  return fits(noFormer, former);
}

const noFormer = { share: 0, at: 0 };

function newShareState(): ShareState {
  return {
    version: 1,
    at: 0,
    windows: 0,
    part: 0,
    entries: 0,
    waiting: { since: 0, part: 0, entries: 0 },
    evidence: newCumulative(alternatives),
  };
}
