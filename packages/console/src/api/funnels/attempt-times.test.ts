import fc from "fast-check";
import { expect, test } from "vitest";
import { conversionTrend, timesBetweenSteps, timeToConvert } from "./attempt-times.ts";

test("median and 90th percentile of the time since the step before", () => {
  const attempts = [[0, 10, 30], [0, 20], [0, 30, 40], [5]];
  expect(timesBetweenSteps(attempts, 3)).toEqual([
    { medianMs: null, p90Ms: null },
    { medianMs: 20, p90Ms: 30 },
    { medianMs: 10, p90Ms: 20 },
  ]);
});

test("the time to convert is that of people who took all steps", () => {
  expect(timeToConvert([[0, 10], [0]], 3)).toBeNull();
  expect(timeToConvert([[7]], 1)).toBeNull();
  const attempts = [
    [0, 0, 60_000],
    [0, 1, 120_000],
    [1, 2, 120_001],
    [0, 5],
  ];
  expect(timeToConvert(attempts, 3)).toEqual({
    medianMs: 120_000,
    p90Ms: 120_000,
    stepMs: 10_000,
    bars: [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2],
  });
});

const anyAttempt = fc
  .array(fc.integer({ min: 0, max: 40 * 86_400_000 }), { minLength: 1, maxLength: 3 })
  .map((times) => times.toSorted((a, b) => a - b));

test("everyone who took all steps is in one bar, of at most 25", () => {
  fc.assert(
    fc.property(fc.array(anyAttempt, { maxLength: 30 }), (attempts) => {
      const whole = attempts.filter(({ length }) => length === 3);
      const { bars = [], medianMs = 0, p90Ms = 0 } = timeToConvert(attempts, 3) ?? {};
      expect(bars.reduce((sum, people) => sum + people, 0)).toBe(whole.length);
      expect(bars.length).toBeLessThanOrEqual(25);
      expect(medianMs).toBeLessThanOrEqual(p90Ms);
    }),
  );
});

test("everyone who entered is in one bucket of the trend, by the time of the first step", () => {
  const [fromMs, stepMs] = [Date.UTC(2026, 10, 20, 14, 48), 3_600_000];
  const times = Array.from({ length: 3 }, (_, at) => Date.UTC(2026, 10, 20, 14 + at));
  const trend = conversionTrend([[0, 1], [719_999, 9e6], [720_000], []], 2, { fromMs, times, stepMs });
  expect(trend).toEqual([
    { time: "2026-11-20T14:00:00.000Z", entered: 2, finished: 2 },
    { time: "2026-11-20T15:00:00.000Z", entered: 1, finished: 0 },
    { time: "2026-11-20T16:00:00.000Z", entered: 0, finished: 0 },
  ]);
});
