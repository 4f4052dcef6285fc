// Whether a difference is significant. Small numbers never are.

import { type Judgement, judgeChange, type MeasureKey, measureOf, shareOf } from "catalog/measures";

export interface Share {
  /** `count` of `total`. */
  readonly count: number;
  readonly total: number;
}

/** Beyond this many standard errors a change gets a sentence: about 1 in 16,000 by chance alone. */
export const loud = 4;
/** Beyond this many standard errors a change is coloured: about 1 in 370 by chance alone. */
export const notable = 3;

/**
 * The two-proportion test: by how many standard errors `now` lies above `before`, pooled.
 *
 * 0 when one side is empty or when nothing varies.
 */
export function proportionZ(now: Share, before: Share): number {
  const [share, shareBefore] = [shareOf(now.count, now.total), shareOf(before.count, before.total)];
  if (share === null || shareBefore === null) return 0;
  const pooled = (now.count + before.count) / (now.total + before.total);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / now.total + 1 / before.total));
  return error === 0 ? 0 : (share - shareBefore) / error;
}

/**
 * By how many standard errors a mean or a sum of `now` differs from `before`, knowing only how many each is made of.
 *
 * `spread` is the standard deviation of one observation over its mean; 1.5 suits amounts and durations.
 */
export function ratioZ(
  now: { value: number; count: number },
  before: { value: number; count: number },
  spread = 1.5,
): number {
  if (now.count === 0 || before.count === 0 || before.value <= 0 || now.value <= 0) return 0;
  const error = spread * Math.sqrt(1 / now.count + 1 / before.count);
  return Math.log(now.value / before.value) / error;
}

/** Whether a measure changed for the better or the worse by `z` standard errors; `usual` when chance explains it. */
export function verdictOf(key: MeasureKey, z: number): Judgement {
  return Math.abs(z) > notable ? judgeChange(measureOf(key), z) : "usual";
}
