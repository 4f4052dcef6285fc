// The cache answers what `skeletonOf` does, whatever was asked before.
import fc from "fast-check";
import { expect, test } from "vitest";
import { lineOf, seeded, templates } from "../../test/support/log-templates.ts";
import { createSkeletonCache } from "./skeleton-cache.ts";
import { skeletonOf } from "./skeleton.ts";

test("lines of templates have their skeletons", () => {
  const cached = createSkeletonCache(50);
  const random = seeded(5);
  for (let count = 0; count < 20_000; count++) {
    const line = lineOf(templates[Math.floor(random() * templates.length)]!, random);
    expect(cached(line)).toBe(skeletonOf(line));
  }
});

test("texts of any kind have their skeletons", () => {
  const part = fc.constantFrom(
    "a",
    "ab",
    "12",
    "a1",
    "1a",
    "f",
    "deadbeef",
    '"',
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    " ",
    "\n",
    ":",
    "-",
    "_",
    "#",
    "/",
    "@",
    ".",
    ",",
    "?",
    "%",
    "é",
    "msg",
    "ms",
    "Nov",
  );
  const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
  const cached = createSkeletonCache();
  fc.assert(
    fc.property(text, (one) => {
      expect(cached(one)).toBe(skeletonOf(one));
    }),
    { seed: 2, numRuns: 30_000 },
  );
});

test.each([
  ["scaling To done", "scaling UP done"],
  ["user Aa left", "user BB left"],
])("%s and %s have skeletons of their own", (one, other) => {
  const cached = createSkeletonCache();
  cached(one);
  expect(cached(other)).toBe(skeletonOf(other));
});
