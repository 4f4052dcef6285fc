// A value above or below a limit, with a recovery threshold.
import { growsInWindow, isRate } from "../source/sources.ts";
import { partlyCovered } from "./covered.ts";
import { type Input, inputWithCover } from "./reading.ts";
import { shownCounts, wholeOf } from "./sample.ts";
import { type Evaluator, type Verdict, withSample } from "./verdict.ts";

/** As a rule declares it: one of `above` and `below`. */
export interface Limit {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly recover?: number | undefined;
}

/**
 * What is counted says nothing of a window that began before its telemetry: an alert needs the whole window, so that it begins neither because
 * little of it is there, nor by the first minutes of a service alone. What is beyond an upper limit in all of the window stays so. To end an
 * alert, the covered part is enough.
 *
 * @param isNegated whether the condition holds when the value is not beyond the limit.
 */
export function thresholdEvaluator(of: Input, declared: Limit, isNegated: boolean): Evaluator {
  const { source } = of;
  const isLow = declared.below !== undefined || isNegated;
  const isGrowing = growsInWindow(source) && (isLow || isRate(source));
  const input = isGrowing ? inputWithCover(of) : of;
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, (sample): Verdict => {
        const { value } = sample;
        const { side, limit, isBeyond } = lineOf(declared, situation.isFiring);
        const values = { limit, ...shownCounts(sample) };
        const badness = badnessBeyond(side, value);
        const outcome = isBeyond(value) ? "holds" : "clear";
        const wouldAlert = (outcome === "holds") !== isNegated;
        const isHigh = (side === "above") === (outcome === "holds");
        const isSure = isHigh && isBeyond(wholeOf(sample)) === isBeyond(value);
        const reason = isGrowing && wouldAlert && !isSure ? partlyCovered(situation, input) : undefined;
        if (reason === undefined) return { outcome, value, values, badness };
        const where = outcome === "holds" ? side : `not ${side}`;
        return {
          outcome: "unsure",
          isTooEarly: true,
          value,
          values,
          reason: `${where} ${limit}, but ${reason}`,
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
