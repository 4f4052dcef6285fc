import type { ComparedRow } from "contract";
import { expect, test } from "vitest";

import { figureWords, valueWords } from "./row-words.ts";

test("errors have the unit of their row", () => {
  const row = (unit: string, base: number, now = base): ComparedRow =>
    ({ kind: "error", what: "occurrences", unit, base, now }) as ComparedRow;
  const words = (unit: string, value: number): string => valueWords(row(unit, value), value);
  expect(words("/s", 0.05)).toBe("3.00 /min");
  expect(words("count", 12)).toBe("12");
  expect(figureWords(row("/s", 0.05))).toBe("occurrences");
  // the scale is that of both sides
  const rare = row("/request", 0.00592, 0.5);
  expect([valueWords(rare, rare.base), valueWords(rare, rare.now)]).toEqual([
    "5.92 per 1,000",
    "500 per 1,000",
  ]);
  expect(figureWords(rare)).toBe("occurrences per 1,000 requests");
  const frequent = row("/request", 0.5, 3.2);
  expect([valueWords(frequent, frequent.base), valueWords(frequent, frequent.now)]).toEqual([
    "0.5 per request",
    "3.20 per request",
  ]);
  expect(figureWords(frequent)).toBe("occurrences per request");
});
