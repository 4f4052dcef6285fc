// A limit per second, on a clock of the test's own.
import { expect, test } from "vitest";
import { createPace } from "./pace.ts";
import { isIn, stepBelow } from "./share.ts";

function simulate(
  perSecond: number,
  rate: number,
  load: (second: number) => number,
  seconds: number,
): { kept: number[]; weighted: number; total: number; limited: number; variance: number } {
  let time = 0;
  const pace = createPace({ perSecond, rate, now: () => time });
  const kept: number[] = [];
  let weighted = 0;
  let total = 0;
  let limited = 0;
  let variance = 0;
  let state = 12_345;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let second = 0; second < seconds; second++) {
    let here = 0;
    const count = load(second);
    for (let n = 0; n < count; n++) {
      time = (second + n / count) * 1000;
      total++;
      const share = stepBelow(pace.next());
      variance += 1 / share.rate - 1;
      if (!isIn(share, Math.floor(next() * 2 ** 24), 0)) continue;
      if (!pace.take()) {
        limited++;
        continue;
      }
      here++;
      weighted += 1 / share.rate;
    }
    kept.push(here);
  }
  return { kept, weighted, total, limited, variance };
}

test("a limit of 20 a second holds under thirty times as many, and weights tell how many there were", () => {
  const { kept, weighted, total, limited, variance } = simulate(20, 1, () => 600, 300);
  const mean = kept.reduce((sum, one) => sum + one, 0) / kept.length;
  expect(mean).toBeLessThanOrEqual(20);
  expect(mean).toBeGreaterThan(15);
  expect(limited / total).toBeLessThan(0.001);
  expect(Math.abs(weighted - total)).toBeLessThan(5 * Math.sqrt(variance) + limited * 40);
});

test("however many come, no second keeps more than twice the limit, and no two more than three times", () => {
  const { kept } = simulate(10, 1, (second) => (second % 7 === 0 ? 5000 : 3), 100);
  expect(Math.max(...kept)).toBeLessThanOrEqual(20);
  for (let at = 1; at < kept.length; at++)
    expect((kept[at] ?? 0) + (kept[at - 1] ?? 0)).toBeLessThanOrEqual(30);
});

test("below the limit the rate is the rule's", () => {
  const pace = createPace({ perSecond: 100, rate: 0.5, now: () => 0 });
  for (let n = 0; n < 40; n++) expect(pace.next()).toBe(0.5);
});

test("a limit of less than one a second keeps one now and then", () => {
  const { kept } = simulate(0.1, 1, () => 50, 200);
  const sum = kept.reduce((all, one) => all + one, 0);
  expect(sum).toBeGreaterThanOrEqual(8);
  expect(sum).toBeLessThanOrEqual(21);
});
