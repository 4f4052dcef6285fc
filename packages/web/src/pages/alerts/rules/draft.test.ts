import { expect, test } from "vitest";

import { conditionKind, fieldOf, limitOf, withCondition, withField, withLimit } from "./draft.ts";

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
