import fc from "fast-check";
import { expect, test } from "vitest";
import { createHighWater } from "./high-water.ts";

test("the largest since any mark, as in a list of all values", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }), fc.nat(60), (values, place) => {
      const water = createHighWater();
      let mark = 0;
      for (const [index, value] of values.entries()) {
        if (index === place) mark = water.mark();
        water.push(value);
      }
      const since = place < values.length ? values.slice(place) : values;
      expect(water.since(place < values.length ? mark : 0, -1)).toBe(Math.max(-1, ...since));
      expect(water.since(water.mark(), 7)).toBe(7);
    }),
  );
});
