import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPulse } from "./pulse.ts";

const start = Date.parse("2026-03-02T09:00:00Z");

beforeEach(() => void vi.useFakeTimers({ now: start, toFake: ["setInterval", "clearInterval", "Date"] }));
afterEach(() => void vi.useRealTimers());

const pulseNow = () => createPulse(() => Date.now(), new AbortController().signal);

test("goes on since its beginning for as long as the process runs", () => {
  const pulse = pulseNow();
  vi.advanceTimersByTime(3_600_000);
  expect(pulse.sinceMs()).toBe(start);
});

test.each([60_000, -60_000])("begins anew after a pause or a change of the clock: %d ms", (ms) => {
  const pulse = pulseNow();
  vi.advanceTimersByTime(10_000);
  vi.setSystemTime(start + 10_000 + ms);
  // before its timer
  expect(pulse.sinceMs()).toBe(start + 10_000 + ms);
  vi.advanceTimersByTime(60_000);
  expect(pulse.sinceMs()).toBe(start + 10_000 + ms);
});

test("begins anew after an interruption", () => {
  const pulse = pulseNow();
  vi.advanceTimersByTime(9_500);
  pulse.interrupt();
  vi.advanceTimersByTime(9_500);
  expect(pulse.sinceMs()).toBe(start + 9_500);
});

test("its timer ends with the signal", () => {
  const abort = new AbortController();
  createPulse(() => Date.now(), abort.signal);
  expect(vi.getTimerCount()).toBe(1);
  abort.abort();
  createPulse(() => Date.now(), abort.signal);
  expect(vi.getTimerCount()).toBe(0);
});
