// Values on their scale and back.
import fc from "fast-check";
import { expect, test } from "vitest";
import { fromScale, toScale } from "./scale.ts";

test.each([
  ["rate", fc.integer({ min: 0, max: 1e9 })],
  ["p95", fc.double({ min: 1e-6, max: 1e9, noNaN: true })],
  ["value", fc.double({ noNaN: true, noDefaultInfinity: true })],
] as const)("%s: there and back", (measure, values) => {
  fc.assert(
    fc.property(values, (value) => {
      const back = fromScale(measure, toScale(measure, value, 1), 1);
      expect(Math.abs(back - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
    }),
  );
});

test("shares: there and back, 0 and 1 included", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1e6 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (total, share) => {
        const value = Math.round(share * total) / total;
        for (const measure of ["errors", "completion", "conversion"] as const)
          expect(fromScale(measure, toScale(measure, value, total), total)).toBeCloseTo(value, 5);
      },
    ),
  );
});
