import fc from "fast-check";
import { expect, test } from "vitest";
import { createRecentMap } from "./recent-map.ts";

test("keeps the entries written last, in the order of their last writing", () => {
  const writes = fc.array(fc.tuple(fc.constantFrom(..."abcdefghij"), fc.nat()), { maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), writes, (limit, all) => {
      const map = createRecentMap<number>(limit);
      const model = new Map<string, number>();
      for (const [key, value] of all) {
        map.set(key, value);
        model.delete(key);
        model.set(key, value);
      }
      const kept = [...model].slice(-limit);
      expect(map.entries()).toEqual(kept);
      for (const [key, value] of kept) expect(map.get(key)).toBe(value);
    }),
  );
});

test("without a limit everything stays", () => {
  const map = createRecentMap<number>(Infinity);
  for (let at = 0; at < 1000; at++) map.set(`k${at}`, at);
  expect(map.entries()).toHaveLength(1000);
});
