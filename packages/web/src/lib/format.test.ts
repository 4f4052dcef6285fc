import fc from "fast-check";
import { expect, test } from "vitest";

import { formatChange, formatPoints } from "./format-change.ts";
import { formatDuration, formatDurationNs, formatPercentile, formatSeconds } from "./format-duration.ts";
import { formatAmounts, formatMoney, formatMoneyExact } from "./format-money.ts";
import { unitFormat, unitWord } from "./format-unit.ts";
import { formatBytes, formatCount, formatNumber, formatRate, formatShare } from "./format.ts";

test.each([
  [0, "0"],
  [9214, "9,214"],
  [99_999, "99,999"],
  [100_000, "100 k"],
  [1_240_000, "1.24 M"],
  [-3, "−3"],
  [null, "–"],
  [Number.NaN, "–"],
] as const)("counts: %s is %s", (value, text) => expect(formatCount(value)).toBe(text));

test.each([
  [1.412, "1.41 /s"],
  [22.4, "22.4 /s"],
  [286, "286 /s"],
  [4182, "4,182 /s"],
  [0, "0 /s"],
  [0.1, "0.1 /s"],
  [0.0999, "5.99 /min"],
  [0.05, "3.00 /min"],
  [0.0123, "0.738 /min"],
  [-0.05, "−3.00 /min"],
  [1 / 3600, "1.00 /h"],
  [1e-8, "<0.001 /h"],
  [undefined, "–"],
] as const)("rates: %s is %s", (value, text) => expect(formatRate(value)).toBe(text));

test.each([
  [0.943, "94.3 %"],
  [0.0011, "0.11 %"],
  [0, "0.00 %"],
  [1, "100 %"],
  [0.00001, "<0.01 %"],
  [0.9999, "99.99 %"],
  [0.9996, "99.96 %"],
  [0.99999, ">99.99 %"],
  [0.9995, "99.95 %"],
  [0.9994, "99.9 %"],
  [null, "–"],
] as const)("shares: %s is %s", (value, text) => expect(formatShare(value)).toBe(text));

test.each([
  [234.4, "≈230 ms"],
  [86.251, "≈86 ms"],
  [8.449, "≈8.4 ms"],
  [9, "≈9 ms"],
  [2614, "≈2.6 s"],
  [1000, "≈1.0 s"],
  [12_345, "≈12 s"],
  [72_000, "≈1 min 12 s"],
  [0, "≈0 ms"],
  [null, "–"],
] as const)("percentiles from buckets: %s is %s", (value, text) =>
  expect(formatPercentile(value)).toBe(text),
);

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [4_200_000, "4.2 MB"],
  [318_000_000, "318 MB"],
  [1_000_000_000_000, "1 TB"],
] as const)("bytes: %s is %s", (value, text) => expect(formatBytes(value)).toBe(text));

test.each([
  [0, "0 ms"],
  [0.000_085, "85 ns"],
  [0.412, "412 µs"],
  [0.0084, "8.40 µs"],
  [8.42, "8.42 ms"],
  [9, "9 ms"],
  [86.3, "86 ms"],
  [999.4, "999 ms"],
  [999.6, "1.00 s"],
  [2610, "2.61 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min"],
  [72_000, "1 min 12 s"],
  [3_600_000, "1 h"],
  [5_400_000, "1 h 30 min"],
  [90_000_000, "1 d 1 h"],
  [86_399_900, "1 d"],
  [-72_000, "−1 min 12 s"],
  [null, "–"],
] as const)("durations: %s ms is %s", (value, text) => expect(formatDuration(value)).toBe(text));

test("durations from seconds", () => {
  expect(formatSeconds(0.25)).toBe("250 ms");
  expect(formatSeconds(72)).toBe("1 min 12 s");
});

test("durations from nanoseconds keep their precision", () => {
  expect(formatDurationNs("2500000000")).toBe("2.50 s");
  expect(formatDurationNs(412_000n)).toBe("412 µs");
  expect(formatDurationNs("")).toBe("–");
});

test("never renders NaN, undefined or Infinity", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer(), fc.constant(null)), (value) => {
      const texts = [
        formatCount(value),
        formatRate(value),
        formatShare(value),
        formatBytes(value),
        formatDuration(value),
        formatNumber(value),
        unitFormat("s", "p95")(value),
      ];
      for (const text of texts) expect(text).not.toMatch(/NaN|undefined|Infinity|-/);
    }),
  );
});

test("changes have a sign; shares change in points", () => {
  expect(formatPoints(0.882, 0.943)).toBe("▼ 6.1 pts");
  expect(formatPoints(0.975, 0.967)).toBe("▲ 0.8 pts");
  expect(formatPoints(0.5, 0.5)).toBe("± 0.0 pts");
  for (const unknown of [null, undefined]) {
    expect(formatPoints(unknown, 0.5)).toBe("–");
    expect(formatPoints(0.5, unknown)).toBe("–");
    expect(formatChange(unknown, 1)).toBe("–");
    expect(formatChange(1, unknown)).toBe("–");
  }
  expect(formatChange(91, 100)).toBe("−9.0 %");
  expect(formatChange(166, 100)).toBe("+66 %");
  expect(formatChange(4200, 100)).toBe("×42.0");
  expect(formatChange(100, 100)).toBe("±0 %");
  expect(formatChange(1, 0)).toBe("–");
  // of negative numbers, too, what is lower fell
  expect(formatChange(-10, -5)).toBe("−100 %");
  expect(formatChange(-5, -10)).toBe("+50 %");
  expect(formatChange(5, -5)).toBe("+200 %");
  expect(formatChange(-5, 5)).toBe("−200 %");
  expect(formatChange(-200, -10)).toBe("−1,900 %");
});

test("money is exact to the cent below 1,000 and whole above", () => {
  expect(formatMoney({ currency: "EUR", amount: "99.99" })).toBe("€99.99");
  expect(formatMoney({ currency: "EUR", amount: "89.9" })).toBe("€89.90");
  expect(formatMoney({ currency: "EUR", amount: "303022.14" })).toBe("€303,022");
  expect(formatMoney({ currency: "EUR", amount: "-20.5" })).toBe("−€20.50");
  expect(formatMoney({ currency: "points", amount: "12" })).toBe("12 points");
  expect(formatMoney({ currency: "EUR", amount: "0" })).toBe("€0.00");
  expect(formatMoney({ currency: "EUR", amount: "0.005" })).toBe("€0.01");
  expect(formatMoney({ currency: "EUR", amount: "0.0049" })).toBe("< €0.01");
  expect(formatMoney({ currency: "EUR", amount: "-0.0049" })).toBe("> −€0.01");
  expect(formatMoney({ currency: "JPY", amount: "0.4" })).toBe("< ¥1");
  expect(formatMoney({ currency: "points", amount: "0.001" })).toBe("< 0.01 points");
  expect(formatMoney(null)).toBe("–");
  expect(formatMoneyExact({ currency: "EUR", amount: "303022.14" })).toBe("303022.14 EUR");
  expect(formatMoneyExact({ currency: "EUR", amount: "1234.5" })).toBe("1234.50 EUR");
  expect(formatMoneyExact({ currency: "JPY", amount: "1234" })).toBe("1234 JPY");
  expect(formatMoneyExact({ currency: "JPY", amount: "0.5" })).toBe("0.5 JPY");
  expect(formatMoneyExact({ currency: "KWD", amount: "1.5" })).toBe("1.500 KWD");
  expect(formatMoneyExact({ currency: "EUR", amount: "-0.12345" })).toBe("-0.12345 EUR");
  expect(formatMoneyExact({ currency: "points", amount: "12.5" })).toBe("12.5 points");
  expect(formatMoneyExact({ currency: "", amount: "12.5" })).toBe("12.5");
  expect(
    formatAmounts([
      { currency: "EUR", amount: "1" },
      { currency: "USD", amount: "2" },
    ]),
  ).toBe("€1.00 + $2.00");
  expect(formatAmounts([])).toBe("–");
  expect(formatMoney({ currency: "EUR", amount: "999999999999" })).toBe("€999,999,999,999");
  expect(formatMoney({ currency: "EUR", amount: "1094419753208642.05" })).toBe("€1094T");
  expect(formatMoney({ currency: "points", amount: "1234567890123" })).toBe("1.235T points");
  const four = ["EUR", "USD", "CHF", "GBP"].map((currency) => ({ currency, amount: "1" }));
  expect(formatAmounts(four, 2)).toBe("€1.00 + $1.00 + 2 more");
  expect(formatAmounts(four.slice(0, 2), 2)).toBe("€1.00 + $1.00");
});

test("units of metrics", () => {
  expect(unitFormat("s", "p95")(0.086)).toBe("86 ms");
  expect(unitFormat("By", "last")(4_200_000)).toBe("4.2 MB");
  expect(unitFormat("By", "rate")(4_200_000)).toBe("4.2 MB/s");
  expect(unitFormat("KBy", "last")(4200)).toBe("4.2 MB");
  expect(unitFormat("constructor", "last")(7)).toBe("7");
  expect(unitFormat("{order}", "rate")(1.41)).toBe("1.41 /s");
  expect(unitFormat("s", "count")(12)).toBe("12");
  expect(unitFormat("EUR", "p95")(99.5)).toBe("€99.50");
  expect(unitFormat("1", "last")(0.25)).toBe("25.0 %");
  expect(unitWord("{order}")).toBe("order");
  expect(unitWord("constructor")).toBe("constructor");
  expect(unitWord("")).toBe("–");
});
