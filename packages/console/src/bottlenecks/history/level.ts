// Whether the calls of an hour are slower than those of the hours before: the first look, at roll-ups only. Levels are logarithms, so that
// one very long call among many changes little.
import { median, quantile, spread } from "./robust.ts";

/** Calls of one name in a piece of time. */
export interface Step {
  /** Unix seconds. */
  readonly time: number;
  readonly calls: number;
  /** Mean of 4 · log2 of the durations in ns, as the roll-ups count them: 4 is twice as long. */
  readonly level: number;
}

/** What was usual. */
export interface Usual {
  readonly level: number;
  /** Hours in which it was usual, the latest last; at most {@link mostHours}. */
  readonly hours: readonly number[];
}

const minCalls = 30;
const minHours = 12;
const mostHours = 6;
/** Half as long again. */
const minRise = 4 * Math.log2(1.5);
const daySeconds = 86_400;
/** How far above what the hours before vary. */
const minSpreads = 4;

/** What was usual before the hour `time`, when the hour is much slower; else `undefined`. */
export function slowerThanUsual(steps: readonly Step[], time: number): Usual | undefined {
  const now = steps.find((step) => step.time === time);
  const before = steps.filter((step) => step.time < time && step.calls >= minCalls);
  if (now === undefined || now.calls < minCalls || before.length < minHours) return undefined;
  const levels = before.map(({ level }) => level);
  const usual = median(levels);
  const highest = Math.max(quantile(levels, 0.95), levelAtThisTime(before, time));
  const noise = minSpreads * spread(levels);
  if (now.level - usual < Math.max(minRise, noise) || now.level - highest < minRise / 2) return undefined;
  const hours = before.filter(({ level }) => Math.abs(level - usual) <= minRise / 2);
  return {
    level: usual,
    hours: hours
      .toSorted((a, b) => a.time - b.time)
      .slice(-mostHours)
      .map((step) => step.time),
  };
}

/** What is usual at this time of day, or was a week ago. */
function levelAtThisTime(before: readonly Step[], time: number): number {
  const daily = before.filter((step) => (time - step.time) % daySeconds === 0);
  const weekAgo = daily.find((step) => time - step.time === 7 * daySeconds);
  return Math.max(median(daily.map(({ level }) => level)), weekAgo?.level ?? 0);
}

/** A level as a duration in ms. */
export function levelMs(level: number): number {
  // a bucket begins at its number
  return 2 ** ((level + 0.5) / 4) / 1e6;
}
