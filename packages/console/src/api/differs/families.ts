// The tests of one attribute: each of its values, its absence or presence, or the distribution of its numbers.
import type { FindingPart } from "contract";
import {
  everyRow,
  type KeyCounts,
  type NumberCounts,
  type Reach,
  type Sides,
  toTable,
  type ValueCount,
} from "./counts.ts";
import { distanceTest, widestGap } from "./distribution.ts";
import { gTest } from "./g-test.ts";
import { type Difference, differenceOf } from "./interval.ts";
import { compareReached } from "./reach.ts";
import { type Standing, standingOf } from "./standing.ts";

/** A condition on one attribute. */
export interface Named extends Difference {
  readonly key: string;
  /** The operation that has it, of an attribute of another span of the trace. */
  readonly operation?: string | undefined;
  readonly kind: FindingPart["kind"];
  /** Empty for `absent` and `present`; the threshold as text for numbers. */
  readonly value: string;
}

export interface Test extends Named {
  /** Rows that meet it. */
  readonly selection: number;
  readonly rest: number;
  /** How probable it is by chance, among all values of its attribute. */
  readonly p: number;
  readonly standing: Standing;
  /** What the rest is multiplied by, so that as many of it came to the attribute as of the selection. */
  readonly restScale: number;
  readonly reach: Reach;
}

export interface Family {
  readonly key: string;
  readonly tests: readonly Test[];
}

/** With fewer rows of a side that have it, an attribute that not all rows come to is not compared. */
export const minReached = 20;

/** Each value against all others, and absence as one more value. All values count, also those that are not in the list. */
export function toValueTests(counts: KeyCounts, sides: Sides): Family {
  const { key } = counts;
  const absent = absentOf(counts, sides);
  const hasAbsent = absent.selection + absent.rest > 0;
  const hypotheses = counts.distinct + (hasAbsent ? 1 : 0);
  // An attribute with one value that all rows have cannot differ.
  if (hypotheses < 2) return { key, tests: [] };
  const values = isIdentifier(counts, sides) ? [] : counts.values;
  const toTest = (kind: Test["kind"], count: ValueCount): Test =>
    plainTest(key, kind, count, gTest(toTable(count, sides)) * hypotheses, sides);
  return {
    key,
    tests: [
      ...values.map((value) => toTest("value", value)),
      ...(hasAbsent ? [presenceTest(counts, absent, toTest)] : []),
    ],
  };
}

/** The distribution, and absence. */
export function toNumberTests({ key, bars }: NumberCounts, sides: Sides): Family {
  const present = presentOf(bars);
  const absence = toValueTests({ key, distinct: 1, values: [], ...present }, sides).tests;
  const gap = widestGap(bars);
  if (gap === undefined) return { key, tests: absence };
  const table = toTable(present, sides);
  const p = distanceTest(gap.distance, table.selection, table.rest) * (1 + absence.length);
  const count = { value: String(gap.threshold), selection: gap.selection, rest: gap.rest };
  return { key, tests: [plainTest(key, gap.kind, count, p, sides), ...absence] };
}

/**
 * Each value, among the rows that came to the attribute. That a row did not come to it is a shape: people left before, or the request failed.
 */
export function toReachedTests(counts: KeyCounts, sides: Sides): Family {
  const { key, operation, distinct } = counts;
  const absent = absentOf(counts, sides);
  const toTest = (kind: Test["kind"], count: ValueCount): Test => ({
    ...plainTest(key, kind, count, gTest(toTable(count, sides)) * 2, sides),
    standing: "shape",
  });
  const hasAbsence = operation === undefined && absent.selection + absent.rest > 0;
  const isCompared =
    distinct > 1 &&
    counts.selection >= minReached &&
    counts.rest >= minReached &&
    !isIdentifier(counts, sides);
  const values = isCompared ? counts.values : [];
  return {
    key,
    tests: [
      ...values.map((value): Test => {
        const { p, ...compared } = compareReached(counts, value, sides);
        const { selection, rest } = value;
        const named = { key, operation, kind: "value", value: value.value } as const;
        const standing = standingOf(key, operation !== undefined);
        return { ...named, standing, selection, rest, p: Math.min(1, p * (distinct + 1)), ...compared };
      }),
      ...(hasAbsence ? [presenceTest(counts, absent, toTest)] : []),
    ],
  };
}

/** The distribution, among the rows that came to the attribute. */
export function toReachedNumberTests({ key, bars }: NumberCounts, sides: Sides): Family {
  const present = presentOf(bars);
  const gap = widestGap(bars);
  if (gap === undefined || present.selection < minReached || present.rest < minReached)
    return { key, tests: [] };
  const { kind, threshold, distance, selection, rest } = gap;
  const value = { value: String(threshold), selection, rest };
  const compared = compareReached({ key, distinct: 2, values: [value], ...present }, value, sides);
  const table = toTable(present, sides);
  const p = distanceTest(distance, table.selection, table.rest);
  const named = { key, kind, value: value.value, standing: standingOf(key) } as const;
  return { key, tests: [{ ...named, selection, rest, ...compared, p }] };
}

function presentOf(bars: NumberCounts["bars"]): { readonly selection: number; readonly rest: number } {
  return bars.reduce(
    (sum, bar) => ({ selection: sum.selection + bar.selection, rest: sum.rest + bar.rest }),
    { selection: 0, rest: 0 },
  );
}

function absentOf(counts: KeyCounts, sides: Sides): ValueCount {
  return {
    value: "",
    selection: Math.max(0, sides.selection - counts.selection),
    rest: Math.max(0, sides.rest - counts.rest),
  };
}

/** Absence or presence, whichever the selection has more often. */
function presenceTest(
  { selection, rest }: KeyCounts,
  absent: ValueCount,
  toTest: (kind: Test["kind"], count: ValueCount) => Test,
): Test {
  const absence = toTest("absent", absent);
  return absence.difference >= 0 ? absence : toTest("present", { value: "", selection, rest });
}

/** Whether nearly each trace has a value of its own: an id, whose values mean nothing; its absence may. */
function isIdentifier({ distinct, selection, rest }: KeyCounts, sides: Sides): boolean {
  const groups =
    ((selection + rest) * (sides.selectionGroups + sides.restGroups)) / (sides.selection + sides.rest);
  return distinct > 20 && distinct * 2 > groups;
}

function plainTest(
  key: string,
  kind: Test["kind"],
  { value, selection, rest }: ValueCount,
  p: number,
  sides: Sides,
): Test {
  return {
    key,
    kind,
    value,
    selection,
    rest,
    p: Math.min(1, p),
    standing: standingOf(key),
    restScale: 1,
    reach: everyRow,
    ...differenceOf(toTable({ selection, rest }, sides)),
  };
}
