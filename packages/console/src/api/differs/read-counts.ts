// Rows of the counting queries as the engine takes them.
import type { KeyCounts, NumberCounts, ValueCount } from "./counts.ts";

type Ranked = readonly [minusCount: string | number, minusOther: string | number, value: string];

export interface KeyRow {
  readonly attribute: string;
  readonly distinctValues: string;
  readonly selectionRows: string;
  readonly restRows: string;
  readonly ofSelection: readonly Ranked[];
  readonly ofRest: readonly Ranked[];
}

export function toKeyCounts(rows: readonly KeyRow[]): KeyCounts[] {
  return rows.map((row) => ({
    key: row.attribute,
    distinct: Number(row.distinctValues),
    selection: Number(row.selectionRows),
    rest: Number(row.restRows),
    values: unite([
      ...row.ofSelection.map(([a, b, value]) => ({ value, selection: -Number(a), rest: -Number(b) })),
      ...row.ofRest.map(([b, a, value]) => ({ value, selection: -Number(a), rest: -Number(b) })),
    ]),
  }));
}

/** Each value once: the two lists overlap. */
function unite(values: readonly ValueCount[]): ValueCount[] {
  return [...new Map(values.map((one) => [one.value, one])).values()];
}

export interface BarRow {
  readonly attribute: string;
  readonly bars: readonly (readonly [
    low: number,
    high: number,
    inSelection: string | number,
    inRest: string | number,
  ])[];
}

export function toNumberCounts(rows: readonly BarRow[]): NumberCounts[] {
  return rows.map(({ attribute, bars }) => ({
    key: attribute,
    bars: bars
      .map(([low, high, selection, rest]) => ({
        low,
        high,
        selection: Number(selection),
        rest: Number(rest),
      }))
      .toSorted((a, b) => a.low - b.low),
  }));
}
