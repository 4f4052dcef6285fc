// The budget of groups of all rules of a tenant.
import { expect, test } from "vitest";
import { maxGroups, roomBeside } from "./room.ts";
import type { EngineState, GroupState } from "./state.ts";

const group: GroupState = { labels: {}, state: "ok", since: 0, at: 0, seen: 0 };

function stateWith(keys: readonly string[]): EngineState {
  const groups = Object.fromEntries(keys.map((key) => [key, group]));
  return { version: 1, rules: { one: { at: 0, leftOut: 0, groups } } };
}

test("has room for as many groups as the known ones of all rules leave", () => {
  const room = roomBeside(stateWith(Array.from({ length: maxGroups - 2 }, (_, n) => `known-${n}`)));
  expect([room.take("a"), room.take("b"), room.take("c")]).toEqual([true, true, false]);
});

test("has no room for a long key, and for no more characters than all may have", () => {
  const room = roomBeside(stateWith([]));
  expect(room.take("x".repeat(1_001))).toBe(false);
  const taken = Array.from({ length: 5_000 }, (_, n) => String(n).padStart(1_000, "x")).filter((key) =>
    room.take(key),
  );
  expect(taken).toHaveLength(4_000);
});
