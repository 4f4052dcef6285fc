// What all anomalies as conditions share: how they are evaluated, and what they keep.
import type { Input } from "./reading.ts";
import type { Situation, Verdict } from "./verdict.ts";

/** A single value shows in all windows that it is in. Longer ones have a last part without it. */
export const partMs = 10 * 60_000;

export interface Anomaly {
  readonly direction?: "both" | "above" | "below" | undefined;
  readonly falseAlarmsPerWeek?: number | undefined;
}

/** A time in which nothing is learned and nothing decided. Unix ms. */
export interface Holiday {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** How the condition is evaluated. */
export interface Timing {
  /** The window of the rule, whose value is shown. */
  readonly input: Input;
  /**
   * The part of it that the detector gets: a window that does not overlap the one before. Of values other than counts and shares the
   * detector gets the whole window, and its last part confirms what a long one shows.
   */
  readonly step: Input;
  /** Entries that a share needs to be an anomaly. */
  readonly minCount: number;
  /** After so long the new level is the usual one; 0: never. */
  readonly acceptMs: number;
  readonly holidays: readonly Holiday[];
}

/** The holiday that windows from that which ends at `last` to that which ends at `at` have a part of. */
export function holidayBetween({ input, holidays }: Timing, last: number, at: number): Holiday | undefined {
  return holidays.find(({ fromMs, toMs }) => at > fromMs && last - input.windowMs < toMs);
}

/** An evaluator that is also given whether the level is accepted now. */
export interface DetectorEvaluator {
  readonly inputs: readonly Input[];
  evaluate(situation: Situation, isAccepted: boolean): Verdict;
}

/** The state of the round before, as a copy: a round must be repeatable. */
export function stateOf<T>(
  situation: Situation,
  name: string,
  isState: (value: unknown) => value is T,
  start: () => T,
): T {
  const kept: unknown = situation.recall(name);
  return isState(kept) ? structuredClone(kept) : start();
}
