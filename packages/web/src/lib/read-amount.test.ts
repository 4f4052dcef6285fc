import { expect, test } from "vitest";
import { readAmount } from "./read-amount.ts";

test.each<[typed: string, amount: number | undefined]>([
  ["1250", 1250],
  [" 1,250.50 ", 1250.5],
  ["1,000,000", 1_000_000],
  ["0", 0],
  [".5", 0.5],
  // ten times as much would be listed
  ["1,5", 1.5],
  ["12,50", 12.5],
  ["0,500", 0.5],
  ["1250,50", 1250.5],
  ["1,5,0", undefined],
  ["1.000,50", undefined],
  ["-1", undefined],
  ["", undefined],
  ["1e999", undefined],
])("%o is the amount %o", (typed, amount) => {
  expect(readAmount(typed)).toBe(amount);
});
