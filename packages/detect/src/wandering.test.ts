// @module-tag extended
// A series that wanders has long waves: in its first days few of them were seen, and another one is not an anomaly.
import { expect, test } from "vitest";
import { createDetector } from "./index.ts";
import { gaussian, seeded } from "./random.fixture.ts";

/** Other levels in two days of series of noise around a level that moves by `step` deviations at each of their values. */
function found(step: number, seriesCount: number): number {
  const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: 1 });
  const start = Date.UTC(2026, 0, 5);
  let count = 0;
  for (let index = 0; index < seriesCount; index++) {
    const random = gaussian(seeded(index + 1));
    const state = detector.start();
    let [level, was] = [100, false];
    for (let point = 0; point < 600; point++) {
      level += step * random();
      const { kind } = detector.step(state, start + point * 300_000, level + random());
      const is = kind === "shift" || kind === "drift";
      if (is && !was) count++;
      was = is;
    }
  }
  return count;
}

test.each([0.1, 0.2, 0.5])("a level that wanders by %d deviations a value is hardly ever found", (step) => {
  expect(found(step, 200)).toBeLessThanOrEqual(3);
});
