// Which candidates occur together. A pattern is the set of candidates that a row meets, as bits; its counts are those of all rows with
// exactly this set. So all that is asked about several candidates is a sum over patterns, and needs no row.
import type { Sides } from "./counts.ts";
import { toTable } from "./counts.ts";
import type { Table } from "./g-test.ts";

/** How many candidates have a bit. */
export const maxCandidates = 24;

/** Set in the patterns of rows whose trace is known, where a candidate is of a trace. */
export const traceBit: number = 1 << maxCandidates;

/** Patterns from here on are of spans of an operation that is a finding itself; they are not compared. */
export const firstAlwaysBit: number = 2 * traceBit;

export interface Pattern {
  /** Bit `n` is set when the rows meet candidate `n`. */
  readonly mask: number;
  readonly selection: number;
  readonly rest: number;
}

export interface Counts {
  readonly selection: number;
  readonly rest: number;
}

/** Rows that meet all candidates of `all` and, of `none`, not all. */
export function countWhere(patterns: readonly Pattern[], all: number, none = 0): Counts {
  let [selection, rest] = [0, 0];
  for (const pattern of patterns) {
    if ((pattern.mask & all) !== all || (none !== 0 && (pattern.mask & none) === none)) continue;
    selection += pattern.selection;
    rest += pattern.rest;
  }
  return { selection, rest };
}

/** The patterns of the rows whose trace is known, and their sides. */
export function withKnownTrace(
  patterns: readonly Pattern[],
  { selection, rest, selectionGroups, restGroups }: Sides,
): { readonly patterns: readonly Pattern[]; readonly sides: Sides } {
  const met = countWhere(patterns, traceBit);
  return {
    patterns: patterns.filter(({ mask }) => (mask & traceBit) !== 0),
    sides: {
      ...met,
      selectionGroups: (met.selection / selection) * selectionGroups,
      restGroups: (met.rest / rest) * restGroups,
    },
  };
}

/** The difference of a condition over all rows. */
export function wholeDifference(patterns: readonly Pattern[], condition: number, sides: Sides): number {
  const { selection, selectionTotal, rest, restTotal } = toTable(countWhere(patterns, condition), sides);
  return selection / selectionTotal - rest / restTotal;
}

export interface Adjusted {
  readonly difference: number;
  readonly error: number;
  /** How much of the comparison is left, 0 to 1: little where the other condition alone tells the sides apart. */
  readonly weight: number;
}

/**
 * The difference of a condition once another one is taken into account: the mean of its differences among the rows that meet the
 * other one and among those that do not, each weighted by how much it can tell (Mantel and Haenszel).
 */
export function adjustedDifference(
  patterns: readonly Pattern[],
  condition: number,
  given: number,
  sides: Sides,
): Adjusted {
  const strata = [
    { total: countWhere(patterns, given), met: countWhere(patterns, given | condition) },
    { total: countWhere(patterns, 0, given), met: countWhere(patterns, condition, given) },
  ];
  let [weights, sum, variance] = [0, 0, 0];
  for (const { total, met } of strata) {
    const table = inStratum(met, total, sides);
    const { selectionTotal, restTotal } = table;
    if (selectionTotal <= 0 || restTotal <= 0) continue;
    const weight = (selectionTotal * restTotal) / (selectionTotal + restTotal);
    const [p, q] = [table.selection / selectionTotal, table.rest / restTotal];
    weights += weight;
    sum += weight * (p - q);
    variance += weight * weight * ((p * (1 - p)) / selectionTotal + (q * (1 - q)) / restTotal);
  }
  const { selectionGroups, restGroups } = sides;
  const whole = (selectionGroups * restGroups) / (selectionGroups + restGroups);
  if (weights === 0) return { difference: 0, error: 0, weight: 0 };
  return { difference: sum / weights, error: Math.sqrt(variance) / weights, weight: weights / whole };
}

function inStratum(met: Counts, total: Counts, sides: Sides): Table {
  const [own, all] = [toTable(met, sides), toTable(total, sides)];
  return {
    selection: own.selection,
    selectionTotal: all.selection,
    rest: own.rest,
    restTotal: all.rest,
  };
}

/** How alike two conditions are over all rows: the correlation φ, −1 to 1. */
export function correlation(patterns: readonly Pattern[], a: number, b: number): number {
  const all = sumOf(countWhere(patterns, 0));
  if (all === 0) return 0;
  const [inA, inB, inBoth] = [a, b, a | b].map((mask) => sumOf(countWhere(patterns, mask)) / all) as [
    number,
    number,
    number,
  ];
  const scale = Math.sqrt(inA * (1 - inA) * inB * (1 - inB));
  return scale === 0 ? 0 : (inBoth - inA * inB) / scale;
}

function sumOf({ selection, rest }: Counts): number {
  return selection + rest;
}
