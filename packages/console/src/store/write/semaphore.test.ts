import fc from "fast-check";
import { expect, test } from "vitest";
import { createSemaphore } from "./semaphore.ts";

test("admits callers in order while they fit, and one that exceeds the capacity alone", async () => {
  const semaphore = createSemaphore(10);
  const running: number[] = [];
  const acquiring = [4, 6, 1, 25, 2].map(async (weight) => {
    await semaphore.acquire(weight);
    running.push(weight);
  });
  await Promise.all(acquiring.slice(0, 2));
  expect(running).toEqual([4, 6]);

  semaphore.release(4);
  await acquiring[2];
  semaphore.release(6);
  await Promise.resolve();
  expect(running).toEqual([4, 6, 1]);

  semaphore.release(1);
  await acquiring[3];
  expect(running).toEqual([4, 6, 1, 25]);

  semaphore.release(25);
  await acquiring[4];
  expect(running).toEqual([4, 6, 1, 25, 2]);
});

test("one release admits several callers", async () => {
  const semaphore = createSemaphore(10);
  await semaphore.acquire(10);
  const acquiring = Promise.all([3, 3, 4].map((weight) => semaphore.acquire(weight)));
  semaphore.release(10);
  expect(await acquiring).toHaveLength(3);
});

test("admits every caller, whatever the weights and the order of releases, and never exceeds the capacity", async () => {
  const caller = fc.record({
    weight: fc.integer({ min: 1, max: 30 }),
    turns: fc.integer({ min: 0, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(caller, { maxLength: 30 }), async (callers) => {
      const semaphore = createSemaphore(10);
      let running: number[] = [];
      let admitted = 0;
      const all = callers.map(async ({ weight, turns }) => {
        await semaphore.acquire(weight);
        running.push(weight);
        admitted += 1;
        expect(running.length === 1 || running.reduce((sum, one) => sum + one, 0) <= 10).toBe(true);
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        running = running.toSpliced(running.indexOf(weight), 1);
        semaphore.release(weight);
      });
      // Nothing here waits for time: a caller that is not admitted by then never is.
      await Promise.race([Promise.all(all), new Promise((resolve) => setImmediate(resolve))]);
      expect(admitted).toBe(callers.length);
    }),
  );
});
