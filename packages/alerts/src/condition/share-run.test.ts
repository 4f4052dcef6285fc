import { expect, test } from "vitest";
import { extendRun } from "./share-run.ts";
import type { Json } from "./verdict.ts";

const minute = 60_000;
const counts = { part: 1, count: 2, recorded: 2 };

test("a rule that is evaluated each second remembers a dozen windows, not hundreds", () => {
  let kept: Json | undefined;
  const runs: ReturnType<typeof extendRun>[] = [];
  for (let second = 1; second <= 1_200; second += 1) {
    const run = extendRun(kept, second * 1_000, 5 * minute, counts);
    ({ kept } = run);
    runs.push(run);
  }
  expect(Math.max(...runs.map((run) => (run.kept as readonly Json[]).length))).toBeLessThan(25);
  // at most half a minute later than it could be
  const late = runs.slice(331).map(({ both }) => both?.count);
  expect(late).toEqual(late.map(() => 4));
});

test.each([
  ["what an older version has remembered", { at: minute, end: minute, last: counts, before: counts }],
  ["something else", [1, "two", null, [minute, 1, 2]]],
  ["a clock that was ahead", [[60 * minute, 1, 2, 2]]],
])("%s begins anew", (_, remembered) => {
  const { both, kept } = extendRun(remembered, 6 * minute, 5 * minute, counts);
  expect([both, kept]).toEqual([undefined, [[6 * minute, 1, 2, 2]]]);
});
