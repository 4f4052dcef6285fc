// Which times are read for a page of the newest transactions.
import type { Range } from "../time/range.ts";
import { toTransactionTimes } from "./transaction-params.ts";

export interface RowWindow {
  /** Transactions that began since then, inclusive. */
  readonly beginNs: bigint;
  /** Records are read since then: those of transactions that began before the window must not look like new ones. */
  readonly sinceNs: bigint;
}

const dayNs = 86_400_000_000_000n;
/** The first window is a two hundredth of the time that is left, or an eighth of what is read beside it; each further one eight times as long. */
const firstPart = 200n;
const growth = 8n;

/**
 * Windows that end at `endNs`, each longer than the one before. For each, a day of records before it is read, and all records after it, up to
 * the end of what the range needs. All windows together read less than two thirds of that.
 */
export function toWindows(range: Range, endNs: bigint): readonly RowWindow[] {
  const whole = toTransactionTimes(range);
  const left = endNs - range.fromNs;
  const besides = whole.untilNs - endNs + dayNs;
  const windows: RowWindow[] = [];
  let budget = ((whole.untilNs - whole.sinceNs) * 2n) / 3n;
  for (let part = max(left / firstPart, besides / growth); part < left; part *= growth) {
    budget -= part + besides;
    if (budget < 0n) break;
    const beginNs = endNs - part;
    windows.push({ beginNs, sinceNs: max(beginNs - dayNs, 0n) });
  }
  return windows;
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
