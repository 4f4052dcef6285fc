// Pages of the newest first: back from the end of the range in windows that grow eightfold until the page is full. A busy
// minute is enough for a first page, and an empty day costs a handful of queries.
import type { Range } from "./range.ts";

const firstWindowNs = 60_000_000_000n;

/**
 * Collects up to `limit` rows.
 *
 * @param find returns the newest rows of a window, up to a limit.
 * @param atOnce takes the whole range as one window, for conditions that an index answers.
 */
export async function walkBack<Row>(
  range: Range,
  limit: number,
  find: (window: Range, limit: number) => Promise<readonly Row[]>,
  atOnce = false,
): Promise<Row[]> {
  const rows: Row[] = [];
  let toNs = range.toNs;
  let widthNs = atOnce ? range.toNs - range.fromNs : firstWindowNs;
  while (rows.length < limit && toNs > range.fromNs) {
    const fromNs = toNs - widthNs > range.fromNs ? toNs - widthNs : range.fromNs;
    rows.push(...(await find({ fromNs, toNs }, limit - rows.length)));
    toNs = fromNs;
    widthNs *= 8n;
  }
  return rows;
}
