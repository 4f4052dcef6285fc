// The same hours of earlier days, as ranges: what is usual is read from them.
import { resolveRange, type TimeRange } from "./time-range.ts";

const dayMs = 86_400_000;
const mostDays = 7;
/** Days have this many hours together, so that a longer range reads fewer of them. */
const readMs = dayMs;
/** Ends are at multiples of this, so that a range that moves with the clock asks the same for a while. */
const stepMs = 10 * 60_000;

/** The latest first; none for ranges beyond a day. */
export function earlierDays(range: TimeRange, now: number = Date.now()): readonly TimeRange[] {
  const { fromMs, toMs } = resolveRange(range, now);
  const count = Math.min(mostDays, Math.floor(readMs / (toMs - fromMs)));
  const endMs = Math.floor(toMs / stepMs) * stepMs;
  return Array.from({ length: count }, (_, at) => {
    const to = endMs - (at + 1) * dayMs;
    return { from: new Date(to - (toMs - fromMs)).toISOString(), to: new Date(to).toISOString() };
  });
}
