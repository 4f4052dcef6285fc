import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withinProgress } from "./within.ts";

const patience = { idleMs: 2000, maxMs: 8000 };
const never = new Promise<void>(() => {});

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

/** What a wait resolved to, and after how long. */
function watch(wait: Promise<boolean>): { ended?: readonly [value: boolean, afterMs: number] } {
  const seen: { ended?: readonly [boolean, number] } = {};
  const began = performance.now();
  void wait.then((value) => (seen.ended = [value, performance.now() - began]));
  return seen;
}

test("work without progress is waited for two seconds", async () => {
  const seen = watch(withinProgress(never, () => 7, patience));
  await vi.advanceTimersByTimeAsync(1900);
  expect(seen).toEqual({});
  await vi.advanceTimersByTimeAsync(200);
  expect(seen.ended).toEqual([false, 2000]);
});

test("work that makes progress is waited for until it ends", async () => {
  const work = new Promise<void>((resolve) => void setTimeout(resolve, 6100));
  const seen = watch(withinProgress(work, () => Math.floor(performance.now() / 1900), patience));
  await vi.advanceTimersByTimeAsync(6100);
  expect(seen.ended).toEqual([true, 6100]);
});

test("progress without an end is waited for eight seconds", async () => {
  const seen = watch(withinProgress(never, () => performance.now(), patience));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(seen.ended).toEqual([false, 8000]);
});

test("time in which the process did not run is not a standstill", async () => {
  const now = vi.spyOn(performance, "now");
  const seen = watch(withinProgress(never, () => 7, patience));
  // one timer that fires five seconds late
  now.mockImplementation(() => 5000);
  await vi.advanceTimersByTimeAsync(250);
  expect(seen).toEqual({});
  now.mockImplementation(() => 9000);
  await vi.advanceTimersByTimeAsync(250);
  expect(seen.ended?.[0]).toBe(false);
});
