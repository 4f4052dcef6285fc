// A change that no single window shows says what was added up.
import { expect, test } from "vitest";
import { conditionText, type Found } from "./condition-text.ts";

const found: Found = {
  on: { transaction: "purchase", measure: "count" },
  when: { anomaly: {} },
  window: "5m",
  value: 9,
  values: {
    low: 4,
    high: 20,
    expected: 12,
    "observed since": 120,
    "expected since": 199.6,
    "minutes since": 70,
  },
  parts: {},
  unit: "",
  whom: "",
  rule: "r",
  isShort: false,
};

test("a value within the band is not called unlike it", () => {
  expect(conditionText(found)).toMatch(/ is 9 in 5 min; in 1 h 10 min it was 120, usually about 200$/);
  const share = {
    low: 0.85,
    high: 0.97,
    "observed since": 0.871,
    "expected since": 0.92,
    "minutes since": 45,
  };
  const of = {
    on: { transaction: "purchase", measure: "completion" },
    value: 0.87,
    values: share,
    unit: "1",
  };
  expect(conditionText({ ...found, ...of })).toMatch(/; in 45 min it was 87.1 %, usually about 92 %$/);
});

test("a value outside names the band", () => {
  expect(conditionText({ ...found, value: 2 })).toMatch(/, below the usual 4 to 20$/);
  expect(conditionText({ ...found, value: 40 })).toMatch(/, above the usual 4 to 20$/);
});
