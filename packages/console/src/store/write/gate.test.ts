import fc from "fast-check";
import { expect, test } from "vitest";
import { createGate } from "./gate.ts";

test("lets in what fits, in order, and what is heavier than all the room when nobody else is inside", async () => {
  const gate = createGate(10);
  const inside: number[] = [];
  const entering = [4, 6, 1, 25, 2].map(async (weight) => {
    await gate.enter(weight);
    inside.push(weight);
  });
  await Promise.all(entering.slice(0, 2));
  expect(inside).toEqual([4, 6]);

  gate.leave(4);
  await entering[2];
  gate.leave(6);
  await Promise.resolve();
  expect(inside).toEqual([4, 6, 1]);

  gate.leave(1);
  await entering[3];
  expect(inside).toEqual([4, 6, 1, 25]);

  gate.leave(25);
  await entering[4];
  expect(inside).toEqual([4, 6, 1, 25, 2]);
});

test("one who leaves makes room for several", async () => {
  const gate = createGate(10);
  await gate.enter(10);
  const entering = Promise.all([3, 3, 4].map((weight) => gate.enter(weight)));
  gate.leave(10);
  expect(await entering).toHaveLength(3);
});

test("whoever comes is let in, whatever the weights and whoever leaves first, and never more than there is room", async () => {
  const visitor = fc.record({
    weight: fc.integer({ min: 1, max: 30 }),
    staysFor: fc.integer({ min: 0, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(visitor, { maxLength: 30 }), async (visitors) => {
      const gate = createGate(10);
      let inside: number[] = [];
      let visits = 0;
      const all = visitors.map(async ({ weight, staysFor }) => {
        await gate.enter(weight);
        inside.push(weight);
        visits += 1;
        expect(inside.length === 1 || inside.reduce((sum, one) => sum + one, 0) <= 10).toBe(true);
        for (let turn = 0; turn < staysFor; turn++) await Promise.resolve();
        inside = inside.toSpliced(inside.indexOf(weight), 1);
        gate.leave(weight);
      });
      // Nothing here waits for time: whoever is not in by then has been forgotten.
      await Promise.race([Promise.all(all), new Promise((resolve) => setImmediate(resolve))]);
      expect(visits).toBe(visitors.length);
    }),
  );
});
