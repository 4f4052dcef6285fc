// Anomalies of values that are neither counts nor shares. What was expected when one began stays until values are back there.
import {
  alternating,
  type Assessment,
  createDetector,
  type Departure,
  departureOf,
  type Detector,
  type DetectorState,
  isDeparture,
  isDetectorState,
  rejoin,
  resume,
} from "detect";
import type { Input } from "./reading.ts";
import { type Anomaly, type DetectorEvaluator, partMs, stateOf, type Timing } from "./anomaly-parts.ts";
import { type Json, type Situation, type Verdict, withSample } from "./verdict.ts";
import { hasOtherWindow } from "./window-kept.ts";

/** Values whose distribution is not known use their budget up, which counts and shares do not. */
const valueBudget = 1;

/** Any other value: what was expected when the anomaly began stays until values are back there. */
export function valueEvaluator(name: string, timing: Timing, anomaly: Anomaly): DetectorEvaluator {
  const { input, step, acceptMs } = timing;
  const isLong = input.windowMs > partMs;
  const hasPart = step.windowMs < input.windowMs;
  const { falseAlarmsPerWeek = valueBudget, direction = "both" } = anomaly;
  const detector = createDetector({
    weeklyFalseAlarmsPerHundredSeries: falseAlarmsPerWeek,
    confirmsValues: true,
  });
  return {
    inputs: hasPart ? [input, step] : [input],
    evaluate: (situation, isAccepted) =>
      withSample(situation, input, ({ value }): Verdict => {
        const { at } = situation;
        const { before, known } = rememberedOf(situation, name, input, detector);
        // while an anomaly is held nothing is learned: the time since then is not a gap, and its values are not usual
        if (before === undefined) rejoin(known, at, value);
        const isOld = before !== undefined && isOverdue(before, at, acceptMs);
        // what was learned stays when it is another part of the condition that fires
        const isAnomaly = before !== undefined || known.incident !== null;
        const isNew = isOld || (isAccepted && isAnomaly);
        if (before !== undefined && !isNew) {
          const part = confirming(situation, before, hasPart ? step : undefined, value);
          if (typeof part === "string") return { outcome: "error", reason: part };
          const seen = { detector, known, at, value, isLong, part };
          const verdict = followed(seen, before, step.windowMs, direction);
          if (verdict !== undefined) {
            situation.keep(`${name}.held`, before as unknown as Json);
            return verdict;
          }
        }
        const state = isNew ? detector.start() : known;
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
        const held: Held = { since: at, value, isSure: !departure.isJump, departure };
        situation.keep(`${name}.held`, held as unknown as Json);
        return held.isSure ? verdict : unsure(verdict, value);
      }),
  };
}

/** The anomaly that lasts, and what is known of the series: nothing of windows of another length. */
function rememberedOf(
  situation: Situation,
  name: string,
  input: Input,
  { start }: Detector,
): { readonly before: Held | undefined; readonly known: DetectorState } {
  if (hasOtherWindow(situation, name, input)) return { before: undefined, known: start() };
  return {
    before: heldOf(situation, `${name}.held`),
    known: stateOf<DetectorState>(situation, name, isDetectorState, start),
  };
}

/** The value that confirms an anomaly, which one that is sure does not need; or why it cannot be read. */
function confirming(
  situation: Situation,
  { isSure }: Held,
  part: Input | undefined,
  value: number,
): number | string | undefined {
  if (isSure || part === undefined) return value;
  const sample = situation.read(part);
  return typeof sample === "string" ? sample : sample?.value;
}

/** What one value alone says, however far away it is: the next one may be usual. */
const unsure = ({ values }: Pick<Verdict, "values">, value: number): Verdict => ({
  outcome: "unsure",
  isBeyond: true,
  value,
  ...(values !== undefined && { values }),
  reason: "one value beyond the usual band: needs a second one",
});

/** A value, and what was known before the anomaly. */
interface Followed {
  readonly detector: Detector;
  readonly known: DetectorState;
  readonly at: number;
  readonly value: number;
  /** Whether the window is long, and then the value that confirms: of its last part, or of all of it where values add up. */
  readonly isLong: boolean;
  readonly part: number | undefined;
}

/** The verdict while an anomaly goes on, which it adds to `held`; `undefined` when it is over, or was a single value. */
function followed(
  seen: Followed,
  held: Held,
  windowMs: number,
  direction: NonNullable<Anomaly["direction"]>,
): Verdict | undefined {
  const { detector, known, at, value } = seen;
  const { departure } = held;
  if (held.isSure) {
    const found = detector.follow(known, departure, at, value, direction !== "both");
    if (!found.isBack) return verdictOfHeld(departure, found, value);
    resume(known, at);
    return undefined;
  }
  const found = detector.confirm(known, departure, at, value);
  const isAcross = direction === "both" && found.isAcross;
  if (!found.isBeyond && !isAcross) {
    learnSpike(seen, held);
    return undefined;
  }
  if (isAcross) held.acrossAt ??= at;
  held.isSure = isConfirmed(held, seen, windowMs);
  if (held.isSure && held.acrossAt !== undefined) held.departure = alternating(departure, value);
  return held.isSure ? verdictOfHeld(held.departure, found, value) : unsure({ values: bandOf(found) }, value);
}

/** Whether a value beyond is another one than the first. Of values that alternate the third one counts: a single event may overshoot. */
function isConfirmed(
  { since, acrossAt, value: first, departure }: Held,
  { at, value, isLong, part }: Followed,
  windowMs: number,
): boolean {
  const isAcross = acrossAt !== undefined;
  const distanceOf = (one: number): number =>
    isAcross ? Math.abs(one - departure.expected) : departure.side * (one - departure.expected);
  const distance = Math.abs(first - departure.expected);
  // windows that overlap show one value several times, but do not let it grow
  if (!isAcross && distanceOf(value) >= grownTimes * distance) return true;
  const isPast = at - (acrossAt ?? since) >= windowMs;
  return isPast && (!isLong || (part !== undefined && distanceOf(part) >= distance / 2));
}

/** By how much a value is further away that is not the first one again. */
const grownTimes = 1.5;

/** A single value is part of what is usual, and begins nothing. In a long window it hid the values since. */
function learnSpike({ detector, known, at, value }: Followed, spike: Held): void {
  rejoin(known, at, value);
  const { fast } = known;
  detector.step(known, spike.since, spike.value);
  known.incident = null;
  known.fast = fast;
  known.lastTime = Math.max(known.lastTime, at - known.interval);
}

/** The side of a departure that a direction means. */
const sides = { above: 1, below: -1, both: undefined } as const;

const isOverdue = ({ since }: Held, at: number, acceptMs: number): boolean =>
  acceptMs > 0 && at - since >= acceptMs;

type Band = Pick<Assessment, "expected" | "low" | "high">;

const bandOf = ({ expected, low, high }: Band): NonNullable<Verdict["values"]> =>
  expected === undefined || low === undefined || high === undefined ? {} : { expected, low, high };

const verdictOfHeld = ({ sentence }: Departure, band: Band, value: number): Verdict => ({
  outcome: "holds",
  value,
  values: bandOf(band),
  reason: sentence,
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
  const { kind, sentence } = found;
  // `onNoData` decides about values that were missing: this one is there again, or a console that was off
  const isNone = kind === undefined || kind === "missing";
  const isMeant = direction === "both" || direction === sideOf(found, value);
  const values = bandOf(found);
  if (isOver || isNone || !isMeant) return { outcome: "clear", value, values };
  return { outcome: "holds", value, values, reason: sentence };
}

/** An anomaly on one side, and since when it is there. */
interface Held {
  readonly since: number;
  /** The first value of it. */
  readonly value: number;
  /** Whether more than one value says so. */
  isSure: boolean;
  /** When a value was beyond the band on the other side, of values that each were beyond it. */
  acrossAt?: number;
  departure: Departure;
}

/** A copy: a round must be repeatable. */
function heldOf(situation: Situation, name: string): Held | undefined {
  const held = situation.recall(name) as Partial<Held> | null | undefined;
  if (typeof held?.since !== "number" || !isDeparture(held.departure)) return undefined;
  const { since, departure, value = departure.expected, isSure = true, acrossAt } = held;
  return {
    since,
    value,
    isSure,
    ...(typeof acrossAt === "number" && { acrossAt }),
    departure: { ...departure },
  };
}
