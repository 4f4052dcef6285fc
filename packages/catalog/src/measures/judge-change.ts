// Whether a change is for the better: by the direction that the measure declares, and nowhere else.
import type { Measure } from "./measure.ts";

export type Judgement = "bad" | "good" | "usual";

/** A change for more (`sign` above 0) or less; `usual` without a change, or where neither direction is good. */
export function judgeChange({ good }: Pick<Measure, "good">, sign: number): Judgement {
  if (sign === 0 || good === undefined) return "usual";
  return sign > 0 === (good === "more") ? "good" : "bad";
}
