import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createMemory } from "./memory.ts";

test("remembers those set last, at least its limit and at most twice as many", () => {
  const limit = 5;
  const id = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz");
  fc.assert(
    fc.property(fc.array(id, { maxLength: 100 }), (ids) => {
      const memory = createMemory<number>(limit);
      for (const [at, one] of ids.entries()) memory.set("order", one, at);
      const last = [...new Set(ids.toReversed())].slice(0, limit);
      for (const one of last) expect(memory.get("order", one)).toBe(ids.lastIndexOf(one));
      expect(memory.size).toBeLessThanOrEqual(2 * limit);
    }),
  );
});

test("keeps names and ids apart", () => {
  const memory = createMemory<number>();
  memory.set("a", "bc", 1);
  memory.set("ab", "c", 2);
  expect([memory.get("a", "bc"), memory.get("ab", "c")]).toEqual([1, 2]);
  memory.delete("a", "bc");
  expect(memory.get("a", "bc")).toBeUndefined();
  memory.clear();
  expect(memory.size).toBe(0);
});

test("what is forgotten stays forgotten in both generations", () => {
  const memory = createMemory<number>(2);
  for (const one of ["a", "b", "c", "a"]) memory.set("order", one, 1);
  memory.delete("order", "a");
  expect(memory.get("order", "a")).toBeUndefined();
});

test("what is used is remembered as if it were set anew", () => {
  const memory = createMemory<number>(2);
  memory.set("order", "a", 1);
  for (const one of ["b", "c", "d", "e"]) {
    expect(memory.use("order", "a")).toBe(1);
    memory.set("order", one, 2);
  }
  expect(memory.get("order", "a")).toBe(1);
  expect(memory.use("order", "b")).toBeUndefined();
});
