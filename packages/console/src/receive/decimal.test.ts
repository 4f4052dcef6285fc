import fc from "fast-check";
import { expect, test } from "vitest";
import { toDecimal } from "./decimal.ts";

test.each<[unknown, string | undefined]>([
  [99.99, "99.99"],
  [0.1 + 0.2, "0.3"],
  [-0, "0"],
  [1e21, "1000000000000000000000"],
  [1e-7, "0.0000001"],
  [1.5e-10, "0"],
  [5e-10, "0.000000001"],
  [-5e-10, "-0.000000001"],
  [12n, "12"],
  [-9223372036854775808n, "-9223372036854775808"],
  ["19.900", "19.9"],
  ["0.1234567895", "0.12345679"],
  ["-0.00", "0"],
  ["+3", "3"],
  ["99999999999999999999999999999.999999999", "99999999999999999999999999999.999999999"],
  ["99999999999999999999999999999.9999999999", undefined],
  ["100000000000000000000000000000", undefined],
  ["1e999", undefined],
  ["1,5", undefined],
  ["", undefined],
  [Infinity, undefined],
  [NaN, undefined],
  [true, undefined],
  [undefined, undefined],
])("%s is %s", (value, decimal) => {
  expect(toDecimal(value)).toBe(decimal);
});

test("decimals with up to nine places keep their value", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }), (scaled) => {
      const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(10, "0");
      const text = `${scaled < 0n ? "-" : ""}${digits.slice(0, -9)}.${digits.slice(-9)}`;
      const [whole, fraction = ""] = toDecimal(text)!.split(".");
      expect(BigInt(whole! + fraction.padEnd(9, "0"))).toBe(scaled);
    }),
  );
});
