// Anomalies of a value as a condition. What was expected before an anomaly stays until it is over: an alert does not get used to a fault.
import {
  acceptCounts,
  acceptShares,
  type CountState,
  createCountDetector,
  createShareDetector,
  isCountState,
  isShareState,
  type ShareState,
} from "detect";
import {
  type Anomaly,
  type DetectorEvaluator,
  type Holiday,
  holidayBetween,
  partMs,
  stateOf,
  type Timing,
} from "./anomaly-parts.ts";
import { valueEvaluator } from "./anomaly-value.ts";
import { addsUp, growsInWindow, isShare, type Source, unitOf } from "../source/sources.ts";
import { partlyCovered } from "./covered.ts";
import { type Input, inputWithCover } from "./reading.ts";
import { testedCounts } from "./evidence.ts";
import type { Sample } from "./sample.ts";
import { type Evaluator, type Json, type Situation, type Verdict, withSample } from "./verdict.ts";

const minuteMs = 60_000;

/** The window that the detector gets: a minute, or the time between two evaluations. Of other values, what confirms that of a long one. */
export function detectorWindowMs(source: Source, windowMs: number, everyMs: number): number {
  if (isShare(source) || unitOf(source) === "count") return Math.max(minuteMs, everyMs);
  return addsUp(source) ? windowMs : Math.min(windowMs, Math.max(partMs, everyMs));
}

/** Nothing is learned of what is counted in windows that telemetry does not cover: their values grow without a reason. */
export function anomalyEvaluator(name: string, of: Timing, anomaly: Anomaly): Evaluator {
  const isGrowing = growsInWindow(of.input.source);
  const timing = isGrowing ? { ...of, input: inputWithCover(of.input) } : of;
  const detector = detectorEvaluator(name, timing, anomaly);
  const acceptedName = `${name}.accepted`;
  return {
    inputs: detector.inputs,
    evaluate(situation) {
      const { acceptance, at } = situation;
      const isAccepted = acceptance !== undefined && situation.recall(acceptedName) !== acceptance.since;
      const holiday = holidayBetween(timing, at, at);
      if (holiday !== undefined && !isAccepted) return verdictInHoliday(situation, timing.input, holiday);
      const uncovered = isGrowing ? partlyCovered(situation, timing.input) : undefined;
      if (uncovered !== undefined) return tooEarly(situation, timing.input, uncovered);
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

function tooEarly(situation: Situation, input: Input, uncovered: string): Verdict {
  return withSample(situation, input, ({ value }) => ({
    outcome: "unsure",
    isTooEarly: true,
    value,
    reason: `no expectation yet: ${uncovered}`,
  }));
}

/** As of too little data, also without any: what the alert is stays. */
function verdictInHoliday(situation: Situation, input: Input, { name }: Holiday): Verdict {
  const { value } = withSample(situation, input, (sample) => ({ outcome: "unsure", value: sample.value }));
  return { outcome: "unsure", ...(value !== undefined && { value }), reason: `holiday ${name}` };
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
