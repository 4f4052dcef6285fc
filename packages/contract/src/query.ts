// What many queries and answers share.
import { z } from "zod";
import type { filterFields, listFields, pageFields, rangeFields } from "./fields.ts";
import type { In } from "./route.ts";

export type RangeQuery = In<typeof rangeFields>;
export type FilterQuery = In<typeof filterFields>;
export type PageQuery = In<typeof pageFields>;
export type ListQuery = In<typeof listFields>;

/** A page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** `null` on the last page. */
  readonly nextCursor: string | null;
}

export const nextCursor = z.string().nullable().describe("`null` on the last page.");

/** Fields of a page of `item`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return { items: z.array(item), nextCursor };
}

/** The range a relative query came to, so that a page can say what it shows. */
export const resolvedRange = { from: z.string(), to: z.string() };
export type ResolvedRange = { readonly from: string; readonly to: string };
