import { expect, test } from "vitest";

import { usualLimit } from "./usual-limit.ts";

const healthy = Array.from({ length: 200 }, (_, at) => 0.94 + 0.01 * Math.sin(at));

test("the limit is beyond all usual values, also while a fifth of them is broken", () => {
  const broken = [...healthy, ...Array.from({ length: 50 }, () => 0.4)];
  expect(usualLimit(healthy, "below")).toBe(0.927);
  expect(usualLimit(broken, "below")).toBeGreaterThan(0.9);
  expect(usualLimit(broken, "below")).toBeLessThan(Math.min(...healthy));
  expect(usualLimit(healthy, "above")).toBeGreaterThan(Math.max(...healthy));
});

test("constant values are their own limit, gaps do not count, and few values have no limit", () => {
  expect(usualLimit([...Array.from({ length: 40 }, () => 0), 7, null], "above")).toBe(0);
  expect(
    usualLimit(
      Array.from({ length: 40 }, () => null),
      "above",
    ),
  ).toBeUndefined();
  expect(usualLimit(healthy.slice(0, 29), "above")).toBeUndefined();
});

test("what is never negative has no limit that it cannot fall below", () => {
  expect(
    usualLimit(
      Array.from({ length: 60 }, (_, at) => at % 3),
      "below",
    ),
  ).toBeUndefined();
});
