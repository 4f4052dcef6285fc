// A numeric attribute: by its distribution. The two are compared where they are farthest apart (Kolmogorov and Smirnov), so that the
// finding is also a condition, `duration at least 2.1 s`, with shares and an interval as every other. Bars instead of single values make
// the distance smaller at most, so that the test remains valid.
import type { Bar } from "./counts.ts";

export interface Gap {
  /** Values from here on are one side of the condition. */
  readonly threshold: number;
  readonly kind: "atLeast" | "below";
  /** Rows that meet the condition. */
  readonly selection: number;
  readonly rest: number;
  /** The distance of the two distributions, 0 to 1. */
  readonly distance: number;
}

/** Where the distributions are farthest apart; `undefined` when one side is empty, or all values lie in one bar. */
export function widestGap(bars: readonly Bar[]): Gap | undefined {
  const all = totalOf(bars);
  if (all.selection === 0 || all.rest === 0) return undefined;
  let below = { selection: 0, rest: 0 };
  let widest: Gap | undefined;
  for (const [at, bar] of bars.slice(0, -1).entries()) {
    below = { selection: below.selection + bar.selection, rest: below.rest + bar.rest };
    const difference = below.selection / all.selection - below.rest / all.rest;
    if (Math.abs(difference) <= (widest?.distance ?? 0)) continue;
    const isHigher = difference < 0;
    widest = {
      threshold: bars[at + 1]!.low,
      kind: isHigher ? "atLeast" : "below",
      selection: isHigher ? all.selection - below.selection : below.selection,
      rest: isHigher ? all.rest - below.rest : below.rest,
      distance: Math.abs(difference),
    };
  }
  return widest;
}

/** How probable so large a distance is by chance: the bound of Kolmogorov's distribution, with Stephens' correction for small samples. */
export function distanceTest(distance: number, selection: number, rest: number): number {
  if (selection <= 0 || rest <= 0) return 1;
  const root = Math.sqrt((selection * rest) / (selection + rest));
  const scaled = (root + 0.12 + 0.11 / root) * distance;
  return Math.min(1, 2 * Math.exp(-2 * scaled * scaled));
}

/** The value below which `share` of one side lies, by straight lines within bars; `undefined` for an empty side. */
export function quantile(
  bars: readonly Bar[],
  side: "selection" | "rest",
  share: number,
): number | undefined {
  const total = totalOf(bars)[side];
  if (total === 0) return undefined;
  let left = share * total;
  for (const bar of bars) {
    if (bar[side] > 0 && left <= bar[side]) return bar.low + ((bar.high - bar.low) * left) / bar[side];
    left -= bar[side];
  }
  return bars.findLast((bar) => bar[side] > 0)?.high;
}

/** At most `count` bars of equal width that cover what 98 % of both sides lie in, as shares of each side. */
export function outlineBars(
  bars: readonly Bar[],
  count: number,
): { readonly lows: number[]; readonly selectionBars: number[]; readonly restBars: number[] } {
  const ends = (side: "selection" | "rest"): readonly [number, number] => [
    quantile(bars, side, 0.01) ?? 0,
    quantile(bars, side, 0.99) ?? 0,
  ];
  const [[selectionLow, selectionHigh], [restLow, restHigh]] = [ends("selection"), ends("rest")];
  const [low, high] = [Math.min(selectionLow, restLow), Math.max(selectionHigh, restHigh)];
  const width = (high - low) / count || 1;
  const lows = Array.from({ length: count }, (_, at) => low + at * width);
  const total = totalOf(bars);
  const spread = (side: "selection" | "rest"): number[] => {
    const shares = lows.map(() => 0);
    for (const bar of bars) {
      if (bar.high < low || bar.low > low + width * count) continue;
      const [first, last] = [bar.low, bar.high].map((value) =>
        Math.min(count - 1, Math.max(0, Math.floor((value - low) / width))),
      ) as [number, number];
      for (let at = first; at <= last; at += 1) shares[at]! += bar[side] / total[side] / (last - first + 1);
    }
    return shares;
  };
  return { lows, selectionBars: spread("selection"), restBars: spread("rest") };
}

function totalOf(bars: readonly Bar[]): { readonly selection: number; readonly rest: number } {
  return bars.reduce(
    (sum, bar) => ({ selection: sum.selection + bar.selection, rest: sum.rest + bar.rest }),
    { selection: 0, rest: 0 },
  );
}
