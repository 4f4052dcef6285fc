// Cursors: the key of the last row given, as base64url of its JSON. Opaque to callers, checked when it comes back.
import { z } from "zod";

/** Writes the key of the last row as a cursor. */
export function toCursor(key: readonly string[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** Reads a cursor, or gives `undefined` when it is not one with a key of this form. */
export function fromCursor<Key>(cursor: string, form: z.ZodType<Key>): Key | undefined {
  if (cursor.length > 1024 || !/^[A-Za-z0-9_-]+$/.test(cursor)) return undefined;
  try {
    const parsed = form.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Unix ns in decimal, as it stands in a cursor. */
export const nsKey: z.ZodType<string> = z.string().regex(/^\d{1,19}$/);
/** Lower-case hex. */
export const hexKey: z.ZodType<string> = z.string().regex(/^[0-9a-f]{0,32}$/);
