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
