import { expect, test } from "vitest";
import { createMemory } from "./memory.ts";

test("remembers up to its limit and forgets what was set longest ago", () => {
  const memory = createMemory<number>(3);
  for (const [index, id] of ["a", "b", "c"].entries()) memory.set("order", id, index);
  memory.set("order", "a", 10);
  expect(memory.size).toBe(3);
  memory.set("order", "d", 3);
  expect(memory.size).toBe(3);
  expect(memory.get("order", "b")).toBeUndefined();
  expect(["a", "c", "d"].map((id) => memory.get("order", id))).toEqual([10, 2, 3]);
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
