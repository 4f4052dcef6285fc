// Cursors: the key of the last row of a page, as base64url of its JSON. Opaque to callers, and validated.
import { z } from "zod";
import { badParameter } from "./params.ts";
import { endOfTimeNs } from "../time/time.ts";

/** Writes the key of the last row as a cursor. */
export function toCursor(key: readonly (string | number | boolean)[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/**
 * Reads the cursor of a request; `undefined` when it has none.
 *
 * @throws {ProblemError} 400 `BAD_PARAMETER` when its key does not have this form.
 */
export function readCursor<Key>(cursor: string | undefined, form: z.ZodType<Key>): Key | undefined {
  if (cursor === undefined) return undefined;
  const parsed = form.safeParse(fromBase64(cursor));
  if (parsed.success) return parsed.data;
  throw badParameter(
    "cursor",
    cursor,
    "the `nextCursor` of the page before",
    "Leave it out for the first page.",
  );
}

function fromBase64(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}

/** An unsigned 64-bit number in decimal. */
export const wholeKey: z.ZodType<string> = below(2n ** 64n);
/** Unix ns in decimal. */
export const nsKey: z.ZodType<string> = below(endOfTimeNs);
/** A name or an id. */
export const textKey: z.ZodType<string> = z.string().max(4096);
/** Lower-case hex. */
export const hexKey: z.ZodType<string> = z.string().regex(/^[0-9a-f]{0,32}$/);

/** A number of at least 0 in decimal, below `end`. */
export function below(end: bigint): z.ZodType<string> {
  return z.string().refine((digits) => /^\d{1,20}$/.test(digits) && BigInt(digits) < end);
}
