// Pages of lists that are read as a whole: a few hundred types, journeys or funnels with their figures.
import { z } from "zod";
import { readCursor, toCursor } from "./cursor.ts";

/** The order of rows: the greater number first, then by name. */
export type Rank = readonly [count: number, name: string];

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
): { readonly page: readonly Row[]; readonly nextCursor: string | null } {
  const key = readCursor(cursor, form);
  const sorted = rows.toSorted((a, b) => compare(rankOf(a), rankOf(b)));
  const left = key === undefined ? sorted : sorted.filter((row) => compare(rankOf(row), key) > 0);
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return { page, nextCursor: left.length > limit && last !== undefined ? toCursor(rankOf(last)) : null };
}

function compare([count, name]: Rank, [otherCount, otherName]: Rank): number {
  return otherCount - count || (name < otherName ? -1 : Number(name > otherName));
}
