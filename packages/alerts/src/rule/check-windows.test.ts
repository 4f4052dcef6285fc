// Members of a condition have the window of what they are in unless they have their own: both must be as long as `every`.
import { expect, test } from "vitest";
import { checkRules } from "./check-rules.ts";

const on = { metric: "jobs" };
const own = { on, when: { above: 1 } };
const problems = (rule: object): string[] =>
  checkRules({ alerts: [{ name: "a", every: "5m", ...rule }] }).map(
    ({ path, message }) => `${path}: ${message}`,
  );

test.each([
  ["of the rule that its members have", { window: "1m", when: { all: [own] } }, "window"],
  [
    "of the rule, of a member of a member",
    { window: "1m", when: { not: { when: { any: [own] } } } },
    "window",
  ],
  ["of a member", { when: { any: [own, { ...own, window: "1m" }] } }, "when.any[1].window"],
  [
    "of a member of the rule's source",
    { on, when: { not: { window: "1m", when: own.when } } },
    "when.not.window",
  ],
  [
    "that a member gives to its members",
    { when: { all: [{ window: "1m", when: { any: [own] } }] } },
    "when.all[0].window",
  ],
])("rejects a window %s", (_, rule, path) => {
  expect(problems(rule)).toEqual([
    `alerts[0].${path}: is \`1m\`, shorter than \`every\` of \`5m\`: no evaluation looks at what is between two windows.`,
  ]);
});

test.each([
  { when: { all: [own] } },
  { window: "5m", when: { all: [own] } },
  { window: "1m", when: { all: [{ ...own, window: "5m" }] } },
  { window: "1m", every: "30s", when: { all: [{ ...own, window: "30s" }] } },
])("accepts %j", (rule) => expect(problems(rule)).toEqual([]));

const forecast = (within: string, over?: string) => ({ on, when: { forecast: { above: 1, within, over } } });

test.each([
  [forecast("4h", "15m"), "when.forecast.over: is `15m`, which has 4 evaluations"],
  [forecast("19m"), "when.forecast.within: is `19m`, which has 4 evaluations"],
  [
    { when: { any: [own, { when: { not: forecast("4h", "5m") } }] } },
    "when.any[1].when.not.when.forecast.over: is `5m`, which has 2 evaluations",
  ],
])("rejects the forecast of %j, which would never say anything", (rule, text) => {
  expect(problems(rule)).toEqual([`alerts[0].${text} at \`every\` of \`5m\`: a forecast needs 5.`]);
});

test.each([forecast("4h", "20m"), forecast("20m"), { every: "1m", ...forecast("4h", "4m") }])(
  "accepts the forecast of %j",
  (rule) => expect(problems(rule)).toEqual([]),
);
