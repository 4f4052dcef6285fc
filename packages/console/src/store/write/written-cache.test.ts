import { expect, test } from "vitest";
import { createWrittenCache } from "./written-cache.ts";

const hour = 3_600_000;
const as = (state: string, seenMs = 0): { state: string; seenMs: number } => ({ state, seenMs });

test("due when new, when changed, and an hour later", () => {
  const known = createWrittenCache();
  expect(known.isDue("a", as("1"), 0)).toBe(true);
  expect(known.isDue("a", as("1"), hour - 1)).toBe(false);
  expect(known.isDue("a", as("1"), hour)).toBe(true);
  expect(known.isDue("a", as("2"), hour)).toBe(true);
  expect(known.isDue("a", as("1"), hour)).toBe(true);
});

test("not due when it was seen before what is known, written or not", () => {
  const known = createWrittenCache();
  expect(known.isDue("a", as("1", 1), 0)).toBe(true);
  expect(known.isDue("a", as("1", 10), 0)).toBe(false);
  expect(known.isDue("a", as("2", 5), 0)).toBe(false);
  expect(known.isDue("a", as("2", 11), 0)).toBe(true);
});

test("forgets the oldest beyond its bound, and all when cleared", () => {
  const known = createWrittenCache(2);
  for (const key of ["a", "b", "c"]) known.isDue(key, as(""), 0);
  expect(known.isDue("c", as(""), 0)).toBe(false);
  expect(known.isDue("a", as(""), 0)).toBe(true);
  known.clear();
  expect(known.isDue("c", as(""), 0)).toBe(true);
});
