import { expect, test } from "vitest";
import { createKnownHashes } from "./known-hashes.ts";

const hour = 3_600_000;

test("due when new, and again within the hour", () => {
  const known = createKnownHashes();
  expect(known.isDue("", 1n, hour)).toBe(true);
  expect(known.isDue("", 1n, hour + 1)).toBe(false);
  expect(known.isDue("", 1n << 32n, hour)).toBe(true);
  expect(known.isDue("", 2n, 1.5 * hour)).toBe(true);
  expect(known.isDue("", 1n, 1.5 * hour)).toBe(false);
  expect(known.isDue("", 1n, 2 * hour)).toBe(true);
});

test("each tenant has its own", () => {
  const known = createKnownHashes();
  expect(known.isDue("a", 1n, 0)).toBe(true);
  expect(known.isDue("b", 1n, 0)).toBe(true);
  expect(known.isDue("a", 1n, 0)).toBe(false);
});

test("holds twice its size, forgets the oldest beyond it, and all when cleared", () => {
  const known = createKnownHashes(100);
  const isDue = (from: number, to: number): boolean[] =>
    Array.from({ length: to - from }, (_, at) => known.isDue("", BigInt(from + at), 0));
  expect(new Set(isDue(0, 200))).toEqual(new Set([true]));
  expect(new Set(isDue(0, 200))).toEqual(new Set([false]));
  expect(known.isDue("", 200n, 0)).toBe(true);
  expect(known.isDue("", 199n, 0)).toBe(false);
  expect(known.isDue("", 0n, 0)).toBe(true);
  known.clear();
  expect(known.isDue("", 199n, 0)).toBe(true);
});

test("a clock that is put back does not keep a series from being written", () => {
  const known = createKnownHashes();
  expect(known.isDue("", 1n, 100 * hour)).toBe(true);
  expect(known.isDue("", 1n, 2 * hour)).toBe(false);
  expect(known.isDue("", 1n, 3 * hour)).toBe(true);
});
