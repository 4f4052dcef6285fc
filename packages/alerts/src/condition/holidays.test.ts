// Holidays of an anomaly: they are neither learned nor judged.
import { expect, test } from "vitest";
import { replay, scenario, transactions } from "../index.ts";

const start = "2026-03-02T00:00:00Z";
const hours = (count: number): string => new Date(Date.parse(start) + count * 3_600_000).toISOString();

function turns(
  perHour: Readonly<Record<string, number>>,
  holiday: readonly [from: number, to: number] | undefined,
): (readonly [string, number])[] {
  const holidays =
    holiday === undefined ? [] : [{ name: "sale", from: hours(holiday[0]), to: hours(holiday[1]) }];
  const rule = {
    name: "a",
    on: { transaction: "purchase", measure: "count" },
    when: { anomaly: { holidays } },
  } as const;
  const data = [transactions("purchase", { perHour: { start: 600, ...perHour } })];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ start, for: "30h", seed: 4, data }));
  return changes.map(({ kind, at }) => [kind, (at - from) / 3_600_000] as const);
}

const sale = { "+6h": 9000, "+16h": 600 };

test("what happens in a holiday does not fire, and is not what is usual after it", () => {
  expect(turns(sale, undefined).map(([kind]) => kind)).toContain("firing");
  expect(turns(sale, [6, 16])).toEqual([]);
});

test("an outage that began before a holiday fires until after it", () => {
  const found = turns({ "+5h": 0, "+20h": 600 }, [6, 16]);
  expect(found.map(([kind]) => kind)).toEqual(["firing", "recovered"]);
  expect(found[0]![1]).toBeLessThan(5.5);
  expect(found[1]![1]).toBeGreaterThanOrEqual(20);
});
