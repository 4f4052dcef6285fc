// Waits between attempts, with the timers in hand.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPatience } from "./patience.ts";
import { parseRetryAfter } from "./post.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const options = { initialMs: 1000, maxMs: 5000, maxElapsedMs: 60_000 };
const never = new AbortController().signal;
const half = (): number => 0.5;

async function waited(wait: Promise<unknown>): Promise<number> {
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
    const turn = createPatience(options, () => random).begin({}, Infinity);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) waits.push(await waited(turn.next(undefined, never)));
    const expected = [1000, 1500, 2250, 3375, 5000, 5000].map((ms) => ms * factor);
    for (const [at, ms] of expected.entries()) expect(Math.abs((waits[at] ?? 0) - ms)).toBeLessThanOrEqual(2);
  }
});

test("a wait that would exceed the time of the export is not begun: the batch is sent again later", async () => {
  const turn = createPatience(options, half).begin({}, 2000);
  expect(turn.until).toBe(performance.now() + 2000);
  expect(await waited(turn.next(undefined, never))).toBe(1000);
  expect(await turn.next(undefined, never)).toEqual({ kind: "later", afterMs: 1500 });
  expect(await turn.next(7000, never)).toEqual({ kind: "later", afterMs: 7000 });
});

test("the next export of what is left goes on with the waits and the time of the first one", async () => {
  const patience = createPatience({ ...options, maxElapsedMs: 5000 }, half);
  const rest = {};
  const first = patience.begin({}, 500);
  expect(await first.next(undefined, never)).toEqual({ kind: "later", afterMs: 1000 });
  first.leave(rest);
  await vi.advanceTimersByTimeAsync(1000);
  const second = patience.begin(rest, 500);
  expect(await second.next(undefined, never)).toEqual({ kind: "later", afterMs: 1500 });
  second.leave(rest);
  await vi.advanceTimersByTimeAsync(2000);
  expect(await patience.begin(rest, 500).next(undefined, never)).toEqual({ kind: "never" });
});

test("a batch is given up when its next attempt would be too late", async () => {
  const turn = createPatience({ ...options, maxElapsedMs: 2000 }, half).begin({}, Infinity);
  expect(await waited(turn.next(undefined, never))).toBe(1000);
  expect(await turn.next(undefined, never)).toEqual({ kind: "never" });
});

test("hurry ends own waits and not those the receiver asked for", async () => {
  const patience = createPatience(options, half);
  const own = patience.begin({}, Infinity).next(undefined, never);
  const asked = patience.begin({}, Infinity).next(3000, never);
  patience.hurry();
  expect(await own).toEqual({ kind: "again" });
  expect(await waited(asked)).toBe(3000);
});

test("an abort ends any wait, of which the rest is left", async () => {
  const abort = new AbortController();
  const turn = createPatience(options, half).begin({}, Infinity);
  const asked = turn.next(30_000, abort.signal);
  await vi.advanceTimersByTimeAsync(10_000);
  abort.abort();
  expect(await asked).toEqual({ kind: "later", afterMs: 20_000 });
  expect(await turn.next(undefined, abort.signal)).toMatchObject({ kind: "later" });
});

test("`Retry-After` is seconds or a date", () => {
  const now = Date.UTC(2026, 0, 1);
  expect(parseRetryAfter("7", now)).toBe(7000);
  expect(parseRetryAfter("Thu, 01 Jan 2026 00:00:05 GMT", now)).toBe(5000);
  expect(parseRetryAfter("Wed, 31 Dec 2025 00:00:00 GMT", now)).toBe(0);
  expect(parseRetryAfter("soon", now)).toBe(undefined);
  expect(parseRetryAfter(undefined, now)).toBe(undefined);
});
