// Counts of the steps of a range as rates.

/** With less of the last step gone, its few requests say nothing about a rate. */
const minShare = 0.25;

/**
 * Per second, step by step. The last step may have hardly begun: one request in its first second is no rate of one per second, so it is
 * measured together with the step before it.
 *
 * @param times when the steps begin, in milliseconds, as `endMs`, the end of the range.
 */
export function ratesOf(
  counts: readonly number[],
  times: readonly number[],
  stepMs: number,
  endMs: number,
): number[] {
  return counts.map((count, at) => {
    const lengthMs = Math.min(stepMs, Math.max(1000, endMs - (times[at] ?? 0)));
    const before = lengthMs < stepMs * minShare ? counts[at - 1] : undefined;
    return before === undefined ? (count * 1000) / lengthMs : ((before + count) * 1000) / (stepMs + lengthMs);
  });
}
