// Anomalies of other values: a long fault is one alert, and the usual value after it does not count.
import { expect, test } from "vitest";
import { metric, replay, scenario } from "../index.ts";

/** Minutes of firing and recovering of a rule on a value around 100, which is 60 higher from minute 600 to `to`. */
function turns(to: number, anomaly: { readonly acceptAfter?: string }): (readonly [string, number])[] {
  const noise = (minutes: number): number =>
    100 + 3 * Math.sin(minutes * 12.9898) + 2 * Math.sin(minutes * 78.233);
  const value = (minutes: number): number => noise(minutes) + (minutes >= 600 && minutes < to ? 60 : 0);
  const rule = { name: "a", on: { metric: "latency" }, window: "1m", when: { anomaly } };
  const data = [metric("latency", { value, every: "1m" })];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ for: "48h", data }));
  return changes.map(({ kind, at }) => [kind, (at - from) / 60_000] as const);
}

test("the usual value after a fault of 20 hours does not fire", () => {
  const found = turns(1800, {});
  expect(found.map(([kind]) => kind)).toEqual(["firing", "recovered"]);
  expect(found[0]![1]).toBeLessThan(610);
  expect(found[1]![1]).toBeGreaterThanOrEqual(1800);
  expect(found[1]![1]).toBeLessThan(1810);
});

test("a level that is accepted is the usual one", () => {
  const found = turns(Infinity, { acceptAfter: "4h" });
  expect(found.map(([kind]) => kind)).toEqual(["firing", "recovered"]);
  expect(found[1]![1] - found[0]![1]).toBeGreaterThanOrEqual(239);
  expect(found[1]![1] - found[0]![1]).toBeLessThan(250);
});
