import { expect, test } from "vitest";

import { durationText } from "./sources.ts";

test.each([
  [999, "999 ms"],
  [1000, "1 s"],
  [119_000, "119 s"],
  [120_000, "2 min"],
  [7_199_400, "119.99 min"],
  [7_200_000, "2 h"],
  [171_000_000, "47.5 h"],
  [172_800_000, "2 days"],
])("%d ms are %s", (ms, text) => expect(durationText(ms)).toBe(text));
