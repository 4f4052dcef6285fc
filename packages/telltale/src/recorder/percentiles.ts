// Percentiles of values that are at hand.

/** The value below which `share` of `sorted` lie (nearest rank); NaN for none. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** `values` in ascending order. */
export function ascending(values: readonly number[]): number[] {
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  return [...values].sort((a, b) => a - b);
}
