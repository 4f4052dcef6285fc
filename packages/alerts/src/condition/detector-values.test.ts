import { expect, test } from "vitest";
import type { Condition } from "../rule/condition.ts";
import { detectorPrefixOf } from "./detector-values.ts";

const anomaly: Condition = { anomaly: {} };
const above: Condition = { above: 5 };

test.each<[string, Condition, string | undefined]>([
  ["the condition itself", anomaly, ""],
  ["a member", { all: [{ when: above }, { when: anomaly }] }, "2."],
  ["a member of a member", { any: [{ when: { all: [{ when: anomaly }, { when: above }] } }] }, "1.1."],
  ["what must not hold", { not: { when: anomaly } }, ""],
  ["none", above, undefined],
  ["two", { any: [{ when: anomaly }, { when: { anomaly: { direction: "above" } } }] }, undefined],
  ["another source", { all: [{ on: { metric: "m" }, when: above }, { when: anomaly }] }, undefined],
  ["another window", { all: [{ window: "1h", when: anomaly }] }, undefined],
  [
    "a budget",
    {
      any: [
        { when: anomaly },
        { when: { burnRate: { objective: "o", windows: [{ long: "1h", short: "5m", factor: 2 }] } } },
      ],
    },
    undefined,
  ],
])("the band of %s", (_, condition, prefix) => {
  expect(detectorPrefixOf(condition)).toBe(prefix);
});
