// What became of a pattern since the period before.
import type { LogPattern } from "contract";

/** Figures of a pattern in two periods. */
export interface PatternFigures {
  readonly now: number;
  readonly earlier: number;
  readonly firstNs: bigint;
}

/** A pattern that was rarer before can be missing by chance. */
const minGone = 5;
const minGrown = 10;
const growsBy = 1.5;
const standardErrors = 4;

/** @param isCompared whether the period before has records. */
export function stateOf(
  { now, earlier, firstNs }: PatternFigures,
  fromNs: bigint,
  isCompared: boolean,
): LogPattern["state"] {
  if (!isCompared) return "steady";
  if (now === 0) return earlier >= minGone ? "gone" : "steady";
  if (earlier === 0 && firstNs >= fromNs) return "new";
  const hasGrown =
    now >= minGrown && now >= growsBy * earlier && now - earlier >= standardErrors * Math.sqrt(now + earlier);
  return hasGrown ? "growing" : "steady";
}

/** The order of a list: what changed comes first. */
export const stateRanks: Readonly<Record<LogPattern["state"], number>> = {
  new: 0,
  gone: 1,
  growing: 2,
  steady: 3,
};
