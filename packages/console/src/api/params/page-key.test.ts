// A key of a time, a number and an id: what its cursor holds, which parameters the next page gets, which cursors are rejected.
import { expect, test } from "vitest";
import { z } from "zod";
import { textKey, toCursor } from "./cursor.ts";
import { by, byTime, definePageKey } from "./page-key.ts";

interface Row {
  readonly timeNs: string;
  readonly hasEnded: boolean;
  readonly id: string;
}

const pageKey = definePageKey<Row>({
  cursorTime: byTime(({ timeNs }) => timeNs),
  cursorEnded: by(z.boolean().transform(Number), ({ hasEnded }) => hasEnded),
  cursorId: by(textKey, ({ id }) => id),
});
const rows = ["a", "b", "c"].map((id) => ({ timeNs: "1000000001", hasEnded: true, id }));

test("the first page has no parameters", () => {
  expect(pageKey.read(undefined)).toEqual({ params: {}, timeNs: undefined });
});

test("the next page begins after the last row of a page", () => {
  const { page, nextCursor } = pageKey.page(rows, 2);
  expect(page).toEqual(rows.slice(0, 2));
  expect(pageKey.read(nextCursor!)).toEqual({
    params: { cursorTime: "1970-01-01 00:00:01.000000001", cursorEnded: 1, cursorId: "b" },
    timeNs: "1000000001",
  });
});

test("a page of long rows ends earlier", () => {
  const { page, nextCursor } = pageKey.page(rows, 2, 60);
  expect(page).toHaveLength(1);
  expect(nextCursor).toBe(pageKey.after(rows[0]!));
});

test("the last page has no cursor", () => {
  expect(pageKey.page(rows, 3)).toEqual({ page: rows, nextCursor: null });
});

test.each([
  ["too few values", ["1", true]],
  ["too many values", ["1", true, "a", "b"]],
  ["a time that is not a number", ["now", true, "a"]],
  ["a value of another type", ["1", 1, "a"]],
])("rejects %s", (_, key) => {
  expect(() => pageKey.read(toCursor(key))).toThrow("expected the `nextCursor` of the page before");
});
