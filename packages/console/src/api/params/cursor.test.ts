import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { hexKey, nsKey, readCursor, toCursor, wholeKey } from "./cursor.ts";

test("a cursor is read back as its key", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 4 }), (key) => {
      const cursor = toCursor(key);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(readCursor(cursor, z.array(z.string()))).toEqual(key);
    }),
  );
});

test("no cursor is the first page", () => {
  expect(readCursor(undefined, z.tuple([nsKey]))).toBeUndefined();
});

test.each([
  "abc",
  "",
  "%%%",
  toCursor(["1"]),
  toCursor(["1", "2", "3"]),
  toCursor(["1' OR 1=1", "00"]),
  toCursor(["-5", "00"]),
  toCursor(["99999999999999999999", "00"]),
  toCursor(["9183110400000000000", "00"]),
  toCursor(["1", "xyz"]),
  Buffer.from('{"__proto__":1}').toString("base64url"),
])("rejects %j where a time and an id are expected", (cursor) => {
  expect(() => readCursor(cursor, z.tuple([nsKey, hexKey]))).toThrow(
    "expected the `nextCursor` of the page before",
  );
});

test("accepts the largest unsigned 64-bit key and rejects the next", () => {
  expect(readCursor(toCursor(["18446744073709551615"]), z.tuple([wholeKey]))).toEqual([
    "18446744073709551615",
  ]);
  expect(() => readCursor(toCursor(["18446744073709551616"]), z.tuple([wholeKey]))).toThrow("cursor");
});
