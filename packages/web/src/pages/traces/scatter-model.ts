// Traces as points: start, duration on a logarithmic scale, and whether a span failed.
import type { TraceSummary } from "contract";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatNumber } from "../../lib/format.ts";
import { nsToMs } from "../../lib/time.ts";

export interface Point {
  readonly trace: TraceSummary;
  readonly timeMs: number;
  /** 0 at the left of the range, 1 at the right. */
  readonly x: number;
  /** 0 at the bottom, 1 at the top. */
  readonly y: number;
}

export interface ScatterModel {
  readonly points: readonly Point[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Powers of ten, with their height; at most five. */
  readonly lines: readonly { readonly ms: number; readonly y: number }[];
}

/** Points in the given range. The scale covers whole powers of ten around all durations. */
export function toScatter(traces: readonly TraceSummary[], fromMs: number, toMs: number): ScatterModel {
  const durations = traces.map((trace) => Math.max(0.001, Number(trace.durationNs) / 1e6));
  const low = Math.floor(Math.log10(Math.min(1, ...durations) * 1.0001));
  const high = Math.max(low + 2, Math.ceil(Math.log10(Math.max(10, ...durations) * 1.0001)));
  const heightOf = (ms: number): number => (Math.log10(ms) - low) / (high - low);
  const length = Math.max(1, toMs - fromMs);
  return {
    fromMs,
    toMs,
    points: traces.map((trace, i) => {
      const timeMs = nsToMs(trace.startNs);
      return { trace, timeMs, x: clamp((timeMs - fromMs) / length), y: clamp(heightOf(durations[i]!)) };
    }),
    lines: powersBetween(low, high).map((power) => ({ ms: 10 ** power, y: (power - low) / (high - low) })),
  };
}

/** At most five exponents from `low` to `high`, evenly spaced. */
function powersBetween(low: number, high: number): readonly number[] {
  const step = Math.ceil((high - low) / 4);
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
}

/** A power of ten beside its line, in the one unit that keeps it short: `10 ms`, `100 s`, `1,000 s`. */
export function labelOf(ms: number): string {
  if (ms >= 60_000) return `${formatNumber(ms / 1000)} s`;
  return formatDuration(ms).replace(/[.,]0+ /, " ");
}

/** How far from a point the pointer finds it. CSS px. */
const reach = 12;

/** The point nearest to a position on a picture of `size`, within reach; of points in one position the last, which is on top. */
export function nearest(
  points: readonly Point[],
  { x, y }: { readonly x: number; readonly y: number },
  { width, height }: { readonly width: number; readonly height: number },
): Point | null {
  let best: Point | null = null;
  let least = reach * reach;
  for (const point of points) {
    const distance = (point.x * width - x) ** 2 + ((1 - point.y) * height - y) ** 2;
    if (distance > least) continue;
    best = point;
    least = distance;
  }
  return best;
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
