// Traces as points: when, how long (on a logarithmic scale), and whether one of its spans failed.
import type { TraceSummary } from "contract";

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
  /** Powers of ten, with their height. */
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
    lines: Array.from({ length: high - low + 1 }, (_, i) => ({ ms: 10 ** (low + i), y: i / (high - low) })),
  };
}

/** The point nearest to a place on the picture, at most `reach` px away. Later points, which lie on top, win a tie. */
export function nearest(
  points: readonly Point[],
  x: number,
  y: number,
  width: number,
  height: number,
  reach = 12,
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
