import { expect, test } from "vitest";

import { unitOfRule } from "./alert-unit.ts";

test.each([
  [{ transaction: "purchase", measure: "completion" }, "1"],
  [{ transaction: "purchase", measure: "p95" }, "s"],
  [{ transaction: "purchase", measure: "count" }, ""],
  [{ service: "payments", measure: "errors" }, "1"],
  [{ service: "payments", measure: "rate" }, "/s"],
  [{ funnel: "checkout", from: "cart", to: "payment" }, "1"],
  [{ funnel: "checkout", from: "cart", measure: "entered" }, ""],
  [{ metric: "shop.orders", aggregation: "rate" }, "/s"],
  [{ metric: "shop.jobs.waiting" }, ""],
  [{ log: "declined *", measure: "rate" }, "/s"],
  [{ errors: "new" }, ""],
])("the values of %j have the unit %j", (on, unit) => {
  expect(unitOfRule({ on, when: { above: 1 } })).toBe(unit);
});

test("a burn rate and a composite condition have no unit", () => {
  const on = { transaction: "purchase", measure: "failure" };
  expect(unitOfRule({ on, when: { burnRate: {} } })).toBe("");
  expect(unitOfRule({ on, when: { any: [] } })).toBe("");
  expect(unitOfRule({})).toBe("");
});
