import { expect, test } from "vitest";
import { beginningSince, type Life, livesOf, namedService, quietBefore, quietMs } from "./beginning.ts";

const [start, minute, hour, day] = [Date.parse("2026-03-02T09:00:00Z"), 60_000, 3_600_000, 86_400_000];
const at = start + 30 * day;

test("times less than eight days apart are one life, in any order", () => {
  const parts: Life[] = [
    [start + 2 * day, start + 3 * day],
    [start, start + hour],
    [start + 3 * day + quietMs, start + 3 * day + quietMs],
    [start + 2 * day + hour, start + 2 * day + hour],
    [start + 20 * day, start + 21 * day],
  ];
  expect(livesOf(parts)).toEqual([
    [start, start + 3 * day],
    [start + 11 * day, start + 11 * day],
    [start + 20 * day, start + 21 * day],
  ]);
  const weekly = Array.from({ length: 5 }, (_, week): Life => [
    start + week * 7 * day,
    start + week * 7 * day,
  ]);
  expect(livesOf(weekly)).toHaveLength(1);
  expect(livesOf([])).toEqual([]);
});

test("a service begins with the first minute of a life", () => {
  const lives: readonly Life[] = [
    [start, start + day],
    [start + 10 * day, start + 11 * day],
  ];
  const since = (from: number, until = at) => beginningSince(lives, { from, quiet: quietMs }, until);
  expect(since(start - hour)).toBe(start);
  expect(since(start)).toBe(start);
  // the minute has the time before `from`, too
  expect(since(start + 30_000)).toBe(start);
  expect(since(start + minute)).toBeUndefined();
  // after the first life, and before the second one is known
  const gone = start + 9 * day + minute;
  expect(since(gone)).toBe(start + 10 * day);
  expect(since(gone, start + 10 * day)).toBeUndefined();
  expect(since(gone, start + 10 * day + minute)).toBe(start + 10 * day);
  // a window of nine days in which it begins anew begins when it was silent for a day
  expect(since(start + 2 * day)).toBeUndefined();
  expect(since(start + 10 * day + minute)).toBeUndefined();
  // a service that is gone is not young
  expect(since(start + 12 * day)).toBeUndefined();
  expect(beginningSince([], { from: start, quiet: quietMs }, at)).toBeUndefined();
});

test("what runs once a month is not young in windows of a month, nor before a month", () => {
  const monthly = livesOf(
    Array.from({ length: 4 }, (_, run): Life => [start + run * 30 * day, start + run * 30 * day]),
  );
  for (let days = 62; days < 100; days++) {
    const now = start + days * day;
    for (const input of [
      { agoMs: 0, windowMs: 31 * day },
      { agoMs: 30 * day, windowMs: 2 * day },
    ]) {
      const looked = { from: now - input.agoMs - input.windowMs, quiet: quietBefore(input) };
      expect(beginningSince(monthly, looked, now)).toBeUndefined();
    }
  }
});

test.each([
  [{ service: "shop", measure: "rate" }, "shop"],
  [{ measure: "rate", where: { "service.name": "shop" } }, "shop"],
  [{ metric: "jobs", where: { "service.name": 7 } }, "7"],
  [{ transaction: "purchase", measure: "count", where: { region: "eu" } }, undefined],
  [{ sql: "SELECT 1 AS value" }, undefined],
] as const)("%o names %s", (source, service) => {
  expect(namedService(source)).toBe(service);
});
