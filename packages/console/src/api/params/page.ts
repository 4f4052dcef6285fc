// Pages of lists: those that are read as a whole (a few hundred types, journeys or funnels with their figures), and those of a query that
// reads a page. A page of long rows has fewer of them than were asked for, and goes on with the next page.
import { createHash } from "node:crypto";
import { z } from "zod";
import { withinBytes } from "../limits/limit-list.ts";
import { readCursor, toCursor } from "./cursor.ts";

/** The order of rows: the greater number first, then by name. */
export type Rank = readonly [count: number, name: string];

/** Bytes of a page as JSON: with the other lists of an answer it stays below 8 MB. */
const pageBytes = 4_000_000;
/** The same where the rows are keys that the next query gets as parameters, which have 131,072 bytes at most. */
export const keyBytes = 110_000;

/** Characters of a name in a cursor, which is part of an address. */
const maxName = 1000;

const form = z.tuple([z.number(), z.string().max(4096)]);

/**
 * The page of `rows` after `cursor`, in the order of their ranks.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` for an invalid cursor.
 */
export function toPage<Row>(
  rows: readonly Row[],
  rankOf: (row: Row) => Rank,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  bytes: number = pageBytes,
): { readonly page: readonly Row[]; readonly nextCursor: string | null } {
  const key = readCursor(cursor, form);
  const sorted = toRanked(rows, rankOf);
  const left = key === undefined ? sorted : sorted.filter(({ rank }) => compare(rank, key) > 0);
  const { page, last } = cutPage(
    left.slice(0, limit + 1).map(({ row }) => row),
    limit,
    bytes,
  );
  return { page, nextCursor: last === undefined ? null : toCursor(shorten(rankOf(last))) };
}

/** All rows in the order of pages: pages of what has this order already cost less. */
export function inOrder<Row>(rows: readonly Row[], rankOf: (row: Row) => Rank): readonly Row[] {
  return toRanked(rows, rankOf).map(({ row }) => row);
}

function toRanked<Row>(rows: readonly Row[], rankOf: (row: Row) => Rank) {
  return rows.map((row) => ({ row, rank: shorten(rankOf(row)) })).toSorted((a, b) => compare(a.rank, b.rank));
}

/** The beginning of a long name, and a hash that tells it from others with this beginning. */
function shorten([count, name]: Rank): Rank {
  if (name.length <= maxName) return [count, name];
  return [count, name.slice(0, maxName) + createHash("sha256").update(name).digest("hex")];
}

/**
 * The first `limit` rows, fewer where they are long, and at least one.
 *
 * @param rows one more than `limit` where there are more.
 * @returns `last`: the last row of the page, where more rows come after it.
 */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  bytes: number = pageBytes,
): { readonly page: readonly Row[]; readonly last: Row | undefined } {
  const page = withinBytes(rows.slice(0, limit), bytes);
  return { page, last: rows.length > page.length ? page.at(-1) : undefined };
}

function compare([count, name]: Rank, [otherCount, otherName]: Rank): number {
  return otherCount - count || (name < otherName ? -1 : Number(name > otherName));
}
