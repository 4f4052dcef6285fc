// What the attempts of people say about time: between steps, from the first to the last step, and when they entered.
import type { FunnelTrendBucket, TimeToConvert } from "contract";
import type { Attempt } from "./attempts.ts";

/** Median and 90th percentile of a time; `null` without anybody. */
export interface TimeFigures {
  readonly medianMs: number | null;
  readonly p90Ms: number | null;
}

const mostBars = 24;
const niceMs = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000,
  600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 21_600_000, 43_200_000, 86_400_000, 604_800_000,
  2_592_000_000,
];

/** The time from the step before to each of `stepCount` steps. The first has none. */
export function timesBetweenSteps(attempts: readonly Attempt[], stepCount: number): TimeFigures[] {
  return Array.from({ length: stepCount }, (_, at) =>
    figuresOf(
      at === 0 ? [] : attempts.flatMap((times) => (times.length > at ? [times[at]! - times[at - 1]!] : [])),
    ),
  );
}

/** The time from the first step to the last, of those who took all; `null` without anybody. */
export function timeToConvert(attempts: readonly Attempt[], stepCount: number): TimeToConvert | null {
  const times = attempts
    .filter((attempt) => stepCount > 1 && attempt.length === stepCount)
    .map((attempt) => attempt.at(-1)! - attempt[0]!)
    .toSorted((a, b) => a - b);
  if (times.length === 0) return null;
  const stepMs = barWidth(percentileOf(times, 0.95));
  const bars: number[] = [];
  for (const time of times) {
    const at = Math.min(mostBars, Math.floor(time / stepMs));
    while (bars.length <= at) bars.push(0);
    bars[at]! += 1;
  }
  return { medianMs: percentileOf(times, 0.5), p90Ms: percentileOf(times, 0.9), stepMs, bars };
}

/** People by the time of their first step: how many entered in each bucket, and how many of these finished. */
export function conversionTrend(
  attempts: readonly Attempt[],
  stepCount: number,
  {
    fromMs,
    times,
    stepMs,
  }: { readonly fromMs: number; readonly times: readonly number[]; readonly stepMs: number },
): FunnelTrendBucket[] {
  const [first = 0] = times;
  const buckets = times.map((time) => ({ time: new Date(time).toISOString(), entered: 0, finished: 0 }));
  for (const attempt of attempts) {
    const bucket = buckets[Math.floor((fromMs + (attempt[0] ?? 0) - first) / stepMs)];
    if (attempt.length === 0 || bucket === undefined) continue;
    bucket.entered += 1;
    if (attempt.length === stepCount) bucket.finished += 1;
  }
  return buckets;
}

/** The narrowest round width with which `mostBars` bars reach `longest`. */
function barWidth(longest: number): number {
  return niceMs.find((width) => width * mostBars > longest) ?? Math.ceil(longest / mostBars);
}

function figuresOf(times: readonly number[]): TimeFigures {
  if (times.length === 0) return { medianMs: null, p90Ms: null };
  const sorted = times.toSorted((a, b) => a - b);
  return { medianMs: percentileOf(sorted, 0.5), p90Ms: percentileOf(sorted, 0.9) };
}

/** Of sorted values: the smallest that at least the share of them does not exceed. */
export function percentileOf(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share - 1e-9) - 1)]!;
}
