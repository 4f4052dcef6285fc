import { expect, test } from "vitest";
import { createWrittenCache } from "./written-cache.ts";

const hour = 3_600_000;

test("due when new, when changed, and an hour later", () => {
  const known = createWrittenCache();
  expect(known.isDue("a", "1", 0)).toBe(true);
  expect(known.isDue("a", "1", hour - 1)).toBe(false);
  expect(known.isDue("a", "1", hour)).toBe(true);
  expect(known.isDue("a", "2", hour)).toBe(true);
  expect(known.isDue("a", "1", hour)).toBe(true);
});

test("forgets the oldest beyond its bound, and all when cleared", () => {
  const known = createWrittenCache(2);
  for (const key of ["a", "b", "c"]) known.isDue(key, "", 0);
  expect(known.isDue("c", "", 0)).toBe(false);
  expect(known.isDue("a", "", 0)).toBe(true);
  known.clear();
  expect(known.isDue("c", "", 0)).toBe(true);
});
