// A value above or below a limit, with a recovery threshold.
import { growsInWindow } from "../source/sources.ts";
import { partlyCovered } from "./covered.ts";
import { type Input, inputWithSince } from "./reading.ts";
import { shownCounts } from "./sample.ts";
import { type Evaluator, type Verdict, withSample } from "./verdict.ts";

/** As a rule declares it: one of `above` and `below`. */
export interface Limit {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly recover?: number | undefined;
}

/**
 * What is counted is below a limit when telemetry began within the window, too: that says nothing yet.
 *
 * @param isNegated whether the condition holds when the value is not beyond the limit.
 */
export function thresholdEvaluator(of: Input, declared: Limit, isNegated: boolean): Evaluator {
  const isGrowing = (declared.below !== undefined || isNegated) && growsInWindow(of.source);
  const input = isGrowing ? inputWithSince(of) : of;
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, (sample): Verdict => {
        const { value } = sample;
        const { side, limit, isBeyond } = lineOf(declared, situation.isFiring);
        const values = { limit, ...shownCounts(sample) };
        const badness = badnessBeyond(side, value);
        const outcome = isBeyond(value) ? "holds" : "clear";
        const isLow = (side === "below") === (outcome === "holds");
        const reason = isGrowing && isLow ? partlyCovered(situation, input) : undefined;
        if (reason === undefined) return { outcome, value, values, badness };
        const low = side === "below" ? "below" : "not above";
        return {
          outcome: "unsure",
          isTooEarly: true,
          value,
          values,
          reason: `${low} ${limit}, but ${reason}`,
        };
      }),
  };
}

/** Of a value with a limit. It does not depend on the limit, which may change while an alert fires. */
export const badnessBeyond = (side: "above" | "below", value: number): number =>
  side === "above" ? value : -value;

/** What a value is compared with. */
export interface Line {
  readonly side: "above" | "below";
  readonly limit: number;
  readonly isBeyond: (value: number) => boolean;
}

/** The limit that decides: of a firing alert the one at which it recovers. */
export function lineOf({ above, below, recover }: Limit, isFiring: boolean): Line {
  const side = above === undefined ? "below" : "above";
  const at = (above ?? below)!;
  const limit = isFiring ? (recover ?? at) : at;
  return { side, limit, isBeyond: (value) => (side === "above" ? value > limit : value < limit) };
}
