import { diag } from "@opentelemetry/api";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { report } from "./diagnose.ts";

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
  const ignore = (): void => {};
  const warn = (line: string): void => void lines.push(line);
  diag.setLogger({ error: ignore, warn, info: ignore, debug: ignore, verbose: ignore });
  vi.useFakeTimers({ toFake: ["Date"], now: Date.UTC(2099, 0) });
});
afterEach(() => {
  vi.useRealTimers();
  diag.disable();
});

test("an incident is reported once a minute, also by a clock that was set back", () => {
  const times = [0, 59_999, 60_000, 60_001, -3_600_000, -3_540_001, -3_540_000];
  for (const at of times) {
    vi.setSystemTime(Date.UTC(2099, 0) + at);
    report("set_back");
  }
  expect(lines).toEqual([1, 3, 5, 7].map((count) => `telltale: set_back (${count} so far)`));
});
