// Anomalies of counts and shares: one alert from the beginning of a fault until it is over.
import { expect, test } from "vitest";
import { replay, scenario, transactions } from "../index.ts";

const hour = 60;

test.each([
  {
    name: "600 an hour fall to 1",
    measure: "count",
    perHour: { start: 600, "+3h": 1, "+6h": 600 },
    completion: 1,
    within: 10,
  },
  {
    name: "95 % fall to 50",
    measure: "completion",
    perHour: 600,
    completion: { start: 0.95, "+3h": 0.5, "+6h": 0.95 },
    within: 10,
  },
] as const)("$name: one alert until it is over", ({ measure, perHour, completion, within }) => {
  const rule = { name: "a", on: { transaction: "purchase", measure }, when: { anomaly: {} } };
  const data = [transactions("purchase", { perHour, completion })];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ for: "7h", seed: 1, data }));
  const minutes = changes.map(({ at }) => (at - from) / 60_000 - 3 * hour);
  expect(changes.map(({ kind }) => kind)).toEqual(["firing", "recovered"]);
  expect(minutes[0]).toBeLessThanOrEqual(within);
  expect(minutes[1]).toBeGreaterThanOrEqual(3 * hour);
  expect(minutes[1]).toBeLessThanOrEqual(3 * hour + 10);
  const { low, high } = changes[0]!.values!;
  expect(low).toBeGreaterThanOrEqual(0);
  expect(high).toBeLessThanOrEqual(measure === "completion" ? 1 : Infinity);
});
