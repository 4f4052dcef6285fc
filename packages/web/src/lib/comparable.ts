// Whether two periods have enough data to compare. A factor against a nearly empty hour says when data began to arrive, not what changed.

import { leastEvidence } from "catalog/measures";

/** The first minutes of new data are less than this share of the hour that follows. */
const minShare = 0.01;

/** What prevents a comparison, in words for the page. */
export type Lack =
  | "not complete"
  | "completeness unknown"
  | "no data before"
  | "too little before"
  | "too little now"
  | "several currencies";

/** Why counts and rates of `now` cannot be compared with those of `before` observations; `undefined` where they can. */
export function lackOfCounts(now: number, before: number | undefined): Lack | undefined {
  if (before === undefined || before === 0) return "no data before";
  return before < leastEvidence || before < now * minShare ? "too little before" : undefined;
}

/** The same for shares and durations, which need enough observations on both sides. */
export function lackOfFigures(now: number, before: number | undefined): Lack | undefined {
  return lackOfCounts(now, before) ?? (now < leastEvidence ? "too little now" : undefined);
}
