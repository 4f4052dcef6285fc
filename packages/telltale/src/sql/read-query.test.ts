import fc from "fast-check";
import { expect, test } from "vitest";
import { cutSql } from "./read-query.ts";
import { dialectOf } from "./dialect.ts";
import { scan } from "./scan.ts";

const postgresql = dialectOf("postgresql");

test.each([
  ["SELECT orders_total FROM t", 13, "SELECT"],
  ["SELECT orders_total FROM t", 19, "SELECT orders_total"],
  ["SELECT orders_total FROM t", 20, "SELECT orders_total"],
  ['SELECT a FROM "my table"', 20, "SELECT a FROM"],
  ["SELECT a FROM shop.orders", 19, "SELECT a FROM"],
  ['SELECT a FROM "shop" . "orders", b', 31, 'SELECT a FROM "shop" . "orders"'],
  ['SELECT a FROM shop."orders", b', 27, 'SELECT a FROM shop."orders"'],
  ["SELECT a FROM shop.orders", 100, "SELECT a FROM shop.orders"],
  ["orders_total", 5, ""],
])("cuts %s to %i characters", (text, length, expected) => {
  expect(cutSql(text, length, postgresql)).toBe(expected);
});

test("keeps the first tokens whole", () => {
  const piecesOf = (text: string): string[] => {
    const pieces: string[] = [];
    scan(text, postgresql, (_, from, to) => pieces.push(text.slice(from, to)));
    return pieces;
  };
  const word = fc.constantFrom(
    "SELECT",
    "a",
    "orders",
    '"my table"',
    ".",
    ",",
    "?",
    "$1",
    "=",
    " ",
    "\n",
    "::",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), fc.nat(60), (words, length) => {
      const text = words.join("");
      const cut = cutSql(text, length, postgresql);
      expect(cut.length).toBeLessThanOrEqual(length);
      expect(text.startsWith(cut)).toBe(true);
      const pieces = piecesOf(cut);
      expect(piecesOf(text).slice(0, pieces.length)).toEqual(pieces);
    }),
  );
});
