import fc from "fast-check";
import { expect, test } from "vitest";
import { walkBack } from "./walk-back.ts";

const minute = 60_000_000_000n;

/** Newest first, as a query gives the moments of a window. */
function findIn(moments: readonly bigint[]) {
  return async ({ fromNs, toNs }: { fromNs: bigint; toNs: bigint }, limit: number): Promise<bigint[]> =>
    moments
      .filter((moment) => moment >= fromNs && moment < toNs)
      .toSorted((a, b) => (a > b ? -1 : 1))
      .slice(0, limit);
}

test("windows meet without gap or overlap, whatever the range", async () => {
  const moment = fc.bigInt(0n, 5000n * minute);
  await fc.assert(
    fc.asyncProperty(
      fc.array(moment),
      fc.integer({ min: 1, max: 20 }),
      moment,
      async (moments, limit, from) => {
        const range = { fromNs: from, toNs: 5000n * minute + 1n };
        const all = await findIn(moments)(range, limit);
        expect(await walkBack(range, limit, findIn(moments))).toEqual(all);
      },
    ),
  );
});

test("a busy minute is enough for a page", async () => {
  const windows: bigint[] = [];
  await walkBack({ fromNs: 0n, toNs: 1000n * minute }, 2, async (window) => {
    windows.push(window.toNs - window.fromNs);
    return [1, 2];
  });
  expect(windows).toEqual([minute]);
});

test("an empty day takes five queries, or one with an index", async () => {
  let count = 0;
  const nothing = async (): Promise<never[]> => {
    count++;
    return [];
  };
  await walkBack({ fromNs: 0n, toNs: 1440n * minute }, 50, nothing);
  expect(count).toBe(5);
  await walkBack({ fromNs: 0n, toNs: 1440n * minute }, 50, nothing, true);
  expect(count).toBe(6);
});
