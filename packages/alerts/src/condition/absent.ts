// No data in the window.
import { isCounted } from "../source/sources.ts";
import { type Input, inputWithCover } from "./reading.ts";
import type { Evaluator, Verdict } from "./verdict.ts";

/**
 * For things that are counted, a count of 0 means that there is no data. A store that has telemetry for less than a window says nothing
 * yet, nor does a service that began within it.
 */
export function absentEvaluator(of: Input): Evaluator {
  const input = inputWithCover(of);
  const counted = isCounted(input.source);
  return {
    inputs: [input],
    evaluate: (situation) => {
      const sample = situation.read(input);
      if (typeof sample === "string") return { outcome: "error", reason: sample };
      const value = sample?.value;
      if (value !== undefined && Number.isFinite(value) && !(counted && value === 0))
        return { outcome: "clear", value };
      const isCovered = situation.coveredMs(input) === input.windowMs;
      const outcome: Verdict = isCovered
        ? { outcome: "holds" }
        : { outcome: "unsure", reason: "telemetry began within the window" };
      return value === undefined ? outcome : { ...outcome, value };
    },
  };
}
