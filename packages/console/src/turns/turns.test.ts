import { expect, test } from "vitest";
import { createTurnsByTenant } from "./turns.ts";

test("those of one tenant have turns, and do not keep other tenants waiting", async () => {
  const inTurn = createTurnsByTenant();
  const order: string[] = [];
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const note = async (text: string): Promise<void> => void order.push(text);
  const red = [
    inTurn("red", async () => {
      await held;
      await note("r1");
    }),
    inTurn("red", () => note("r2")),
  ];
  await inTurn("blue", () => note("b1"));
  release();
  await Promise.all(red);
  expect(order).toEqual(["b1", "r1", "r2"]);
});

test("a failure is the caller's, and the next one has its turn; an empty line is freed", async () => {
  const lines: NonNullable<Parameters<typeof createTurnsByTenant>[0]> = new Map();
  const inTurn = createTurnsByTenant(lines);
  const failed = inTurn("red", async () => {
    throw new Error("a made-up failure");
  });
  const next = inTurn("red", async () => lines.size);
  await expect(failed).rejects.toThrow("a made-up failure");
  expect(await next).toBe(1);
  expect(lines.size).toBe(0);
});
