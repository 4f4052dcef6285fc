import { expect, test } from "vitest";

import { slowFromMs } from "./slow-from.ts";

test.each([
  ["as usual, the slowest twentieth", [100, 312], [100, 312], 310],
  ["after a slowdown, longer than was usual", [100, 900], [100, 300], 300],
  ["after a slowdown of most, the slower half", [700, 900], [100, 300], 700],
  ["after they became quicker, the slowest twentieth", [50, 90], [100, 300], 90],
  ["without an earlier period, the slowest twentieth", [100, 300], [null, null], 300],
  ["none completed", [null, null], [100, 300], undefined],
] as const)("%s", (_, [p50Ms, p95Ms], [earlierP50, earlierP95], fromMs) => {
  expect(slowFromMs({ p50Ms, p95Ms }, { p50Ms: earlierP50, p95Ms: earlierP95 })).toBe(fromMs);
});
