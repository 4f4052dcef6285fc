import { expect, test } from "vitest";
import { serverMemory } from "./server-memory.ts";

test.each([
  [24e9, 1.2e9],
  [1.6e9, 1.2e9],
  [1.074e9, 0.824e9],
  [0.5e9, 0.25e9],
])("with %d bytes the engine has %d", (available, wanted) => {
  expect(serverMemory(available)).toBe(wanted);
});

test("of this machine it takes no more than it may", () => {
  expect(serverMemory()).toBeLessThanOrEqual(1.2e9);
  expect(serverMemory()).toBeGreaterThan(0);
});
