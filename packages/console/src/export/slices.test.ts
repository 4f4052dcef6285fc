import fc from "fast-check";
import { expect, test } from "vitest";
import { type CountSteps, type Slice, slicesOf } from "./slices.ts";

function counting(times: readonly number[]): CountSteps {
  return async ({ from, to }, stepMs) => {
    const counts = new Map<number, number>();
    for (const time of times.filter((one) => one >= from && one < to)) {
      const step = Math.floor((time - from) / stepMs);
      counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    return [...counts].toSorted(([a], [b]) => a - b).map(([step, n]) => ({ step, n }));
  };
}

test("every row lies in exactly one slice, in order, and no slice has more than it may unless it is one millisecond", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 500, max: 520 })), {
        maxLength: 60,
      }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 10_000_000 }),
      async (times, maxRows, to) => {
        const slices: Slice[] = [];
        for await (const slice of slicesOf({ from: 0, to }, maxRows, counting(times))) slices.push(slice);
        for (const [index, slice] of slices.entries()) {
          expect(slice.from).toBeLessThan(slice.to);
          expect(slice.from).toBeGreaterThanOrEqual(slices[index - 1]?.to ?? 0);
          const rows = times.filter((time) => time >= slice.from && time < slice.to).length;
          expect(slice.to - slice.from === 1 || rows <= maxRows).toBe(true);
        }
        const inside = times.filter((time) => time < to);
        const covered = inside.filter((time) =>
          slices.some((slice) => time >= slice.from && time < slice.to),
        );
        expect(covered).toEqual(inside);
      },
    ),
  );
});
