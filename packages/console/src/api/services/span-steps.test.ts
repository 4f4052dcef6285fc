import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { readSpanSteps } from "./span-steps.ts";

const minuteNs = 60_000_000_000n;

/** The rates of one span a second, in the roll-up until `nowMs`, over a minute and a half from `1970-01-01T00:10:00Z`. */
async function ratesAt(nowMs: number): Promise<readonly number[]> {
  const run = async (): Promise<unknown[]> =>
    [600, 660].map((time) => ({
      time,
      estimated: Math.min(60, nowMs / 1000 - time),
      estimatedErrors: 0,
      durations: {},
    }));
  const range = { fromNs: 10n * minuteNs, toNs: 11n * minuteNs + minuteNs / 2n };
  const context = { queries: { run }, nowMs: () => nowMs } as unknown as ApiContext;
  return (await readSpanSteps("load", { range, stepMs: 60_000 }, context)).rates;
}

test("the last minute counts as a whole, or until now", async () => {
  expect(await ratesAt(3_600_000)).toEqual([1, 1]);
  expect(await ratesAt(690_000)).toEqual([1, 1]);
});
