// Buckets of histograms over time as a grid of rows that do not overlap. Pure.
import type { BucketGrid } from "contract";

/** Measurements between two values; JSON has no infinities, so that an open end is `null`. */
interface Bucket {
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
}

export type BucketColumn = readonly Bucket[];

const mostRows = 40;

/**
 * The grid of some columns. Its edges are those of all buckets: a process whose buckets are wider is counted in the row in which its bucket
 * begins. Of more than 40 rows neighbours are merged. No measurement is lost.
 */
export function toBucketGrid(columns: readonly BucketColumn[]): BucketGrid {
  const all = columns.flat().filter(({ count }) => count > 0);
  if (all.length === 0) return { lows: [], highs: [], counts: columns.map(() => []) };
  const edges = [...new Set(all.map(({ low }) => low ?? -Infinity))].toSorted((a, b) => a - b);
  const top = Math.max(...all.map(({ high }) => high ?? Infinity));
  const merged = Math.ceil(edges.length / mostRows);
  const lows = edges.filter((_, at) => at % merged === 0);
  const rowOf = ({ low }: Bucket): number => lows.findLastIndex((edge) => edge <= (low ?? -Infinity));
  const counts = columns.map((column) => {
    const row = lows.map(() => 0);
    for (const bucket of column) if (bucket.count > 0) row[rowOf(bucket)]! += bucket.count;
    return row;
  });
  const highs = lows.map((_, at) => lows[at + 1] ?? top);
  return { lows: lows.map(orNull), highs: highs.map(orNull), counts };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
