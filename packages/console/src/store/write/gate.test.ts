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
