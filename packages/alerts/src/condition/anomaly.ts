// Anomalies of a value as a condition. What was expected before an anomaly stays until it is over: an alert does not get used to a fault.
import {
  acceptCounts,
  acceptShares,
  type Assessment,
  type CountState,
  createCountDetector,
  createDetector,
  createShareDetector,
  type Departure,
  departureOf,
  type DetectorState,
  isCountState,
  isDeparture,
  isDetectorState,
  isShareState,
  resume,
  type ShareState,
} from "detect";
import { isShare, type Source, unitOf } from "../source/sources.ts";
import type { Input } from "./reading.ts";
import { testedCounts } from "./evidence.ts";
import type { Sample } from "./sample.ts";
import { type Evaluator, type Json, type Situation, type Verdict, withSample } from "./verdict.ts";

interface Anomaly {
  readonly direction?: "both" | "above" | "below" | undefined;
  readonly falseAlarmsPerWeek?: number | undefined;
}

/** A time in which nothing is learned and nothing decided. Unix ms. */
interface Holiday {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How the condition is evaluated. */
interface Timing {
  /** The window of the rule, whose value is shown. */
  readonly input: Input;
  /** The part of it that the detector gets: a window that does not overlap the one before. */
  readonly step: Input;
  /** Entries that a share needs to be an anomaly. */
  readonly minCount: number;
  /** After so long the new level is the usual one; 0: never. */
  readonly acceptMs: number;
  readonly holidays: readonly Holiday[];
}

const minuteMs = 60_000;

/** The window that the detector gets: a minute, or the time between two evaluations. */
export function detectorWindowMs(source: Source, windowMs: number, everyMs: number): number {
  return isShare(source) || unitOf(source) === "count" ? Math.max(minuteMs, everyMs) : windowMs;
}

export function anomalyEvaluator(name: string, timing: Timing, anomaly: Anomaly): Evaluator {
  const detector = detectorEvaluator(name, timing, anomaly);
  const acceptedName = `${name}.accepted`;
  return {
    inputs: detector.inputs,
    evaluate(situation) {
      const { acceptance, at } = situation;
      const isAccepted = acceptance !== undefined && situation.recall(acceptedName) !== acceptance.since;
      const holiday = holidayBetween(timing, at, at);
      if (holiday !== undefined && !isAccepted) return verdictInHoliday(situation, timing.input, holiday);
      const verdict = detector.evaluate(situation, isAccepted);
      const isDecided = verdict.outcome === "clear" || verdict.outcome === "holds";
      if (isAccepted && isDecided) {
        // once, though the alert may go on for another reason
        situation.keep(acceptedName, acceptance.since);
        acceptance.take();
      }
      return holiday === undefined || isDecided
        ? verdict
        : verdictInHoliday(situation, timing.input, holiday);
    },
  };
}

/** The holiday that windows from that which ends at `last` to that which ends at `at` have a part of. */
function holidayBetween({ input, holidays }: Timing, last: number, at: number): Holiday | undefined {
  return holidays.find(({ fromMs, toMs }) => at > fromMs && last - input.windowMs < toMs);
}

/** As of too little data, also without any: what the alert is stays. */
function verdictInHoliday(situation: Situation, input: Input, { name }: Holiday): Verdict {
  const { value } = withSample(situation, input, (sample) => ({ outcome: "unsure", value: sample.value }));
  return { outcome: "unsure", ...(value !== undefined && { value }), reason: `holiday ${name}` };
}

/** An evaluator that is also given whether the level is accepted now. */
interface DetectorEvaluator {
  readonly inputs: readonly Input[];
  evaluate(situation: Situation, isAccepted: boolean): Verdict;
}

function detectorEvaluator(name: string, timing: Timing, anomaly: Anomaly): DetectorEvaluator {
  const { source } = timing.input;
  if (isShare(source)) return shareEvaluator(name, timing, anomaly);
  if (unitOf(source) === "count") return countEvaluator(name, timing, anomaly);
  return valueEvaluator(name, timing, anomaly);
}

function countEvaluator(
  name: string,
  { input, step, acceptMs }: Timing,
  anomaly: Anomaly,
): DetectorEvaluator {
  const detector = createCountDetector({
    windowMs: step.windowMs,
    weeklyFalseAlarmsPerHundredSeries: anomaly.falseAlarmsPerWeek,
    direction: anomaly.direction,
  });
  const scale = input.windowMs / step.windowMs;
  return {
    inputs: [input, step],
    evaluate: (situation, isAccepted) =>
      withSample(situation, input, ({ value }): Verdict => {
        const last = situation.read(step);
        if (typeof last === "string") return { outcome: "error", reason: last };
        const state = stateOf<CountState>(situation, name, isCountState, detector.start);
        // windows that overlap would count what they share twice
        const isDue = isDueAfter(state.at, situation.at, step);
        const found = isDue ? detector.step(state, situation.at, last?.value ?? 0) : detector.look(state);
        const { change, expected } = found;
        if (isAccepted || isOld(change, situation.at, acceptMs)) acceptCounts(state);
        situation.keep(name, state as unknown as Json);
        const band = expected === undefined ? undefined : detector.band(state, expected * scale);
        const open = state.evidence.change ?? undefined;
        const seen = open && { observed: open.observed, expected: open.expected };
        return verdictOf(situation.at, value, { open, band, seen, words: countWords }, anomaly);
      }),
  };
}

function shareEvaluator(
  name: string,
  { input, step, minCount, acceptMs }: Timing,
  anomaly: Anomaly,
): DetectorEvaluator {
  const detector = createShareDetector({
    windowMs: step.windowMs,
    weeklyFalseAlarmsPerHundredSeries: anomaly.falseAlarmsPerWeek,
    minCount,
    direction: anomaly.direction,
  });
  return {
    inputs: [input, step],
    evaluate(situation, isAccepted) {
      const last = situation.read(step);
      if (typeof last === "string") return { outcome: "error", reason: last };
      const state = stateOf<ShareState>(situation, name, isShareState, detector.start);
      if (isDueAfter(state.at, situation.at, step)) {
        const { part, count } = testedCounts(last ?? none);
        const { change } = detector.step(state, situation.at, part, count);
        if (isOld(change, situation.at, acceptMs)) acceptShares(state);
        situation.keep(name, state as unknown as Json);
      }
      return withSample(situation, input, (sample): Verdict => {
        if (isAccepted) {
          acceptShares(state);
          situation.keep(name, state as unknown as Json);
        }
        const band = detector.band(state, testedCounts(sample).count);
        const open = state.evidence.change ?? undefined;
        const seen = open && band && shareSince(open, band.expected);
        return verdictOf(situation.at, sample.value, { open, band, seen, words: shareWords }, anomaly);
      });
    },
  };
}

/** Whether a window is over since `last`; or the clock was put back, by a window or more. */
const isDueAfter = (last: number, at: number, { windowMs }: Input): boolean =>
  Math.abs(at - last) >= windowMs;

/** Any other value: what was expected when the anomaly began stays until values are back there. */
function valueEvaluator(name: string, timing: Timing, anomaly: Anomaly): DetectorEvaluator {
  const { input, acceptMs } = timing;
  const { falseAlarmsPerWeek, direction = "both" } = anomaly;
  const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: falseAlarmsPerWeek ?? 5 });
  return {
    inputs: [input],
    evaluate: (situation, isAccepted) =>
      withSample(situation, input, ({ value }): Verdict => {
        const { at } = situation;
        const before = heldOf(situation, `${name}.held`);
        const known = stateOf<DetectorState>(situation, name, isDetectorState, detector.start);
        const isOld = before !== undefined && isOverdue(before, at, acceptMs);
        // what was learned stays when it is another part of the condition that fires
        const isAnomaly = before !== undefined || known.incident !== null;
        const isNew = isOld || (isAccepted && isAnomaly);
        if (before !== undefined && !isNew) {
          const found = detector.follow(known, before.departure, at, value, direction !== "both");
          if (!found.isBack) {
            situation.keep(`${name}.held`, before as unknown as Json);
            return verdictOfHeld(before, found, value);
          }
          resume(known, at);
        }
        const state = isNew ? detector.start() : known;
        // the detector did not see the values of a holiday, which are not missing
        const isUnseen = holidayBetween(timing, known.lastTime, at) !== undefined;
        if (isUnseen && !isNew) state.lastTime = at - state.interval;
        const found = detector.step(state, at, value);
        const verdict = verdictOfValue(found, value, anomaly, before !== undefined);
        const departure =
          verdict.outcome === "holds" ? departureOf(state, at, found.sentence, sides[direction]) : undefined;
        if (departure === undefined) {
          situation.keep(`${name}.held`, null);
          situation.keep(name, state as unknown as Json);
          return verdict;
        }
        // what was usual before the anomaly stays: the detector must not learn the fault
        situation.keep(`${name}.held`, { since: at, departure } as unknown as Json);
        return verdict;
      }),
  };
}

/** The side of a departure that a direction means. */
const sides = { above: 1, below: -1, both: undefined } as const;

const isOverdue = ({ since }: Held, at: number, acceptMs: number): boolean =>
  acceptMs > 0 && at - since >= acceptMs;

const verdictOfHeld = (
  { departure }: Held,
  { expected, low, high }: Pick<Assessment, "expected" | "low" | "high">,
  value: number,
): Verdict => ({
  outcome: "holds",
  value,
  values: {
    ...(expected !== undefined && low !== undefined && high !== undefined && { expected, low, high }),
  },
  reason: departure.sentence,
});

/** A value beyond the band decides: it may be on the other side than what began. Of variation that changed, neither side is the anomaly. */
function sideOf({ kind, low, high, side }: Assessment, value: number): "above" | "below" | "both" {
  if (kind === "flat" || kind === "burst") return "both";
  if (low !== undefined && value < low) return "below";
  if (high !== undefined && value > high) return "above";
  return side ?? "both";
}

function verdictOfValue(
  found: Assessment,
  value: number,
  { direction = "both" }: Anomaly,
  isOver: boolean,
): Verdict {
  const { kind, expected, low, high, sentence } = found;
  const isMeant = direction === "both" || direction === sideOf(found, value);
  const values =
    expected === undefined || low === undefined || high === undefined ? {} : { expected, low, high };
  if (isOver || kind === undefined || !isMeant) return { outcome: "clear", value, values };
  return { outcome: "holds", value, values, reason: sentence };
}

/** An anomaly on one side, and since when it fires. */
interface Held {
  readonly since: number;
  readonly departure: Departure;
}

/** A copy: a round must be repeatable. */
function heldOf(situation: Situation, name: string): Held | undefined {
  const held = situation.recall(name) as Partial<Held> | null | undefined;
  if (typeof held?.since !== "number" || !isDeparture(held.departure)) return undefined;
  return { since: held.since, departure: { ...held.departure } };
}

/** The state of the round before, as a copy: a round must be repeatable. */
function stateOf<T>(
  situation: Situation,
  name: string,
  isState: (value: unknown) => value is T,
  start: () => T,
): T {
  const kept: unknown = situation.recall(name);
  return isState(kept) ? structuredClone(kept) : start();
}

const none: Sample = { value: 0, part: 0, count: 0 };

type Found = NonNullable<CountState["evidence"]["change"]>;

const isOld = (change: Readonly<Found> | undefined, at: number, acceptMs: number): boolean =>
  change !== undefined && acceptMs > 0 && at - change.foundAt >= acceptMs;

/** The share of a change in the units of the value: what is tested may be a part of it. */
const shareSince = ({ observed, expected }: Found, usual: number): Seen => ({
  observed: (observed / expected) * usual,
  expected: usual,
});

/** What was seen since a change began, and would have been without it. */
interface Seen {
  readonly observed: number;
  readonly expected: number;
}

/** What the detector knows of a value. */
interface KnownOfValue {
  readonly open: Found | undefined;
  readonly band: { readonly expected: number; readonly low: number; readonly high: number } | undefined;
  readonly seen: Seen | undefined;
  readonly words: (value: number) => string;
}

function verdictOf(
  at: number,
  value: number,
  { open, band, seen, words }: KnownOfValue,
  { direction = "both" }: Anomaly,
): Verdict {
  const values = band === undefined ? {} : { expected: band.expected, low: band.low, high: band.high };
  const side = open !== undefined && open.alternative < 1 ? "below" : "above";
  if (open === undefined || (direction !== "both" && direction !== side))
    return { outcome: "clear", value, values };
  const since = `${new Date(open.since).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const usual = band === undefined ? "" : `, expected about ${words(band.expected)}`;
  const level = side === "below" ? "Lower" : "Higher";
  return {
    outcome: "holds",
    value,
    values: {
      ...values,
      ...(seen !== undefined && {
        "observed since": seen.observed,
        "expected since": seen.expected,
        "minutes since": Math.max(1, Math.round((at - open.since) / minuteMs)),
      }),
    },
    reason: `${level} level since ${since}: observed ${words(value)}${usual}.`,
  };
}

const countWords = (value: number): string => String(Number(value.toPrecision(4)));
const shareWords = (value: number): string => `${Number((value * 100).toPrecision(3))} %`;
