// Where a series changed its level: the split into two levels that leaves the least differences, each step weighed by its calls.
import type { Step } from "./level.ts";
import { spread } from "./robust.ts";

export interface Change {
  /** Start of the first step of the new level, Unix seconds. */
  readonly time: number;
  /** Levels before and after. */
  readonly before: number;
  readonly after: number;
}

const minCalls = 10;
const minBefore = 6;
const minAfter = 2;
/** Three tenths longer. */
const minRise = 4 * Math.log2(1.3);
const minSpreads = 4;
/** The share of the steps after the change that have to show it. */
const minHigh = 0.8;

/** The moment from which the calls are slower; `undefined` without one. */
export function findRise(steps: readonly Step[]): Change | undefined {
  const used = steps.filter(({ calls }) => calls >= minCalls).toSorted((a, b) => a.time - b.time);
  if (used.length < minBefore + minAfter) return undefined;
  const sums = sumUp(used);
  let best: { readonly at: number; readonly gain: number } | undefined;
  for (let at = minBefore; at <= used.length - minAfter; at++) {
    const gain = gainOf(sums, at);
    if (best === undefined || gain > best.gain) best = { at, gain };
  }
  const { at } = best!;
  const before = levelOf(sums, 0, at);
  const after = levelOf(sums, at, used.length);
  const rest = used.map(({ level }, place) => level - (place < at ? before : after));
  const noise = Math.max(spread(rest), 0.01);
  const isLarge = after - before >= Math.max(minRise, minSpreads * noise);
  const high = used.slice(at).filter(({ level }) => level > (before + after) / 2);
  // one step that is far above the others is not a level
  if (!isLarge || high.length < minHigh * (used.length - at)) return undefined;
  return { time: used[at]!.time, before, after };
}

interface Sums {
  /** Calls, and levels times calls, of the steps before each place. */
  readonly calls: readonly number[];
  readonly levels: readonly number[];
}

function sumUp(steps: readonly Step[]): Sums {
  const calls = [0];
  const levels = [0];
  for (const [place, step] of steps.entries()) {
    // the square root: a step of ten thousand calls is as noisy as one of a thousand
    const weight = Math.sqrt(step.calls);
    calls.push(calls[place]! + weight);
    levels.push(levels[place]! + weight * step.level);
  }
  return { calls, levels };
}

function levelOf({ calls, levels }: Sums, from: number, to: number): number {
  return (levels[to]! - levels[from]!) / (calls[to]! - calls[from]!);
}

/** By how much two levels leave smaller squares than one. */
function gainOf(sums: Sums, at: number): number {
  const last = sums.calls.length - 1;
  const before = sums.calls[at]!;
  const after = sums.calls[last]! - before;
  return ((before * after) / (before + after)) * (levelOf(sums, at, last) - levelOf(sums, 0, at)) ** 2;
}
