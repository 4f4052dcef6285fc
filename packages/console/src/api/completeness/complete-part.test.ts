// Where a comparison ends while data is late.
import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { readCompletePart } from "./complete-part.ts";
import type { LagRow } from "./judge.ts";

const nowMs = Date.parse("2026-11-20T11:00:00.000Z");
const minute = 60_000;
const rangeOf = (fromMs: number, toMs: number) => ({
  fromNs: BigInt(fromMs) * 1_000_000n,
  toNs: BigInt(toMs) * 1_000_000n,
});
const hour = rangeOf(nowMs - 60 * minute, nowMs);

/** Signals of the shop with how late they are. */
function contextOf(lags: Readonly<Partial<Record<LagRow["signal"], number>>>): ApiContext {
  const rows = Object.entries(lags).map(([signal, lagMs]) => ({
    ofService: "shop",
    signal,
    receivedMs: nowMs,
    lagMs,
    heldMs: lagMs,
    usualMs: 0,
    gapMs: 1_000,
    said: true,
    seenMs: nowMs,
  }));
  return { queries: { run: async () => rows }, nowMs: () => nowMs } as unknown as ApiContext;
}

const both = { signals: ["spans", "business"] } as const;

test("a range ends where the signal that is furthest behind is complete", async () => {
  const context = contextOf({ spans: 5 * minute, business: 13 * minute, logs: 40 * minute });
  expect(await readCompletePart(hour, both, context)).toEqual({
    range: rangeOf(nowMs - 60 * minute, nowMs - 13 * minute),
    completeUpTo: "2026-11-20T10:47:00.000Z",
    isAny: true,
  });
});

test("a range is whole while nothing is late, and where it ends before", async () => {
  const whole = { completeUpTo: null, isAny: true };
  expect(await readCompletePart(hour, both, contextOf({ spans: 0, logs: 40 * minute }))).toEqual({
    range: hour,
    ...whole,
  });
  const before = rangeOf(nowMs - 60 * minute, nowMs - 20 * minute);
  expect(await readCompletePart(before, both, contextOf({ spans: 5 * minute }))).toEqual({
    range: before,
    ...whole,
  });
});

test("of a range after that nothing is complete", async () => {
  const range = rangeOf(nowMs - 10 * minute, nowMs);
  const part = await readCompletePart(range, both, contextOf({ business: 13 * minute }));
  expect(part).toMatchObject({ range, isAny: false });
});
