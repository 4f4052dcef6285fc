// How far a slow query is, in words.
import type { ProgressResult } from "contract";

import { formatCount } from "./format.ts";

/** From then on a query is slow. */
export const slowMs = 2000;

/** `12.4 M rows read of 48 M`; `undefined` before any row was read. */
export function describeProgress(progress: ProgressResult | undefined): string | undefined {
  const { rowsRead, rowsTotal } = progress ?? {};
  if (!rowsRead) return undefined;
  const read = `${formatCount(rowsRead)} rows read`;
  return rowsTotal && rowsTotal > rowsRead ? `${read} of ${formatCount(rowsTotal)}` : read;
}
