// A change against too little data is not a change.
import { expect, test } from "vitest";

import { lackOfCounts, lackOfFigures } from "./comparable.ts";

test.each([
  [1000, undefined, "no data before"],
  [1000, 0, "no data before"],
  [1000, 19, "too little before"],
  [1000, 20, undefined],
  [2000, 20, undefined],
  [2001, 20, "too little before"],
  [43_200, 100, "too little before"],
  [0, 20, undefined],
] as const)("counts: %s after %s lack %s", (now, before, lack) => {
  expect(lackOfCounts(now, before)).toBe(lack);
});

test.each([
  [20, 20, undefined],
  [19, 20, "too little now"],
  [20, 19, "too little before"],
  [0, 0, "no data before"],
] as const)("shares and durations: %s after %s lack %s", (now, before, lack) => {
  expect(lackOfFigures(now, before)).toBe(lack);
});
