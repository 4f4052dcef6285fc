// No data in the window.
import { isCounted } from "../source/sources.ts";
import type { Input } from "./reading.ts";
import type { Evaluator } from "./verdict.ts";

/** For things that are counted, a count of 0 means that there is no data. */
export function absentEvaluator(input: Input): Evaluator {
  const counted = isCounted(input.source);
  return {
    inputs: [input],
    evaluate: (situation) => {
      const sample = situation.read(input);
      if (typeof sample === "string") return { outcome: "error", reason: sample };
      if (sample === undefined) return { outcome: "holds" };
      const { value } = sample;
      return { outcome: !Number.isFinite(value) || (counted && value === 0) ? "holds" : "clear", value };
    },
  };
}
