import { expect, test } from "vitest";
import { createPollers } from "./pollers.ts";

test("processes of very many services are not all listed, and those that are not are counted", () => {
  const pollers = createPollers(true, () => 0);
  const poll = (service: string, instance: string): void =>
    pollers.note({ service, instance, nonce: "n".repeat(8), version: 1 });
  for (let n = 0; n < 600; n++) poll(`service ${n}`, `one ${n}`);
  poll("service 599", "another");
  const { processes, truncated } = pollers.list();
  expect([processes.length, truncated]).toEqual([500, 100]);
  expect(processes.find(({ service }) => service === "service 599")?.count).toBe(2);
});

test("long reasons make the list shorter", () => {
  const pollers = createPollers(true, () => 0);
  for (let n = 0; n < 1000; n++)
    pollers.note({
      service: `service ${n}`,
      instance: `one ${n}`,
      nonce: "n".repeat(8),
      version: 0,
      refused: "r".repeat(4000),
    });
  const { processes, truncated } = pollers.list();
  expect(JSON.stringify(processes).length).toBeLessThanOrEqual(2_000_000);
  expect(processes.length + truncated).toBe(1000);
});
