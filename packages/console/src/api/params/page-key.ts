// The key of a row in its list, declared once: it is the cursor of the next page, and the parameters of the query for that page.
import { z } from "zod";
import type { QueryParams } from "../context.ts";
import { toSqlTime } from "../time/time.ts";
import { nsKey, readCursor, toCursor } from "./cursor.ts";
import { cutPage } from "./page.ts";

type KeyValue = string | number | boolean;

/** One value of a key. */
interface KeyPart<Row> {
  /** What a cursor may have here. */
  readonly form: z.ZodType<KeyValue>;
  readonly of: (row: Row) => KeyValue;
  /** Unix ns, which the query takes as `DateTime64(9)`. */
  readonly isTime?: true;
}

interface PageKey<Row> {
  /**
   * The parameters of the query for the page after `cursor`, none for the first page; and the time in the key, in Unix ns.
   *
   * @throws {ProblemError} 400 `BAD_PARAMETER` for an invalid cursor.
   */
  read(cursor: string | undefined): { readonly params: QueryParams; readonly timeNs: string | undefined };
  /** The cursor of the page that begins after `row`. */
  after(row: Row): string;
  /**
   * The first `limit` rows, fewer where they are long, and the cursor of the next page.
   *
   * @param rows one more than `limit` where there are more.
   * @param bytes of the page as JSON, at most.
   */
  page<Found extends Row>(
    rows: readonly Found[],
    limit: number,
    bytes?: number,
  ): { readonly page: readonly Found[]; readonly nextCursor: string | null };
}

/** @param parts by the names of the query's parameters, in the order by which the rows are sorted. */
export function definePageKey<Row>(parts: Readonly<Record<string, KeyPart<Row>>>): PageKey<Row> {
  const names = Object.keys(parts);
  const all = Object.values(parts);
  const form = z.tuple(all.map((part) => part.form) as [z.ZodType<KeyValue>]);
  const timeAt = all.findIndex(({ isTime }) => isTime);
  const after = (row: Row): string => toCursor(all.map(({ of }) => of(row)));
  return {
    read(cursor) {
      const key: readonly KeyValue[] = readCursor(cursor, form) ?? [];
      const timeNs = key[timeAt]?.toString();
      const params = key.map((value, at) => (at === timeAt ? toSqlTime(BigInt(value)) : value));
      return { params: Object.fromEntries(params.map((value, at) => [names[at], value])), timeNs };
    },
    after,
    page(rows, limit, bytes) {
      const { page, last } = cutPage(rows, limit, bytes);
      return { page, nextCursor: last === undefined ? null : after(last) };
    },
  };
}

/** A time in Unix ns. */
export function byTime<Row>(of: (row: Row) => string): KeyPart<Row> {
  return { form: nsKey, of, isTime: true };
}

/** Any other value. */
export function by<Row>(form: z.ZodType<KeyValue>, of: (row: Row) => KeyValue): KeyPart<Row> {
  return { form, of };
}
