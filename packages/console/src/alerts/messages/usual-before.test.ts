import { expect, test } from "vitest";
import { usualBefore } from "./usual-before.ts";

const points = Array.from({ length: 60 }, (_, index) => ({
  at: index * 60_000,
  value: index < 40 ? index % 2 : 50,
}));

test("the usual value is the median before the alert began", () => {
  expect(usualBefore(points, 40 * 60_000)).toEqual({ usual: { value: 0.5, overMs: 40 * 60_000 } });
});

test("of too few values there is none", () => {
  expect(usualBefore(points, 9 * 60_000)).toEqual({});
});
