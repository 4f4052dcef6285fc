import { expect, test } from "vitest";

import { sampledWords } from "./sampled.ts";

test("figures from a part of the people are called so, those from all are not", () => {
  expect(sampledWords("times", 1)).toBeUndefined();
  expect([2, 3, 11, 21, 84, 112].map((share) => sampledWords("times", share))).toEqual([
    "times from every 2nd person",
    "times from every 3rd person",
    "times from every 11th person",
    "times from every 21st person",
    "times from every 84th person",
    "times from every 112th person",
  ]);
});
