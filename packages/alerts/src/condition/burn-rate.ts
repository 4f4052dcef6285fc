// How fast an error budget burns, over pairs of a long and a short window (The Site Reliability Workbook, chapter 5).
import { type AlertSeverity, alertSeverities } from "catalog/alert-severity";
import { partlyCovered } from "./covered.ts";
import type { Input } from "./reading.ts";
import { type Counts, type Sample, shownCounts } from "./sample.ts";
import type { Evaluator, Situation, Verdict } from "./verdict.ts";

interface BurnPair {
  readonly long: Input;
  /** With the time since when there is telemetry: a pair is judged when its short window is covered by it. */
  readonly short: Input;
  /** Names of the windows in the values: `1h`. */
  readonly names: readonly [long: string, short: string];
  readonly factor: number;
  readonly severity: AlertSeverity;
}

export interface BurnOptions {
  readonly pairs: readonly BurnPair[];
  readonly target: number;
  /** Whether the source counts what is bad: failures, errors. */
  readonly countsBad: boolean;
  readonly minBad: number;
}

export function burnRateEvaluator({ pairs, target, countsBad, minBad }: BurnOptions): Evaluator {
  const budget = 1 - target;
  return {
    inputs: pairs.flatMap(({ long, short }) => [long, short]),
    evaluate: (situation) => {
      const values: Record<string, number> = {};
      const outcomes = pairs.map((pair): PairOutcome => {
        const [long, short] = [situation.read(pair.long), situation.read(pair.short)];
        if (typeof long === "string" || typeof short === "string") return "error";
        const burns = [long, short].map((sample) => burnOf(sample, countsBad, budget));
        for (const [index, burn] of burns.entries())
          if (burn !== undefined) values[`burn ${pair.names[index]!}`] = burn;
        if (long?.count !== undefined) Object.assign(values, countsIn(long, pair.names[0], countsBad));
        if (long === undefined || burns[0] === undefined) return "noData";
        // no traffic in the short window: neither burning nor over, unless the long window says that it is over
        if (burns[1] === undefined) return burns[0] > pair.factor ? "unsure" : "clear";
        const isOver = burns[0] > pair.factor && burns[1] > pair.factor;
        return judge(pair, isOver && badOf(long, countsBad) >= minBad, situation);
      });
      const burning = mostUrgent(pairs, outcomes);
      const pair = pairs[Math.max(0, burning)]!;
      const value = values[`burn ${pair.names[0]}`];
      return {
        ...(summary(outcomes, situation, pairs) ?? tooEarly(outcomes, situation, pairs, values)),
        ...(value !== undefined && { value, badness: value }),
        ...(burning >= 0 && { severity: severityOf(pair, pairs, outcomes, situation) }),
        values: { ...values, target, ...(burning >= 0 && { pair: burning + 1 }) },
      };
    },
  };
}

function judge({ short }: BurnPair, isBurning: boolean, situation: Situation): PairOutcome {
  if (!isBurning) return "clear";
  if (situation.coveredMs(short) === short.windowMs) return "holds";
  // an hour of telemetry does not say how a day goes: it neither begins an alert nor keeps one
  return situation.isFiring ? "clear" : "tooEarly";
}

/** `tooEarly`: it burns, and there is no telemetry before its short window. */
type PairOutcome = Verdict["outcome"] | "tooEarly";

/** The place of the most urgent pair that burns, of equal ones the first; −1 when none burns. */
function mostUrgent(pairs: readonly BurnPair[], outcomes: readonly PairOutcome[]): number {
  const urgencyOf = ({ severity }: BurnPair): number => alertSeverities.indexOf(severity);
  const burning = [...pairs.keys()].filter((place) => outcomes[place] === "holds");
  return burning.toSorted((a, b) => urgencyOf(pairs[a]!) - urgencyOf(pairs[b]!))[0] ?? -1;
}

const unknown: ReadonlySet<PairOutcome> = new Set(["unsure", "noData", "error"]);

/** An alert becomes less urgent when a pair is over, not when nothing is known of it: no traffic in one of its windows, or no answer. */
function severityOf(
  { severity }: BurnPair,
  pairs: readonly BurnPair[],
  outcomes: readonly PairOutcome[],
  { severity: before }: Situation,
): AlertSeverity {
  const isKept = pairs.some((one, place) => one.severity === before && unknown.has(outcomes[place]!));
  return isKept && alertSeverities.indexOf(before!) < alertSeverities.indexOf(severity) ? before! : severity;
}

/** Undefined: it is too early for some pairs, which decides. */
function summary(
  outcomes: readonly PairOutcome[],
  situation: Situation,
  pairs: readonly BurnPair[],
): Verdict | undefined {
  const kept = isLost(outcomes, situation, pairs) ? (["noData"] as const) : [];
  for (const outcome of ["holds", "error", "unsure", "tooEarly", ...kept, "clear"] as const) {
    if (!outcomes.includes(outcome)) continue;
    if (outcome === "tooEarly") return undefined;
    const failed = pairs.flatMap(({ long, short }) => [situation.read(long), situation.read(short)]);
    const reason = failed.find((one) => typeof one === "string");
    return outcome === "error" && reason !== undefined ? { outcome, reason } : { outcome };
  }
  return { outcome: "noData" };
}

/** Whether a pair for which the alert may fire has no requests at all: it is not over by that. */
function isLost(
  outcomes: readonly PairOutcome[],
  { isFiring, severity: before }: Situation,
  pairs: readonly BurnPair[],
): boolean {
  const isOfAlert = ({ severity }: BurnPair): boolean => before === undefined || severity === before;
  return isFiring && pairs.some((pair, place) => outcomes[place] === "noData" && isOfAlert(pair));
}

/** `burning at 100 ×, above 14.4 ×, but there is telemetry of 3 of 5 minutes`. */
function tooEarly(
  outcomes: readonly PairOutcome[],
  situation: Situation,
  pairs: readonly BurnPair[],
  values: Readonly<Record<string, number>>,
): Verdict {
  const { short, names, factor } = pairs[outcomes.indexOf("tooEarly")]!;
  const burn = Number(values[`burn ${names[0]}`]!.toPrecision(3));
  const reason = `burning at ${burn} ×, above ${factor} ×, but ${partlyCovered(situation, short)!}`;
  return { outcome: "unsure", isTooEarly: true, reason };
}

/** Times faster than the budget allows; undefined without events. */
function burnOf(sample: Sample | undefined, countsBad: boolean, budget: number): number | undefined {
  if (sample === undefined || sample.count === 0 || !Number.isFinite(sample.value)) return undefined;
  return (countsBad ? sample.value : 1 - sample.value) / budget;
}

/** `bad 1h`, `count 1h`; of sampled events also `recorded 1h`. */
function countsIn(sample: Sample, window: string, countsBad: boolean): Readonly<Record<string, number>> {
  const counts = shownCounts(sample);
  const { count = 0, recorded } = counts;
  return {
    [`bad ${window}`]: badOf(counts, countsBad),
    [`count ${window}`]: count,
    ...(recorded !== undefined && { [`recorded ${window}`]: recorded }),
  };
}

function badOf({ part = 0, count = 0 }: Partial<Counts>, countsBad: boolean): number {
  return countsBad ? part : count - part;
}
