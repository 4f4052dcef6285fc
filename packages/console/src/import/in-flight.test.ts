import { expect, test } from "vitest";
import { forEachInFlight, inOrder } from "./in-flight.ts";

async function* from(items: readonly number[]): AsyncGenerator<number> {
  yield* items;
}

test("all are done, never more than the limit at a time", async () => {
  let now = 0;
  let most = 0;
  let done = 0;
  await forEachInFlight(from([1, 2, 3, 4, 5, 6, 7]), 3, async () => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
    done++;
  });
  expect([done, most]).toEqual([7, 3]);
});

test("after the first error nothing more is begun, and what is under way is waited for", async () => {
  const begun: number[] = [];
  let finished = 0;
  const all = forEachInFlight(from([1, 2, 3, 4, 5, 6]), 2, async (item) => {
    begun.push(item);
    await new Promise(setImmediate);
    if (item === 2) throw new Error("broken");
    finished++;
  });
  await expect(all).rejects.toThrow("broken");
  expect(begun.length).toBeLessThan(6);
  expect(finished).toBe(begun.length - 1);
});

test("results come in the order of the items, whichever is done first", async () => {
  const gates = new Map([1, 2, 3].map((item) => [item, Promise.withResolvers<void>()]));
  const results: number[] = [];
  const all = (async () => {
    for await (const result of inOrder([1, 2, 3], 2, async (item) => {
      await gates.get(item)!.promise;
      return item * 10;
    })) {
      results.push(result);
    }
  })();
  gates.get(3)!.resolve();
  gates.get(2)!.resolve();
  gates.get(1)!.resolve();
  await all;
  expect(results).toEqual([10, 20, 30]);
});
