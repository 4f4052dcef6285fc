import { expect, test } from "vitest";

import { isStillArriving } from "./still-arriving.ts";

const trace = { startNs: "1000000000000", durationNs: "2000000000" };
const endMs = 1_002_000;

test("waits a moment for the rest of a whole trace, and minutes for a missing root", () => {
  expect(isStillArriving(trace, true, endMs + 14_000)).toBe(true);
  expect(isStillArriving(trace, true, endMs + 16_000)).toBe(false);
  expect(isStillArriving(trace, false, endMs + 16_000)).toBe(true);
  expect(isStillArriving(trace, false, endMs + 601_000)).toBe(false);
});
