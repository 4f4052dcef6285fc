import { expect, test } from "vitest";
import { createDistinctCount } from "./distinct-count.ts";

test.each([0, 1, 7, 100, 4_900, 20_000, 300_000])("counts %i different texts to 5 %%", (most) => {
  const names = createDistinctCount();
  for (let round = 0; round < 2; round++) for (let n = 0; n < most; n++) names.add(`checkout-${n}-7d9f`);
  expect(Math.abs(names.count - most)).toBeLessThanOrEqual(0.05 * most);
});
