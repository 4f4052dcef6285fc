// How far one person came in a funnel, and when they took each step: the model of funnels, a pure function of the steps they took. The
// engine computes the same levels over all people (`parts/funnel-level.sql`); a test compares the two.

import type { funnelOrders } from "contract";

/**
 * How steps must follow each other: `ordered` allows other steps in between, `strict` does not (a repeated step is not another step), `any`
 * takes them in any order.
 */
export type FunnelOrder = (typeof funnelOrders)[number];

/** The place of steps that end an attempt. After one, a person begins anew. */
export const excludedPlace = 63;

/** A step that a person took: its place in the funnel from 1, {@link excludedPlace}, or 0 for every other step of the journey. */
export interface Visit {
  readonly place: number;
  /** In any unit, the same as the window's. */
  readonly at: number;
}

/** When each step of an attempt was taken, in the order in which they were taken: as many as steps were reached. */
export type Attempt = readonly number[];

/** The attempts of some people in a funnel, each of whom represents `share`. */
export interface AttemptSample {
  readonly attempts: readonly Attempt[];
  /** Those of people whose window is not over. */
  readonly open: ReadonlySet<Attempt>;
  readonly share: number;
  /** Whether all steps of the people were read, each with its exact time. */
  readonly isWhole?: boolean;
}

/**
 * The attempt of a person that came farthest: from its first to its last step it takes `window` at most. Of several, the latest (of `any`
 * order the first). Empty for a person who did not enter.
 *
 * @param visits in any order. Visits at the same time count in the order of the funnel, an excluded step after them.
 */
export function farthestAttempt(visits: readonly Visit[], order: FunnelOrder, window: number): Attempt {
  const sorted = visits.toSorted((a, b) => a.at - b.at || a.place - b.place);
  return walks[order](sorted, window);
}

/** Whether the window of a person is not over at `now`: since their latest first step, in `any` order their latest step. */
export function isOpen(
  visits: readonly Visit[],
  order: FunnelOrder,
  { window, now }: { readonly window: number; readonly now: number },
): boolean {
  const begins = ({ place }: Visit): boolean =>
    order === "any" ? place > 0 && place !== excludedPlace : place === 1;
  return visits.some((visit) => begins(visit) && visit.at + window >= now);
}

const walks = { ordered: walkOrdered, strict: walkStrict, any: walkAny } satisfies Record<
  FunnelOrder,
  unknown
>;

/** Keeps the latest attempt that reached each step; the next step continues it. */
function walkOrdered(visits: readonly Visit[], window: number): Attempt {
  let attempts: Attempt[] = [];
  let best: Attempt = [];
  for (const { place, at } of visits) {
    if (place === excludedPlace) attempts = [];
    if (place === 0 || place === excludedPlace) continue;
    const before = attempts[place - 2];
    if (place === 1) attempts[0] = [at];
    else if (before !== undefined && at - before[0]! <= window) attempts[place - 1] = [...before, at];
    else continue;
    if (place >= best.length) best = attempts[place - 1]!;
  }
  return best;
}

function walkStrict(visits: readonly Visit[], window: number): Attempt {
  let attempt: Attempt = [];
  let best: Attempt = [];
  for (const { place, at } of visits) {
    if (place === 1) attempt = [at];
    else if (place > 1 && place === attempt.length + 1 && at - attempt[0]! <= window)
      attempt = [...attempt, at];
    else if (place === 0 || place !== attempt.length) attempt = [];
    if (attempt.length > 0 && attempt.length >= best.length) best = attempt;
  }
  return best;
}

/** Counts the steps whose last time is within the window that ends at a visit. */
function walkAny(visits: readonly Visit[], window: number): Attempt {
  let last = new Map<number, number>();
  let best: Attempt = [];
  for (const { place, at } of visits) {
    if (place === excludedPlace) last = new Map();
    if (place === 0 || place === excludedPlace) continue;
    last.set(place, at);
    const within = [...last.values()].filter((time) => at - time <= window);
    if (within.length > best.length) best = within.toSorted((a, b) => a - b);
  }
  return best;
}
