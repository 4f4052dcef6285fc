import { expect, test } from "vitest";

import { patience, slowness } from "./patience.ts";

test.each([
  { loopMs: 1, waiting: 0, expected: 1 },
  { loopMs: 12, waiting: 1, expected: 1 },
  { loopMs: 36, waiting: 1, expected: 3 },
  { loopMs: 12, waiting: 2.5, expected: 2.5 },
  { loopMs: 1200, waiting: 40, expected: 8 },
])("a loop of $loopMs ms with $waiting processes for each core waits $expected times as long", (one) => {
  expect(slowness(one.loopMs, one.waiting)).toBe(one.expected);
});

test("a limit is never shorter than on an idle machine", () => {
  expect(patience(1000)).toBeGreaterThanOrEqual(1000);
  expect(patience(1000)).toBeLessThanOrEqual(8000);
});
