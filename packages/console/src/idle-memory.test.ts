import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { collectWhenIdle } from "./idle-memory.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
afterEach(() => void vi.useRealTimers());

test("collects when the console was idle and its heap has grown, and not again for nothing", () => {
  let [cpuUs, heap, collections] = [0, 100e6, 0];
  const watch = collectWhenIdle({
    cpuUs: () => cpuUs,
    heapBytes: () => heap,
    collect() {
      collections++;
      heap = 40e6;
    },
  });
  const pass = (busyUs: number): number => {
    cpuUs += busyUs;
    vi.advanceTimersByTime(5_000);
    return collections;
  };
  expect(pass(2_000_000)).toBe(0);
  expect(pass(10_000)).toBe(1);
  heap = 50e6;
  expect(pass(10_000)).toBe(1);
  heap = 60e6;
  expect(pass(2_000_000)).toBe(1);
  expect(pass(10_000)).toBe(2);
  watch.stop();
  heap = 100e6;
  expect(pass(10_000)).toBe(2);
});

test("V8's own collection frees what is no longer referenced", async () => {
  let heap = 100e6;
  const gone = new WeakRef({});
  const watch = collectWhenIdle({ cpuUs: () => 0, heapBytes: () => (heap += 20e6) });
  // what a WeakRef has given in a turn stays until its end
  await new Promise<void>((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(5_000);
  expect(gone.deref()).toBeUndefined();
  watch.stop();
});
