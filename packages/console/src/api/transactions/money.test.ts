import fc from "fast-check";
import { expect, test } from "vitest";
import { sumMoney } from "./money.ts";

test("adds decimal texts by currency, in the order of the codes", () => {
  expect(
    sumMoney([{ EUR: "12.5", SEK: "100" }, { EUR: "0.000000001" }, {}, { EUR: "-13", CHF: "-0.25" }]),
  ).toEqual([
    { currency: "CHF", amount: "-0.25" },
    { currency: "EUR", amount: "-0.499999999" },
    { currency: "SEK", amount: "100" },
  ]);
  expect(sumMoney([])).toEqual([]);
});

test("is exact where doubles are not", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), { minLength: 1 }), (cents) => {
      const texts = cents.map((one) => {
        const digits = (one < 0n ? -one : one).toString().padStart(3, "0");
        return `${one < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
      });
      const [sum] = sumMoney(texts.map((EUR) => ({ EUR })));
      const expected = cents.reduce((total, one) => total + one, 0n);
      const [whole = "", fraction = ""] = sum!.amount.split(".");
      expect(BigInt(whole + fraction.padEnd(2, "0"))).toBe(expected);
    }),
    { seed: 20261122 },
  );
});
