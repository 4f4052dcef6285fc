import { expect, test } from "vitest";

import { differences } from "./generated.ts";

test("a file that is missing, changed or no longer generated is a difference", () => {
  const there = new Map([
    ["same", "1"],
    ["changed", "1"],
    ["stray", "1"],
  ]);
  const wanted = new Map([
    ["same", "1"],
    ["changed", "2"],
    ["new", "1"],
  ]);
  expect(differences(there, wanted)).toEqual([
    "stray is no longer generated",
    "changed differs",
    "new is missing",
  ]);
  expect(differences(there, there)).toEqual([]);
});
