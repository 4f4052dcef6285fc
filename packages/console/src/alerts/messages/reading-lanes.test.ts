import { expect, test } from "vitest";
import { createLanes } from "./reading-lanes.ts";

const never = new AbortController().signal;

test("of readings that take longer than their turn, as many go on as there are lanes", async () => {
  const inLane = createLanes(3, 1);
  const [running, most] = [new Set<number>(), { started: 0, atOnce: 0 }];
  const end = new AbortController();
  const readings = Array.from({ length: 12 }, (_, index) =>
    inLane(async (signal) => {
      running.add(index);
      most.started++;
      most.atOnce = Math.max(most.atOnce, running.size);
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve, { once: true });
      });
      running.delete(index);
      signal.throwIfAborted();
    }, end.signal),
  );
  const results = Promise.allSettled(readings);
  await expect.poll(() => most.started).toBe(12);
  await expect.poll(() => running.size).toBe(3);
  expect(most.atOnce).toBeLessThanOrEqual(6);
  end.abort();
  expect((await results).every(({ status }) => status === "rejected")).toBe(true);
  expect(running.size).toBe(0);
});

test("a reading that ends after its turn makes room for another one", async () => {
  const inLane = createLanes(1, 1);
  const read = async (): Promise<string> => {
    const end = Promise.withResolvers<void>();
    let isAborted = false;
    const reading = inLane(async (signal) => {
      signal.addEventListener("abort", () => (isAborted = true));
      await end.promise;
    }, never);
    // the next turn begins after this one
    await inLane(async () => undefined, never);
    end.resolve();
    await reading;
    return isAborted ? "aborted" : "read";
  };
  expect([await read(), await read(), await read()]).toEqual(["read", "read", "read"]);
});
