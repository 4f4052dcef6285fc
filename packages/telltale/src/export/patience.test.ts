// Waits between attempts, with the timers in hand.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPatience } from "./patience.ts";
import { parseRetryAfter } from "./post.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const options = { initialMs: 1000, maxMs: 5000, maxElapsedMs: 60_000 };

async function waited(wait: Promise<boolean>): Promise<number> {
  const began = performance.now();
  let over = false;
  void wait.then(() => (over = true));
  while (!over) await vi.advanceTimersByTimeAsync(1);
  return Math.round(performance.now() - began);
}

test("waits grow by half up to the longest, within a fifth around", async () => {
  for (const [random, factor] of [
    [0, 0.8],
    [0.5, 1],
    [1, 1.2],
  ] as const) {
    const wait = createPatience(options, () => random).begin(new AbortController().signal);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) waits.push(await waited(wait(undefined)));
    const expected = [1000, 1500, 2250, 3375, 5000, 5000].map((ms) => ms * factor);
    for (const [at, ms] of expected.entries()) expect(Math.abs((waits[at] ?? 0) - ms)).toBeLessThanOrEqual(2);
  }
});

test("the time for a batch is kept: a wait that would exceed it is not begun", async () => {
  const wait = createPatience({ ...options, maxElapsedMs: 2000 }, () => 0.5).begin(
    new AbortController().signal,
  );
  expect(await waited(wait(undefined))).toBe(1000);
  expect(await wait(undefined)).toBe(false);
});

test("hurry ends own waits and not those the receiver asked for", async () => {
  const patience = createPatience(options, () => 0.5);
  const own = patience.begin(new AbortController().signal)(undefined);
  const asked = patience.begin(new AbortController().signal)(3000);
  patience.hurry();
  expect(await own).toBe(true);
  expect(await waited(asked)).toBe(3000);
});

test("an abort ends any wait", async () => {
  const abort = new AbortController();
  const wait = createPatience(options).begin(abort.signal);
  const asked = wait(30_000);
  abort.abort();
  expect(await asked).toBe(false);
  expect(await wait(undefined)).toBe(false);
});

test("`Retry-After` is seconds or a date", () => {
  const now = Date.UTC(2026, 0, 1);
  expect(parseRetryAfter("7", now)).toBe(7000);
  expect(parseRetryAfter("Thu, 01 Jan 2026 00:00:05 GMT", now)).toBe(5000);
  expect(parseRetryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBe(undefined);
  expect(parseRetryAfter(undefined, now)).toBe(undefined);
});
