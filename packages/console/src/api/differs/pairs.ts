// Pairs of conditions that say more together than each alone. Two things must hold of both: among the rows that meet one, the other one
// matters (a G-test within these rows); and the selection has the one without the other less often than the rest has. So two causes that
// are independent of each other are not a pair, and neither is a cause with an attribute that nearly all rows have.
import type { Candidate } from "./candidates.ts";
import { minDifference } from "./candidates.ts";
import { type Sides, toTable } from "./counts.ts";
import { gTest } from "./g-test.ts";
import { type Difference, differenceOf } from "./interval.ts";
import { countWhere, type Pattern } from "./patterns.ts";

export interface Pair extends Difference {
  /** Places of the two among the candidates. */
  readonly members: readonly [number, number];
  readonly selection: number;
  readonly rest: number;
  readonly q: number;
}

/** By how much the difference of a pair exceeds that of each of the two. */
const minGain = 0.005;
const maxFalsePairs = 0.05;

/**
 * @param candidates by their bits; `undefined`: not to be a part of a pair.
 * @param values how many values there are in all attributes: so many squared, halved, are the pairs that there might be.
 */
export function findPairs(
  candidates: readonly (Candidate | undefined)[],
  patterns: readonly Pattern[],
  sides: Sides,
  values: number,
): Pair[] {
  const possible = Math.max(1, (values * (values - 1)) / 2);
  const looked = Math.max(1, (candidates.length * (candidates.length - 1)) / 2);
  return candidates.flatMap((a, first) =>
    candidates.slice(first + 1).flatMap((b, offset) => {
      const members = [first, first + 1 + offset] as const;
      if (a === undefined || b === undefined) return [];
      if (a.key === b.key || a.difference < 0 || b.difference < 0) return [];
      const restScale = Math.min(a.restScale, b.restScale);
      const pair = toPair(members, patterns, sides, { possible, looked, restScale });
      return pair === undefined ? [] : [pair];
    }),
  );
}

function toPair(
  members: readonly [number, number],
  patterns: readonly Pattern[],
  sides: Sides,
  {
    possible,
    looked,
    restScale,
  }: { readonly possible: number; readonly looked: number; readonly restScale: number },
): Pair | undefined {
  const [a, b] = [1 << members[0], 1 << members[1]];
  const both = countWhere(patterns, a | b);
  const difference = differenceOf(toTable({ ...both, rest: both.rest * restScale }, sides));
  if (difference.difference < 0 || difference.atLeast < minDifference) return undefined;
  const q = gTest(toTable(both, sides)) * possible;
  if (q > maxFalsePairs) return undefined;
  const gains = (one: number, other: number): boolean =>
    -differenceOf(toTable(countWhere(patterns, one, other), sides)).difference >= minGain &&
    testWithin(patterns, one, other, sides) * looked <= maxFalsePairs;
  if (!gains(a, b) || !gains(b, a)) return undefined;
  return { members, ...both, ...difference, q };
}

/** How probable the difference of `other` among the rows that meet `one` is by chance. */
function testWithin(patterns: readonly Pattern[], one: number, other: number, sides: Sides): number {
  const met = toTable(countWhere(patterns, one | other), sides);
  const total = toTable(countWhere(patterns, one), sides);
  return gTest({ ...met, selectionTotal: total.selection, restTotal: total.rest });
}
