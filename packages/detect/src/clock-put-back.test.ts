// Counts among the series of the feed go on when the clock is put back.
import { expect, test } from "vitest";
import { createDetector } from "./index.ts";

const minute = 60_000;
const start = Date.parse("2026-03-02T00:00:00Z");

test.each([
  ["a second", 1_000, 599],
  ["an hour", 3_600_000, 599],
  // two windows overlap then: what is known begins again
  ["a part of a window", 40_000, 299],
])("after a clock that was put back by %s, counts are still known", (_, byMs, windows) => {
  const detector = createDetector();
  const state = detector.start();
  const countAt = (index: number): number => 20 + (index % 7);
  for (let index = 0; index < 300; index++) detector.step(state, start + index * minute, countAt(index));
  expect(state.counts?.windows).toBe(299);
  for (let index = 300; index < 600; index++)
    detector.step(state, start + index * minute - byMs, countAt(index));
  expect(state.counts?.windows).toBe(windows);
  expect(state.counts?.at).toBe(start + 600 * minute - byMs);
});
