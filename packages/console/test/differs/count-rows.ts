// Counts rows as the console's queries do: values by attribute, bars of numbers, and patterns of candidates.
import type { Candidate } from "../../src/api/differs/candidates.ts";
import type { Bar, KeyCounts, NumberCounts, Sides, ValueCount } from "../../src/api/differs/counts.ts";
import type { Pattern } from "../../src/api/differs/patterns.ts";
import type { Row } from "./planted-rows.ts";

const maxValues = 20;
const barsPerOctave = 16;

export function countSides(rows: readonly Row[]): Sides {
  const selection = rows.filter(({ selected }) => selected).length;
  const rest = rows.length - selection;
  return { selection, rest, selectionGroups: selection, restGroups: rest };
}

export function countValues(rows: readonly Row[]): KeyCounts[] {
  const keys = new Map<string, Map<string, { value: string; selection: number; rest: number }>>();
  for (const { texts, selected } of rows) {
    for (const [key, value] of texts) {
      const values = keys.get(key) ?? new Map();
      keys.set(key, values);
      const count = values.get(value) ?? { value, selection: 0, rest: 0 };
      values.set(value, count);
      count[selected ? "selection" : "rest"] += 1;
    }
  }
  return [...keys].map(([key, values]) => toKeyCounts(key, [...values.values()]));
}

function toKeyCounts(key: string, counts: readonly ValueCount[]): KeyCounts {
  const top = (side: "selection" | "rest"): readonly ValueCount[] =>
    counts.toSorted((a, b) => b[side] - a[side]).slice(0, maxValues);
  const sum = (side: "selection" | "rest"): number => counts.reduce((all, count) => all + count[side], 0);
  return {
    key,
    distinct: counts.length,
    selection: sum("selection"),
    rest: sum("rest"),
    values: [...new Set([...top("selection"), ...top("rest")])],
  };
}

export function countBars(rows: readonly Row[]): NumberCounts[] {
  const keys = new Map<string, Map<number, { low: number; high: number; selection: number; rest: number }>>();
  for (const { numbers, selected } of rows) {
    for (const [key, value] of numbers) {
      const bars = keys.get(key) ?? new Map();
      keys.set(key, bars);
      const at = Math.floor(Math.log2(value) * barsPerOctave);
      const bar = bars.get(at) ?? { low: value, high: value, selection: 0, rest: 0 };
      bars.set(at, bar);
      bar[selected ? "selection" : "rest"] += 1;
      bar.low = Math.min(bar.low, value);
      bar.high = Math.max(bar.high, value);
    }
  }
  return [...keys].map(([key, bars]) => ({
    key,
    bars: [...bars.values()].toSorted((a, b) => a.low - b.low) satisfies Bar[],
  }));
}

export function countPatterns(rows: readonly Row[], candidates: readonly Candidate[]): Pattern[] {
  const patterns = new Map<number, { mask: number; selection: number; rest: number }>();
  for (const row of rows) {
    let mask = 0;
    for (const [bit, candidate] of candidates.entries()) if (meetsCandidate(row, candidate)) mask |= 1 << bit;
    const pattern = patterns.get(mask) ?? { mask, selection: 0, rest: 0 };
    patterns.set(mask, pattern);
    pattern[row.selected ? "selection" : "rest"] += 1;
  }
  return [...patterns.values()];
}

export function meetsCandidate(
  row: Row,
  { key, kind, value }: Pick<Candidate, "key" | "kind" | "value">,
): boolean {
  if (kind === "value") return row.texts.get(key) === value;
  if (kind === "absent" || kind === "present")
    return (row.texts.has(key) || row.numbers.has(key)) === (kind === "present");
  const number = row.numbers.get(key);
  return number !== undefined && (kind === "atLeast" ? number >= Number(value) : number < Number(value));
}
