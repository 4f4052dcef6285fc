// The times of samples in a test. promtool has samples and evaluations at multiples of one interval, so a slot of the grid is two intervals:
// gauges have a sample in the middle of a slot, which is never on the edge of a window, counters one at each edge, so that a window of them
// has exactly the increases between its edges.
import { NotExpressible } from "./not-expressible.ts";
import type { RecordedMetric } from "./recorded-metric.ts";

/** Slots of one length from `originMs` on. */
export interface Grid {
  /** Unix ms of promtool's time 0, which is an evaluation. */
  readonly originMs: number;
  readonly slotMs: number;
  readonly slots: number;
}

/** Samples after the first, in each series. */
export const stepsOf = ({ slots }: Grid): number => 2 * slots;

export const slotOf = (at: number, { originMs, slotMs }: Pick<Grid, "originMs" | "slotMs">): number =>
  Math.floor((at - originMs) / slotMs);

const lengthsMs = [60, 30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1, 0.5, 0.2, 0.1].map((seconds) => seconds * 1000);

/** Slots that a window should have. */
const slotsOfWindow = 15;

export interface GridRequest {
  readonly originMs: number;
  readonly toMs: number;
  /** Times that must be multiples of a slot: of evaluations and windows. */
  readonly multiplesMs: readonly number[];
  readonly shortestWindowMs: number;
  /** Gauges of which each point counts: a slot has one point of a series. */
  readonly dense: readonly RecordedMetric[];
  /** Whether a grid of this many slots has few enough samples. */
  readonly fits: (slots: number) => boolean;
}

/** The coarsest grid that is exact, and fine enough for the shortest window if its samples fit. @throws {NotExpressible} without one. */
export function chooseGrid(request: GridRequest): Grid {
  const { originMs, toMs, multiplesMs, shortestWindowMs, dense } = request;
  const dividing = lengthsMs.filter((length) => multiplesMs.every((one) => one % length === 0));
  const exact = dividing.filter((slotMs) => dense.every((one) => hasOnePointASlot(one, originMs, slotMs)));
  if (exact.length === 0)
    throw new NotExpressible(
      dividing.length === 0
        ? "its times have no common divisor of at least 100ms"
        : `the points of \`${dense[0]!.metric}\` are closer than ${dividing.at(-1)!} ms, and each counts`,
    );
  const grids = exact.map((slotMs) => ({
    originMs,
    slotMs,
    slots: Math.floor((toMs - originMs) / slotMs) + 1,
  }));
  const fitting = grids.filter(({ slots }) => request.fits(slots));
  const found = fitting.find(({ slotMs }) => slotMs * slotsOfWindow <= shortestWindowMs) ?? fitting.at(-1);
  if (found === undefined)
    throw new NotExpressible(
      "its series have too many points for a test; replay a shorter time with `--from` and `--to`",
    );
  return found;
}

function hasOnePointASlot({ facts }: RecordedMetric, originMs: number, slotMs: number): boolean {
  const last = new Map<string, number>();
  for (const { at, attributes } of facts) {
    const key = JSON.stringify(attributes);
    const slot = slotOf(at, { originMs, slotMs });
    if (last.get(key) === slot) return false;
    last.set(key, slot);
  }
  return true;
}
