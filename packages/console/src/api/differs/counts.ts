// What the engine compares: counts of the values of each attribute on both sides, and of the bars of each numeric attribute.
import type { Table } from "./g-test.ts";

/** A value of an attribute: how many rows of the selection and of the rest have it. */
export interface ValueCount {
  readonly value: string;
  readonly selection: number;
  readonly rest: number;
  /** The same with each row as so much of one as its spans have the value; default: one each. */
  readonly parts?: Parts;
}

/** Rows of either side, as parts of them. */
interface Parts {
  readonly selection: number;
  readonly rest: number;
}

export interface KeyCounts {
  readonly key: string;
  /** The operation that has it, of an attribute of another span of the trace. */
  readonly operation?: string;
  /** How many different values it has. */
  readonly distinct: number;
  /** Rows that have any value. */
  readonly selection: number;
  readonly rest: number;
  /** The same with each row as so much of one as its spans have the attribute; default: one each. */
  readonly parts?: Parts;
  /** The most frequent values of either side. */
  readonly values: readonly ValueCount[];
}

/** A bar of a histogram: values from `low` to `high`. */
export interface Bar {
  readonly low: number;
  readonly high: number;
  readonly selection: number;
  readonly rest: number;
}

export interface NumberCounts {
  readonly key: string;
  /** By value, ascending. */
  readonly bars: readonly Bar[];
}

/** The two sides. Rows of one trace are not independent: a side counts as so many rows as it has traces. */
export interface Sides {
  readonly selection: number;
  readonly rest: number;
  /** Independent observations; at most the rows. */
  readonly selectionGroups: number;
  readonly restGroups: number;
}

/** The shares of the rows of both sides that came to an attribute, and can be compared by it. */
export interface Reach {
  readonly selection: number;
  readonly rest: number;
}

export const everyRow: Reach = { selection: 1, rest: 1 };

/** The sides as those rows that came to an attribute. */
export function reachedSides({ selection, rest, selectionGroups, restGroups }: Sides, reach: Reach): Sides {
  return {
    selection: reach.selection * selection,
    rest: reach.rest * rest,
    selectionGroups: reach.selection * selectionGroups,
    restGroups: reach.rest * restGroups,
  };
}

/** Service, name and kind of spans, and how many of them each side has. */
export interface Operation {
  readonly id: number;
  readonly name: string;
  readonly selection: Weighed;
  readonly rest: Weighed;
}

/** Spans, what they stand for, and the sum of the squares of it. */
export interface Weighed {
  readonly rows: number;
  readonly weight: number;
  readonly squares: number;
}

/** Counts of a condition as independent observations. */
export function toTable(counts: { readonly selection: number; readonly rest: number }, sides: Sides): Table {
  return {
    selection: scale(counts.selection, sides.selection, sides.selectionGroups),
    selectionTotal: sides.selectionGroups,
    rest: scale(counts.rest, sides.rest, sides.restGroups),
    restTotal: sides.restGroups,
  };
}

function scale(count: number, rows: number, groups: number): number {
  return rows <= 0 ? 0 : (Math.min(count, rows) * groups) / rows;
}
