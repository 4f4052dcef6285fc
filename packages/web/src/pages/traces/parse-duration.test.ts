import { expect, test } from "vitest";

import { parseDuration } from "./parse-duration.ts";
import { validateTracesSearch } from "./search.ts";

test("parses durations as people type them, and rejects anything else", () => {
  expect(["250", "250ms", "1.5 s", "2 min", "1,5s", "3h", "20 µs"].map(parseDuration)).toEqual([
    250, 250, 1500, 120_000, 1500, 10_800_000, 0.02,
  ]);
  expect(["", "fast", "-1", "0", "1 day"].map(parseDuration)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("ignores wrong values in the URL", () => {
  expect(validateTracesSearch({ status: "bad", min: "-3", order: "slowest", name: "" })).toEqual({
    order: "slowest",
  });
  expect(validateTracesSearch({ status: "error", min: "250" })).toEqual({ status: "error", min: 250 });
});
