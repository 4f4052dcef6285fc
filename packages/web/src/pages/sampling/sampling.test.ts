import type { MetricResult } from "contract";
import { expect, test } from "vitest";

import { conditionWords } from "./condition-words.ts";
import { decisionsIn, ruleGroups } from "./rule-rows.ts";

test.each([
  [undefined, "every trace"],
  [{}, "every trace"],
  [{ route: ["/orders*", "/cart"] }, "route /orders* or /cart"],
  [
    { attributes: { "customer.tier": "vip", retries: { gte: 3, lt: 9 } }, kind: "server" },
    "customer.tier is vip, retries ≥ 3 and < 9, kind server",
  ],
  [{ attributes: { debug: { exists: false } } }, "debug does not exist"],
  [{ error: true, slowerThanMs: 1500 }, "a span failed, slower than 1.50 s"],
  [{ any: [{ error: true }, { not: { parent: "remote" } }] }, "(a span failed or not (parent remote))"],
  [
    { transaction: { type: "purchase", outcome: "failed", minAmount: 500, currency: "EUR" } },
    "transaction purchase failed of 500 or more EUR",
  ],
  [{ newer: 5 }, "newer 5"],
])("%j reads %s", (when, words) => {
  expect(conditionWords(when)).toBe(words);
});

const series = (
  service: string,
  stage: string,
  rule: string,
  decision: string,
  ...values: (number | null)[]
) => ({
  labels: {
    "service.name": service,
    "telltale.sampling.stage": stage,
    "telltale.sampling.rule": rule,
    "telltale.sampling.decision": decision,
  },
  values,
});

test("lists rules in the order of evaluation, with their decisions where processes report them", () => {
  const result = {
    series: [
      series("checkout", "head", "low", "kept", 3, null, 4),
      series("payments", "head", "low", "kept", 10),
      series("checkout", "head", "low", "dropped", 1),
      series("checkout", "head", "low", "limited", 2),
    ],
  } as unknown as MetricResult;
  const groups = ruleGroups(
    {
      rate: 0.5,
      head: [
        { name: "low", rate: 1 },
        { name: "high", rate: 0, priority: 9 },
      ],
      services: { "check*": { head: [{ name: "low", perSecond: 5 }], adaptive: { tracesPerSecond: 7 } } },
    },
    decisionsIn(result),
  );
  expect(groups.map(({ service, stage, rows }) => [service, stage, rows.map(({ name }) => name)])).toEqual([
    [undefined, "head", ["high", "low", "default"]],
    ["check*", "head", ["low"]],
    ["check*", "tail", ["adaptive"]],
  ]);
  expect(groups[0]?.rows.map(({ decided }) => decided)).toEqual([
    undefined,
    { kept: 17, dropped: 3 },
    undefined,
  ]);
  expect(groups[1]?.rows[0]?.decided).toEqual({ kept: 7, dropped: 3 });
});

test("keeps all matching traces by a tail rule without a rate", () => {
  const rules = {
    tail: {
      rules: [
        { name: "errors", when: { error: true } },
        { name: "few", perSecond: 5 },
      ],
    },
  };
  const [group] = ruleGroups(rules, () => undefined);
  expect(group?.rows.map(({ rate }) => rate)).toEqual([1, undefined]);
});
