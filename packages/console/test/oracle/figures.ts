// What expectations of all topics share.
import { expect } from "vitest";
import type { Period } from "./requests.ts";

export const iso = (ms: number): string => new Date(ms).toISOString();

/** The range that is asked for, as parameters. */
export const rangeOf = ({ from, to }: Period): string => `from=${iso(from)}&to=${iso(to)}`;

/** The period that an answer is about: roll-ups extend a range to whole minutes, and say so. */
export function periodOf({ from, to }: { readonly from: string; readonly to: string }): Period {
  return { from: Date.parse(from), to: Date.parse(to) };
}

/** The same length of time before. */
export const periodBefore = ({ from, to }: Period): Period => ({ from: 2 * from - to, to: from });

/** Equal but for rounding. */
export const close = (value: number): unknown => expect.closeTo(value, 6) as unknown;

/** The same of a figure that may be missing. */
export const closeOrNull = (value: number | null): unknown => (value === null ? null : close(value));

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The smallest value that at least this share of the values does not exceed; `null` without values. */
export function percentileOf(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length - 1e-9) - 1] ?? null;
}

/** How many items have each value, as an object in the order of its keys. */
export function countBy<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => string,
): Record<string, number> {
  const groups = [...Map.groupBy(items, valueOf)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(groups.map(([value, own]) => [value, own.length]));
}

/** In the order of their JSON. */
export function inOrder<Item>(items: readonly Item[]): Item[] {
  return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
