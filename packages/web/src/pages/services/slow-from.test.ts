import { expect, test } from "vitest";

import { slowFromMs } from "./slow-from.ts";

test("the limit of the slowest requests has two digits, and stays while the percentile moves a little", () => {
  const asked: (number | undefined)[] = [];
  for (const p95Ms of [312.4, 309.1, 318.8, 341.2, 290.6, 312.9]) asked.push(slowFromMs(p95Ms, asked.at(-1)));
  expect(new Set(asked)).toEqual(new Set([310]));
});

test("it follows a percentile that is elsewhere, and is the same when it is computed again", () => {
  const slower = slowFromMs(905.3, 310);
  expect(slower).toBe(910);
  expect(slowFromMs(905.3, slower)).toBe(slower);
  expect(slowFromMs(12.3, 310)).toBe(12);
  expect(slowFromMs(null, 310)).toBeUndefined();
});
