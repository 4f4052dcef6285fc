// Counts of the steps of a range as rates.
import type { Range } from "../time/range.ts";

/** With less of a step in the range, its few requests say nothing about a rate. */
const minShare = 0.25;

/** The steps of a range, of which the first one may begin before it, and the last one end after it. */
interface Steps {
  /** When each begins, Unix ms. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** What is counted. */
  readonly covered: Range;
}

/**
 * Per second, step by step, over the time of the step that is in the range. That may be short: one request in a second is not a rate of one
 * per second, so such a step is measured together with the one next to it.
 */
export function ratesOf(counts: readonly number[], { times, stepMs, covered }: Steps): number[] {
  const [fromMs, toMs] = [Number(covered.fromNs) / 1e6, Number(covered.toNs) / 1e6];
  // what is before a service began has no part in a rate
  const began = Math.max(
    0,
    times.findIndex((time) => time + stepMs > fromMs),
  );
  const lengths = times.map((time) => Math.max(1000, Math.min(time + stepMs, toMs) - Math.max(time, fromMs)));
  return counts.map((count, at) => {
    if (at < began) return 0;
    const length = lengths[at]!;
    const next = at === began ? at + 1 : at - 1;
    const beside = length < stepMs * minShare ? counts[next] : undefined;
    return beside === undefined
      ? (count * 1000) / length
      : ((beside + count) * 1000) / (lengths[next]! + length);
  });
}
