import { expect, test } from "vitest";
import { durationText } from "./duration-text.ts";

test.each([
  [0, "0 s"],
  [250, "250 ms"],
  [60_000, "1 min"],
  [5_400_000, "1 h 30 min"],
  [172_800_000, "2 d"],
  [2_592_000_000, "30 d"],
])("writes %d ms as %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
