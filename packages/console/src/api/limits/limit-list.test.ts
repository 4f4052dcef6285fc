import fc from "fast-check";
import { expect, test } from "vitest";
import { limitList, limitLists, listBytes, sizeOf } from "./limit-list.ts";

const named = (length: number, count: number) =>
  Array.from({ length: count }, () => ({ name: "n".repeat(length) }));

test("a list that is short enough is complete", () => {
  const rows = named(20, 3);
  expect(limitList(rows)).toEqual({ items: rows, truncated: 0 });
  expect(limitList([])).toEqual({ items: [], truncated: 0 });
  expect(limitList(rows, { rows: 3 })).toEqual({ items: rows, truncated: 0 });
});

test("rows over the limit are counted, also those that the query did not return", () => {
  expect(limitList([1, 2, 3], { rows: 2 })).toEqual({ items: [1, 2], truncated: 1 });
  expect(limitList([1, 2, 3], { rows: 2, total: 200_000 })).toEqual({ items: [1, 2], truncated: 199_998 });
});

test("long names make the list shorter", () => {
  const { items, truncated } = limitList(named(64_000, 5_000), { rows: 5_000 });
  expect(JSON.stringify(items).length).toBeLessThanOrEqual(listBytes);
  expect([items.length, truncated]).toEqual([31, 4_969]);
});

test("one row is listed, however large", () => {
  expect(limitList(named(5_000_000, 2))).toMatchObject({ items: [{}], truncated: 1 });
});

test("the size is never much less than that of the JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(sizeOf(value) * 6).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(value)));
    }),
  );
  for (const text of ["ü".repeat(10_000), "\u0001".repeat(10_000), '"'.repeat(300)])
    expect(sizeOf({ text })).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify({ text })));
});

test("several lists share what an answer may have: short ones are complete, long ones are cut", () => {
  const lists = { long: named(10_000, 300), short: named(20, 300), other: named(10_000, 300) };
  const { items, truncated } = limitLists(lists, { rows: 200, bytes: 1_000_000 });
  expect(Object.keys(items)).toEqual(["long", "short", "other"]);
  expect([items.short.length, truncated]).toEqual([200, true]);
  expect(Math.abs(items.long.length - items.other.length)).toBeLessThanOrEqual(1);
  const bytes = JSON.stringify(items).length;
  expect(bytes > 950_000 && bytes <= 1_000_000).toBe(true);
  expect(limitLists({ one: [1, 2] }, { rows: 2, bytes: 100 })).toEqual({
    items: { one: [1, 2] },
    truncated: false,
  });
});
