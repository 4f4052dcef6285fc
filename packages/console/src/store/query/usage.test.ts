import { expect, test } from "vitest";
import { createUsage } from "./usage.ts";

test("the others beside a query are counted by the time in which they ran", () => {
  let nowMs = 0;
  const usage = createUsage(() => nowMs);
  const long = usage.begin();
  expect(long.others()).toBe(0);
  nowMs = 1000;
  const [one, other] = [usage.begin(), usage.begin()];
  expect([long.others(), one.others()]).toEqual([0, 2]);
  nowMs = 2000;
  expect([long.others(), one.others()]).toEqual([1, 2]);
  one.end();
  other.end();
  nowMs = 4000;
  expect(long.others()).toBe(0.5);
});

test("queries of the same owner are not others", () => {
  let nowMs = 0;
  const usage = createUsage(() => nowMs);
  const request = {};
  const [one, two] = [usage.begin(request), usage.begin(request)];
  expect([one.others(), two.others()]).toEqual([0, 0]);
  nowMs = 1000;
  const other = usage.begin({});
  expect([one.others(), other.others()]).toEqual([0, 2]);
  nowMs = 2000;
  expect([one.others(), two.others(), other.others()]).toEqual([0.5, 0.5, 2]);
  two.end();
  nowMs = 3000;
  expect([one.others(), other.others()]).toEqual([2 / 3, 1.5]);
  other.end();
  const late = usage.begin(request);
  nowMs = 4000;
  expect([one.others(), late.others()]).toEqual([0.5, 0]);
});

test("the usual time follows what queries take", () => {
  let nowMs = 0;
  const usage = createUsage(() => nowMs);
  expect(usage.usualMs()).toBe(0);
  for (let count = 0; count < 100; count++) {
    const used = usage.begin();
    nowMs += 200;
    used.end();
  }
  expect(usage.usualMs()).toBeCloseTo(200, 0);
});
