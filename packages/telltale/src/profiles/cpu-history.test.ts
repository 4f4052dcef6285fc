import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createCpuHistory } from "./cpu-history.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the share since a moment, by the last reading before it", () => {
  let moment = 0;
  let cpuMs = 0;
  const history = createCpuHistory(
    () => moment,
    () => cpuMs,
  );
  const pass = (ms: number, busyMs: number): void => {
    moment += ms;
    cpuMs += busyMs;
    vi.advanceTimersByTime(ms);
  };
  for (let quarter = 0; quarter < 4; quarter++) pass(250, 0);
  for (let quarter = 0; quarter < 4; quarter++) pass(250, 200);
  expect(history.shareSince(1000, moment)).toBeCloseTo(0.8);
  expect(history.shareSince(0, moment)).toBeCloseTo(0.4);
  expect(history.shareSince(1100, moment)).toBeCloseTo(0.8);
  expect(history.shareSince(moment, moment)).toBe(0);
  // a loop that is blocked reads nothing, and is busy all the same
  moment += 1000;
  cpuMs += 1000;
  expect(history.shareSince(2100, moment)).toBeCloseTo(1);
  // what is older than the readings counts from the first of them
  for (let quarter = 0; quarter < 600; quarter++) pass(250, 25);
  expect(history.shareSince(0, moment)).toBeCloseTo(0.1);
  history.stop();
});
