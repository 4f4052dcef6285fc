// Detects a lasting rise in a series: the split that separates it best, relative to the noise of the series.

import { leastEvidence } from "catalog/measures";

type Line = readonly (number | null)[];

/** The minimum number of buckets on each side of a split. */
const side = 5;

/** The values of a series without its gaps. */
export const known = (values: Line): readonly number[] =>
  values.filter((value): value is number => value !== null && Number.isFinite(value));

/**
 * True when `values` rose at some moment and stayed up to the end.
 *
 * The rise must exceed six standard errors of both sides, 30 per cent, and `least` in absolute terms. Gaps are skipped. Where `counts` has
 * the observations behind each value, both sides need enough of them.
 */
export function roseAtEnd(values: Line, least: number, counts?: readonly number[]): boolean {
  const line = known(values);
  const weights = counts?.filter((_, at) => known([values[at] ?? null]).length > 0);
  let best = { at: 0, clarity: 0, before: 0, after: 0 };
  for (let at = side; at <= line.length - side; at++) {
    const [first, second] = [line.slice(0, at), line.slice(at)];
    const [before, after] = [mean(first), mean(second)];
    const error = Math.sqrt(variance(first, before) / first.length + variance(second, after) / second.length);
    const clarity = after <= before ? 0 : error === 0 ? Number.MAX_VALUE : (after - before) / error;
    if (clarity > best.clarity) best = { at, clarity, before, after };
  }
  if (weights !== undefined && !areEnough(weights, best.at)) return false;
  const rise = best.after - best.before;
  const stayed = mean(line.slice(-side)) > best.before + rise / 2;
  return best.clarity > 6 && rise > best.before * 0.3 && rise > least && stayed;
}

/** Whether both sides of a split have enough observations to compare. */
function areEnough(counts: readonly number[], at: number): boolean {
  return [counts.slice(0, at), counts.slice(at)].every((part) => Math.round(sum(part)) >= leastEvidence);
}

/** Means of the values before and after the bucket at `index`, which belongs to both; `null` without values. */
export function aroundIndex(
  values: Line,
  index: number,
): { readonly before: number | null; readonly after: number | null } {
  return { before: meanOf(known(values.slice(0, index))), after: meanOf(known(values.slice(index + 1))) };
}

const meanOf = (values: readonly number[]): number | null => (values.length === 0 ? null : mean(values));
const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

function variance(values: readonly number[], around: number): number {
  return values.reduce((all, value) => all + (value - around) ** 2, 0) / Math.max(1, values.length - 1);
}
