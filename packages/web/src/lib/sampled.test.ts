import { expect, test } from "vitest";

import { sampledWords } from "./sampled.ts";

test("names the sample where figures are sampled", () => {
  expect(sampledWords("times", 1)).toBeUndefined();
  expect([2, 3, 11, 21, 84, 112].map((share) => sampledWords("times from", share))).toEqual([
    "times from a sample of every 2nd person",
    "times from a sample of every 3rd person",
    "times from a sample of every 11th person",
    "times from a sample of every 21st person",
    "times from a sample of every 84th person",
    "times from a sample of every 112th person",
  ]);
});
