// Anomalies on the side that a rule does not mean must not hide those on the side that it means.
import { expect, test } from "vitest";
import { replay, scenario, transactions } from "../index.ts";

test("a rule for falls fires when traffic that was ten times as high for thirty hours ends in silence", () => {
  const rule = {
    name: "a",
    on: { transaction: "purchase", measure: "count" },
    when: { anomaly: { direction: "below" } },
  } as const;
  const perHour = { start: 120, "+5h": 1200, "+35h": 5 };
  const data = [transactions("purchase", { perHour })];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ for: "36h", seed: 3, data }));
  expect(changes.map(({ kind }) => kind)).toEqual(["firing"]);
  expect((changes[0]!.at - from) / 3_600_000 - 35).toBeLessThan(0.5);
});
