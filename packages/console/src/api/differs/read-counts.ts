// Rows of the counting queries as the engine takes them.
import type { KeyCounts, NumberCounts, ValueCount } from "./counts.ts";

type Ranked = readonly [
  minusCount: number,
  minusOther: number,
  value: string,
  parts?: readonly [number, number],
];

export interface KeyRow {
  readonly attribute: string;
  readonly distinctValues: string;
  readonly selectionRows: string;
  readonly restRows: string;
  readonly ofSelection: readonly Ranked[];
  readonly ofRest: readonly Ranked[];
  /** Of an attribute of traces: by how much it differs, −1 when it is not tested; and how many are tested, also those that are cut off. */
  readonly strength?: number;
  readonly selectionParts?: number;
  readonly restParts?: number;
  readonly testable?: string;
  /** Of a query that counts numbers, too. */
  readonly isNumber?: number | boolean;
  readonly bars?: BarRow["bars"];
}

/** The attribute that each row of which a trace is known has once, of no operation. */
export const traceRows = "\n\ntelltale.rows";

export function toKeyCounts(rows: readonly KeyRow[]): KeyCounts[] {
  return rows.map((row) => ({
    key: row.attribute,
    distinct: Number(row.distinctValues),
    selection: Number(row.selectionRows),
    rest: Number(row.restRows),
    ...(row.selectionParts !== undefined && {
      parts: { selection: row.selectionParts, rest: row.restParts ?? 0 },
    }),
    values: unite([
      ...row.ofSelection.map(([a, b, value, parts]) => toValueCount(value, -a, -b, parts)),
      ...row.ofRest.map(([b, a, value, parts]) => toValueCount(value, -a, -b, parts)),
    ]),
  }));
}

function toValueCount(value: string, selection: number, rest: number, parts: Ranked[3]): ValueCount {
  const counts = { value, selection, rest };
  return parts === undefined ? counts : { ...counts, parts: { selection: parts[0], rest: parts[1] } };
}

/** Of the spans in traces: each key follows its operation. */
export function toTraceCounts(rows: readonly KeyRow[]): KeyCounts[] {
  return toKeyCounts(rows).map(({ key, ...counts }) => {
    const end = key.lastIndexOf("\n");
    return { ...counts, operation: key.slice(0, end), key: key.slice(end + 1) };
  });
}

/** How many attributes of traces are tested and not in the list. */
export function countOmitted(rows: readonly KeyRow[]): number {
  const listed = rows.filter(({ strength = -1 }) => strength >= 0).length;
  return Math.max(0, Number(rows[0]?.testable ?? 0) - listed);
}

/** Each value once: the two lists overlap. */
function unite(values: readonly ValueCount[]): ValueCount[] {
  return [...new Map(values.map((one) => [one.value, one])).values()];
}

export interface BarRow {
  readonly attribute: string;
  readonly bars: readonly (readonly [low: number, high: number, inSelection: number, inRest: number])[];
}

/** Numeric attributes, those that most rows have. */
const mostNumbers = 100;

/** The rows of texts, and those of numbers, of a query that counts both. */
export function splitNumbers(rows: readonly KeyRow[]): {
  readonly keys: readonly KeyRow[];
  readonly bars: readonly BarRow[];
} {
  const numbers = rows.filter(({ isNumber = false }) => Boolean(isNumber));
  return {
    keys: rows.filter(({ isNumber = false }) => !isNumber),
    bars: numbers.slice(0, mostNumbers).map(({ attribute, bars = [] }) => ({ attribute, bars })),
  };
}

export function toNumberCounts(rows: readonly BarRow[]): NumberCounts[] {
  return rows.map(({ attribute, bars }) => ({
    key: attribute,
    bars: bars
      .map(([low, high, selection, rest]) => ({
        low,
        high,
        selection,
        rest,
      }))
      .toSorted((a, b) => a.low - b.low),
  }));
}
