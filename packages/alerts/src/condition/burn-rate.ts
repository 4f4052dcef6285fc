// How fast an error budget burns, over pairs of a long and a short window (The Site Reliability Workbook, chapter 5).
import { type AlertSeverity, alertSeverities } from "catalog/alert-severity";
import type { Input } from "./reading.ts";
import { type Counts, type Sample, shownCounts } from "./sample.ts";
import type { Evaluator, Situation, Verdict } from "./verdict.ts";

interface BurnPair {
  readonly long: Input;
  /** With the time since when there is telemetry: a pair is judged when its short window has any before it. */
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
      const outcomes = pairs.map((pair) => {
        const [long, short] = [situation.read(pair.long), situation.read(pair.short)];
        if (typeof long === "string" || typeof short === "string") return "error";
        const burns = [long, short].map((sample) => burnOf(sample, countsBad, budget));
        for (const [index, burn] of burns.entries())
          if (burn !== undefined) values[`burn ${pair.names[index]!}`] = burn;
        if (long?.count !== undefined) Object.assign(values, countsIn(long, pair.names[0], countsBad));
        if (long === undefined || burns[0] === undefined) return "noData";
        // no traffic in the short window: neither burning nor over
        if (burns[1] === undefined) return "unsure";
        // an hour of telemetry does not say how a day goes
        if (!situation.isCovered(pair.short)) return "clear";
        const isBurning = burns[0] > pair.factor && burns[1] > pair.factor;
        return isBurning && badOf(long, countsBad) >= minBad ? "holds" : "clear";
      });
      const burning = mostUrgent(pairs, outcomes);
      const pair = pairs[Math.max(0, burning)]!;
      const value = values[`burn ${pair.names[0]}`];
      return {
        ...summary(outcomes, situation, pairs),
        ...(value !== undefined && { value, badness: value }),
        ...(burning >= 0 && { severity: pair.severity }),
        values: { ...values, target, ...(burning >= 0 && { pair: burning + 1 }) },
      };
    },
  };
}

/** The place of the most urgent pair that burns, of equal ones the first; −1 when none burns. */
function mostUrgent(pairs: readonly BurnPair[], outcomes: readonly Verdict["outcome"][]): number {
  const urgencyOf = ({ severity }: BurnPair): number => alertSeverities.indexOf(severity);
  const burning = [...pairs.keys()].filter((place) => outcomes[place] === "holds");
  return burning.toSorted((a, b) => urgencyOf(pairs[a]!) - urgencyOf(pairs[b]!))[0] ?? -1;
}

function summary(
  outcomes: readonly Verdict["outcome"][],
  situation: Situation,
  pairs: readonly BurnPair[],
): Verdict {
  for (const outcome of ["holds", "error", "unsure", "clear"] as const) {
    if (!outcomes.includes(outcome)) continue;
    const failed = pairs.flatMap(({ long, short }) => [situation.read(long), situation.read(short)]);
    const reason = failed.find((one) => typeof one === "string");
    return outcome === "error" && reason !== undefined ? { outcome, reason } : { outcome };
  }
  return { outcome: "noData" };
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
