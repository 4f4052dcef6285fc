// The difference of two shares with its 95 % interval by Newcombe's method 10: from Wilson's intervals of both shares, which stay inside
// 0 and 1 and hold for small counts and rare values.
import type { Table } from "./g-test.ts";

/** Standard errors of a 95 % interval. */
const z95 = 1.959964;

export interface Difference {
  readonly selectionShare: number;
  readonly restShare: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The end of the interval that is nearer to zero, without its sign; 0 when the interval contains zero. */
  readonly atLeast: number;
}

/** Wilson's score interval of a share. */
export function shareInterval(
  count: number,
  total: number,
  z: number = z95,
): readonly [low: number, high: number] {
  if (total <= 0) return [0, 1];
  const share = count / total;
  const square = (z * z) / total;
  const middle = (share + square / 2) / (1 + square);
  const half = (z / (1 + square)) * Math.sqrt((share * (1 - share)) / total + square / (4 * total));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** @param z standard errors of the interval. */
export function differenceOf(table: Table, z: number = z95): Difference {
  const selectionShare = shareOf(table.selection, table.selectionTotal);
  const restShare = shareOf(table.rest, table.restTotal);
  const [selectionLow, selectionHigh] = shareInterval(table.selection, table.selectionTotal, z);
  const [restLow, restHigh] = shareInterval(table.rest, table.restTotal, z);
  const difference = selectionShare - restShare;
  const low = difference - Math.hypot(selectionShare - selectionLow, restHigh - restShare);
  const high = difference + Math.hypot(selectionHigh - selectionShare, restShare - restLow);
  return { selectionShare, restShare, difference, low, high, atLeast: Math.max(0, low, -high) };
}

function shareOf(count: number, total: number): number {
  return total <= 0 ? 0 : count / total;
}
