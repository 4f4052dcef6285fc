import * as fc from "fast-check";
import { expect, test } from "vitest";
import { toAmount, toCurrency } from "./amount.ts";

const digits = fc.stringMatching(/^\d{1,20}$/);

test("finite numbers stay what they are", () => {
  fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => toAmount(n) === n));
  expect(Object.is(toAmount(-0), 0)).toBe(true);
  for (const wrong of [Number.NaN, Infinity, -Infinity]) expect(toAmount(wrong)).toBeUndefined();
});

test("decimal text stays exact, digit by digit", () => {
  const text = fc
    .tuple(fc.boolean(), digits, fc.option(digits))
    .map(([negative, whole, part]) => `${negative ? "-" : ""}${whole}${part === null ? "" : `.${part}`}`);
  fc.assert(fc.property(text, (amount) => toAmount(amount) === amount));
  expect(toAmount("0.10")).toBe("0.10");
});

test("anything else is not an amount", () => {
  for (const wrong of [
    "",
    " 1",
    "1 ",
    "1e3",
    "+1",
    "1.",
    ".5",
    "1,5",
    "0x10",
    "NaN",
    "１",
    null,
    undefined,
    5n,
    {},
    true,
  ]) {
    expect(toAmount(wrong)).toBeUndefined();
  }
  expect(toAmount("1".repeat(64))).toBe("1".repeat(64));
  expect(toAmount("1".repeat(65))).toBeUndefined();
});

test("a currency is one of ISO 4217", () => {
  expect(toCurrency("EUR")).toBe("EUR");
  expect(toCurrency(" eur ")).toBe("EUR");
  for (const wrong of ["", "EU", "EURO", "E1R", "€", "ΕUR", "QQQ", "AAA", 978, null])
    expect(toCurrency(wrong)).toBeUndefined();
});

test("every currency that this Node knows is one", () => {
  expect(Intl.supportedValuesOf("currency").filter((code) => toCurrency(code) === undefined)).toEqual([]);
});
