// A value above or below a limit, with a recovery threshold.
import type { Input } from "./reading.ts";
import { shownCounts } from "./sample.ts";
import { type Evaluator, type Verdict, withSample } from "./verdict.ts";

/** As a rule declares it: one of `above` and `below`. */
export interface Limit {
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly recover?: number | undefined;
}

export function thresholdEvaluator(input: Input, declared: Limit): Evaluator {
  return {
    inputs: [input],
    evaluate: (situation) =>
      withSample(situation, input, (sample): Verdict => {
        const { value } = sample;
        const { side, limit, isBeyond } = lineOf(declared, situation.isFiring);
        const values = { limit, ...shownCounts(sample) };
        const badness = badnessBeyond(side, value);
        return { outcome: isBeyond(value) ? "holds" : "clear", value, values, badness };
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
