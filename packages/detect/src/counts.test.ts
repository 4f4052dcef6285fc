// Counts whose rate varies slowly: minutes agree with each other, and their evidence must not add up to findings.
import { expect, test } from "vitest";
import { createCountDetector } from "./counts.ts";
import { gaussian, seeded } from "./random.fixture.ts";

const windowMs = 300_000;
const dayWindows = 288;
const start = Date.UTC(2026, 0, 5);

/** Findings that begin from the eighth day on; from `faultAt` on a part of the counts is left. */
function findings(seed: number, days: number, faultAt = Infinity, left = 1): { at: number; count: number } {
  const random = seeded(seed);
  const normal = gaussian(random);
  const detector = createCountDetector({ windowMs });
  const state = detector.start();
  let [slow, count, at, was] = [0, 0, -1, false];
  for (let index = 0; index < days * dayWindows; index++) {
    if (index % 6 === 0) slow = 0.7 * slow + 0.7 * normal();
    const rhythm = 1 + 0.5 * Math.sin((2 * Math.PI * (index - 108)) / dayWindows);
    const mean = 1000 * rhythm * Math.exp(0.1 * slow) * (index >= faultAt ? left : 1);
    const value = Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    const { change } = detector.step(state, start + (index + 1) * windowMs, value);
    const is = change !== undefined;
    if (is && !was && index >= 8 * dayWindows) {
      count++;
      if (at < 0 && index >= faultAt) at = index;
    }
    was = is;
  }
  return { at, count };
}

test("traffic that is a tenth higher or lower for an hour or two is not a finding", () => {
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
  expect(seeds.reduce((sum, seed) => sum + findings(seed, 20).count, 0)).toBeLessThanOrEqual(2);
});

test("finds in such traffic that more than half is missing", () => {
  const faultAt = 15 * dayWindows + 100;
  for (const seed of [1, 2, 3, 4, 5]) {
    const { at } = findings(seed, 16, faultAt, 0.4);
    expect(at).toBeGreaterThanOrEqual(faultAt);
    expect(at - faultAt).toBeLessThanOrEqual(12);
  }
});
