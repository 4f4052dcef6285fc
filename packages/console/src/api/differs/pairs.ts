// Pairs of conditions that say more together than each alone. Two things must hold of both: among the rows that meet one, the other one
// matters (a G-test within these rows); and the one without the other does nothing: the selection has it less often than the rest has, or it
// is no more frequent there than what meets neither, and the pair explains the selection better. So two causes that are independent of each
// other are not a pair, and neither is a cause with an attribute that nearly all rows have.
import type { Candidate } from "./candidates.ts";
import { minDifference } from "./candidates.ts";
import { type Reach, reachedSides, type Sides, toTable } from "./counts.ts";
import { gStatistic, gTest, type Table } from "./g-test.ts";
import { type Difference, differenceOf, shareInterval } from "./interval.ts";
import { countWhere, type Pattern } from "./patterns.ts";

export interface Pair extends Difference {
  /** Places of the two among the candidates. */
  readonly members: readonly [number, number];
  readonly selection: number;
  readonly rest: number;
  readonly q: number;
  /** Whether it explains the selection better than each of the two, by its likelihood. */
  readonly explainsMore: boolean;
}

/** By how much the difference of a pair exceeds that of each of the two. */
const minGain = 0.005;
const maxFalsePairs = 0.05;
/** Standard errors that chance does not explain, although many conditions are looked at. */
const certainZ = 3;
/** Of the effect of a pair, so much may be one part's alone. */
const mostAlone = 0.5;
/** The parts are compared among the rows that came to them when nearly as many came to each: only then these are the same rows. */
const minAlike = 0.95;

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
      const reached = isAlike(a.reach, b.reach)
        ? reachedSides(sides, greaterOf(a.reach, b.reach))
        : undefined;
      const pair = toPair(members, { patterns, sides, reached, restScale, possible, looked });
      return pair === undefined ? [] : [pair];
    }),
  );
}

interface Compared {
  readonly patterns: readonly Pattern[];
  readonly sides: Sides;
  /** Those that came to both attributes; `undefined`: which of the rows that meet one did so is not known. */
  readonly reached: Sides | undefined;
  /** What the rest is multiplied by, so that as many of it came to them as of the selection. */
  readonly restScale: number;
  readonly possible: number;
  readonly looked: number;
}

function toPair(members: readonly [number, number], compared: Compared): Pair | undefined {
  const { patterns, sides, restScale, possible, looked } = compared;
  const within = compared.reached ?? sides;
  const [a, b] = [1 << members[0], 1 << members[1]];
  const both = countWhere(patterns, a | b);
  const difference = differenceOf(toTable({ ...both, rest: both.rest * restScale }, sides));
  if (difference.difference < 0 || difference.atLeast < minDifference) return undefined;
  const q = gTest(toTable(both, within)) * possible;
  if (q > maxFalsePairs) return undefined;
  const likelihoodOf = (mask: number): number => gStatistic(toTable(countWhere(patterns, mask), within));
  const explainsMore = likelihoodOf(a | b) > Math.max(likelihoodOf(a), likelihoodOf(b));
  const needsOther = (one: number, other: number): boolean =>
    (isLess(one, other, compared) || (explainsMore && isIdle(one, other, compared))) &&
    testWithin(patterns, one, other, sides) * looked <= maxFalsePairs;
  if (!needsOther(a, b) || !needsOther(b, a)) return undefined;
  return { members, ...both, ...difference, q, explainsMore };
}

/** Whether the selection has `one` without `other` less often than the rest has. */
function isLess(one: number, other: number, { patterns, sides, restScale }: Compared): boolean {
  const { selection, rest } = countWhere(patterns, one, other);
  return -differenceOf(toTable({ selection, rest: rest * restScale }, sides)).difference >= minGain;
}

/**
 * Whether rows that meet `one` without `other` are not certainly more often selected than those that meet neither, and certainly much less
 * often than those that meet both. Where most of the selection has other reasons, the difference to all rows is too small to be told from
 * chance. Unknown, thus false, where not the same rows came to both.
 */
function isIdle(one: number, other: number, { patterns, reached }: Compared): boolean {
  if (reached === undefined) return false;
  const alone = toTable(countWhere(patterns, one, other), reached);
  const met = toTable(countWhere(patterns, other), reached);
  const table = {
    ...alone,
    selectionTotal: Math.max(alone.selection, alone.selectionTotal - met.selection),
    restTotal: Math.max(alone.rest, alone.restTotal - met.rest),
  };
  if (differenceOf(table, certainZ).low > 0) return false;
  const usual = shareSelected({
    selection: table.selectionTotal - alone.selection,
    rest: table.restTotal - alone.rest,
  });
  const ofBoth = shareSelected(toTable(countWhere(patterns, one | other), reached));
  const [, atMost] = shareInterval(alone.selection, alone.selection + alone.rest);
  return atMost - usual <= mostAlone * (ofBoth - usual);
}

function shareSelected({ selection, rest }: Pick<Table, "selection" | "rest">): number {
  return selection + rest <= 0 ? 0 : selection / (selection + rest);
}

function isAlike(a: Reach, b: Reach): boolean {
  return (["selection", "rest"] as const).every(
    (side) => Math.min(a[side], b[side]) >= minAlike * Math.max(a[side], b[side]),
  );
}

function greaterOf(a: Reach, b: Reach): Reach {
  return { selection: Math.max(a.selection, b.selection), rest: Math.max(a.rest, b.rest) };
}

/** How probable the difference of `other` among the rows that meet `one` is by chance. */
function testWithin(patterns: readonly Pattern[], one: number, other: number, sides: Sides): number {
  const met = toTable(countWhere(patterns, one | other), sides);
  const total = toTable(countWhere(patterns, one), sides);
  return gTest({ ...met, selectionTotal: total.selection, restTotal: total.rest });
}
