import { sameRules } from "catalog/same-rules";
import { expect, test } from "vitest";

import { sourceKindOf } from "../../../lib/rule-sources.ts";
import type { RuleContent } from "../../../lib/rule-words.ts";
import {
  conditionKind,
  fieldOf,
  limitOf,
  suggestedAfter,
  withCondition,
  withField,
  withLimit,
} from "./draft.ts";

const rule = {
  name: "Purchases fail",
  on: { transaction: "purchase", measure: "failure" },
  when: { above: 0.3, recover: 0.2 },
  dependsOn: ["Database down"],
};

test("changes one field and keeps what the form does not show", () => {
  expect(withField(rule, ["on", "measure"], "completion")).toEqual({
    ...rule,
    on: { transaction: "purchase", measure: "completion" },
  });
  expect(fieldOf(rule, ["on", "transaction"])).toBe("purchase");
});

test("an empty value removes its field, and an object without fields", () => {
  expect(withField({ name: "a", owner: "b" }, ["owner"], "")).toEqual({ name: "a" });
  expect(withField({ name: "a", evidence: { minCount: 5 } }, ["evidence", "minCount"], undefined)).toEqual({
    name: "a",
  });
});

test("moving the limit moves the value to recover at with it", () => {
  expect(withLimit(rule, 0.35)).toEqual({ ...rule, when: { above: 0.35, recover: 0.25 } });
  expect(limitOf(withLimit(rule, 0.35))).toEqual({ side: "above", value: 0.35 });
});

test("another kind of condition keeps the limit", () => {
  expect(withCondition(rule, "below")["when"]).toEqual({ below: 0.3 });
  expect(conditionKind(withCondition(rule, "absent"))).toBe("absent");
  expect(withCondition(rule, "absent")["when"]).toEqual({ absent: true });
  expect(conditionKind({ when: { any: [] } })).toBeUndefined();
  expect(limitOf(withCondition(rule, "anomaly"))).toBeUndefined();
});

test.each(sameRules)("the form writes $name as a file of rules and a catalog do", (same) => {
  const { fields, start } = sourceKindOf({ on: same.on })!;
  const on = new Map<string, unknown>(Object.entries(same.on));
  expect([...on.keys()].filter((key) => !fields.some((field) => field.key === key))).toEqual([]);
  const typed = fields.reduce<RuleContent>((draft, { key }) => withField(draft, ["on", key], on.get(key)), {
    on: start,
  });
  const { above, below } = same.when as { readonly above?: number; readonly below?: number };
  const side = above === undefined ? (below === undefined ? "absent" : "below") : "above";
  const whole = ["name", "groupBy", "window", "for", "every", "severity"].reduce<RuleContent>(
    (draft, key) => withField(draft, [key], fieldOf(same as never, [key])),
    withLimit(withCondition(typed, side), above ?? below ?? 0),
  );
  expect(whole).toEqual(same);
});

test("a suggestion adds the last part of a list", () => {
  expect(suggestedAfter("", ["region", "tier"])).toEqual(["region", "tier"]);
  expect(suggestedAfter("region, ti", ["region", "tier"])).toEqual(["region, tier"]);
});
