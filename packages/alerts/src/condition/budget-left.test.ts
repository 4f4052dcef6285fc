import { expect, test } from "vitest";
import { replay, scenario, timelineText, transactions } from "../index.ts";
import { budgetSourceOf, budgetValuesOf } from "./budget-left.ts";

const on = { transaction: "purchase", measure: "failure" } as const;
const objective = { name: "Purchases succeed", on, target: 0.9 };
const when = { burnRate: { objective: "Purchases succeed", windows: [] } };
const day = 86_400;

test.each([
  [{ part: 60, count: 1000 }, 2, { "budget left": 0.4, "budget lasts": 6 * day }],
  [{ part: 120, count: 1000 }, 2, { "budget left": -0.2, "budget lasts": 0 }],
  [{ part: 0, count: 1000 }, 0, { "budget left": 1 }],
  // as much of it grows back
  [{ part: 60, count: 1000 }, 0.5, { "budget left": 0.4 }],
  [{ part: 60, count: 1000 }, 1, { "budget left": 0.4 }],
])("of %j at the rate %d it leaves %j", (counts, rate, left) => {
  const source = budgetSourceOf({ when }, [objective])!;
  const sample = { value: counts.part / counts.count, ...counts };
  const values = budgetValuesOf(source, { groups: [{ labels: {}, sample }] }, {}, rate)!;
  expect(Object.keys(values)).toEqual(Object.keys(left));
  for (const [name, value] of Object.entries(left)) expect(values[name]).toBeCloseTo(value, 6);
});

test("of sampled events the estimates count, and of groups their own", () => {
  const source = budgetSourceOf({ when, groupBy: ["region"] }, [objective])!;
  const sample = { value: 0.05, part: 50, count: 100, estimated: { part: 50, count: 1000 } };
  const reading = { groups: [{ labels: { region: "eu" }, sample }] };
  expect(budgetValuesOf(source, reading, { region: "eu" }, undefined)!["budget left"]).toBeCloseTo(0.5, 6);
});

test("what is left is not known without events, of other groups, or when it could not be read", () => {
  const source = budgetSourceOf({ when, groupBy: ["region"] }, [objective])!;
  const groups = [{ labels: { region: "eu" }, sample: { value: 0, part: 0, count: 0 } }];
  expect(budgetValuesOf(source, { groups }, { region: "eu" }, 2)).toBeUndefined();
  expect(budgetValuesOf(source, { groups }, { region: "us" }, 2)).toBeUndefined();
  expect(budgetValuesOf(source, { error: "too slow" }, {}, 1)).toBeUndefined();
});

test("a rule without a burn rate has none", () => {
  expect(budgetSourceOf({ when: { above: 1 } }, [objective])).toBeUndefined();
});

test("a replay says what is left of the budget when an alert fires", () => {
  const purchases = transactions("purchase", { perHour: 600, completion: { start: 0.99, "+4h": 0 } });
  const timeline = replay({ objectives: [objective] }, scenario({ for: "5h", seed: 1, data: [purchases] }));
  const fired = timeline.changes.find(({ kind }) => kind === "firing")!;
  // of five hours, the last twenty minutes failed
  expect(fired.values!["budget left"]).toBeLessThan(0);
  expect(timelineText(timeline)).toMatch(/firing .*; The error budget is used up/);
});
