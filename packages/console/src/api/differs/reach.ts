// An attribute of an operation that not all rows came to: people left earlier, or their request failed before. Its values are compared
// among the rows that have it, so that neither its absence nor the share of rows that came so far is a difference. A row may have several
// values, of several spans: the rest is counted as if its rows had as many spans as those of the selection, so that more calls are no
// difference.
import { type KeyCounts, type Reach, reachedSides, type Sides, toTable, type ValueCount } from "./counts.ts";
import { type Difference, differenceOf } from "./interval.ts";
import { gTest } from "./g-test.ts";

export interface ReachedValue extends Difference {
  readonly p: number;
  /** By how much the rows of the rest that have the attribute are to be multiplied to be as many as those of the selection. */
  readonly restScale: number;
  readonly reach: Reach;
}

/** How a value differs among the rows that have its attribute, as a share of the whole selection. */
export function compareReached(counts: KeyCounts, value: ValueCount, sides: Sides): ReachedValue {
  const reach = Math.min(1, counts.selection / sides.selection);
  const restReach = Math.min(1, counts.rest / sides.rest);
  const both: Reach = { selection: reach, rest: restReach };
  const rest = inAsManySpans(value, counts);
  const manyScale = value.rest === 0 ? 1 : rest / value.rest;
  const table = toTable(
    { selection: value.selection, rest },
    { ...reachedSides(sides, both), selection: counts.selection, rest: counts.rest },
  );
  const { selectionShare, restShare, difference, low, high, atLeast } = differenceOf(table);
  return {
    p: gTest(table),
    restScale: restReach === 0 ? 1 : (manyScale * reach) / restReach,
    reach: both,
    selectionShare: selectionShare * reach,
    restShare: restShare * reach,
    difference: difference * reach,
    low: low * reach,
    high: high * reach,
    atLeast: atLeast * reach,
  };
}

/** The rest, with as many spans in a row as the selection has, as far as their values say. */
function inAsManySpans(
  { selection, rest, parts = { selection, rest } }: ValueCount,
  counts: KeyCounts,
): number {
  if (parts.selection === 0 || parts.rest === 0) return rest;
  const of = counts.parts ?? counts;
  const perSpan = parts.rest / of.rest / (parts.selection / of.selection);
  return perSpan * (selection / counts.selection) * counts.rest;
}
