import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { cutPage, toPage } from "./page.ts";

interface Row {
  readonly name: string;
  readonly count: number;
}
const rankOf = ({ count, name }: Row): readonly [number, string] => [count, name];

test("pages hold each row once, the greatest first, also among equals", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ name: fc.string(), count: fc.nat(4) }), { selector: ({ name }) => name }),
      fc.integer({ min: 1, max: 7 }),
      (rows, limit) => {
        const seen: Row[] = [];
        let cursor: string | undefined;
        do {
          const { page, nextCursor } = toPage(rows, rankOf, { limit, cursor });
          expect(page.length).toBeLessThanOrEqual(limit);
          seen.push(...page);
          cursor = nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(toPage(rows, rankOf, { limit: 1_000 }).page);
        expect(new Set(seen)).toEqual(new Set(rows));
        seen.slice(1).forEach(({ count }, place) => expect(count).toBeLessThanOrEqual(seen[place]!.count));
      },
    ),
    { numRuns: 50 },
  );
});

test("the last page has no cursor", () => {
  const rows = Array.from({ length: 501 }, (_, at) => ({ name: `n${at}`, count: at }));
  const { page, nextCursor } = toPage(rows, rankOf, { limit: 500 });
  expect(page).toHaveLength(500);
  expect(toPage(rows, rankOf, { limit: 500, cursor: nextCursor! })).toEqual({
    page: [rows[0]],
    nextCursor: null,
  });
  expect(toPage(rows.slice(1), rankOf, { limit: 500 }).nextCursor).toBeNull();
});

test("rejects a cursor with a key of another form", () => {
  expect(() => toPage([], rankOf, { limit: 1, cursor: "abc" })).toThrow("expected the `nextCursor`");
});

test("a page of long rows has fewer of them, and the next one goes on behind it", () => {
  const rows = Array.from({ length: 9 }, (_, n) => ({ count: n, name: "x".repeat(1_000_000) }));
  const { page, last } = cutPage(rows, 8);
  expect(page).toEqual(rows.slice(0, 3));
  expect(last).toBe(rows[2]);
  expect(cutPage(rows.slice(0, 2), 8)).toEqual({ page: rows.slice(0, 2), last: undefined });
});

test("one row longer than a page is a page", () => {
  const rows = Array.from({ length: 2 }, (_, n) => ({ count: n, name: "x".repeat(5_000_000) }));
  expect(cutPage(rows, 8)).toEqual({ page: [rows[0]], last: rows[0] });
});

test("pages go on behind long names that begin alike, each of which is ranked once", () => {
  const rows = Array.from({ length: 5 }, (_, at) => ({ count: 1, name: "é".repeat(5_000) + at }));
  const seen: Row[] = [];
  const ranks = vi.fn<typeof rankOf>(rankOf);
  let cursor: string | undefined;
  for (let pages = 0; pages < 5; pages++) {
    const { page, nextCursor } = toPage(rows, ranks, { limit: 1, cursor });
    seen.push(...page);
    cursor = nextCursor ?? undefined;
    expect(cursor?.length ?? 0).toBeLessThan(8_000);
  }
  expect(cursor).toBeUndefined();
  expect(new Set(seen)).toEqual(new Set(rows));
  // Once each in every page, and that of each cursor.
  expect(ranks).toHaveBeenCalledTimes(5 * 5 + 4);
});
