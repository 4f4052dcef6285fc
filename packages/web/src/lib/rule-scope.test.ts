import { expect, test } from "vitest";

import { ruleScopeOf } from "./rule-scope.ts";

test("environment, service and plain conditions become attributes that the data must have", () => {
  expect(
    ruleScopeOf({ environment: "production", service: "payment", filter: ["payment.provider=nordpay"] }),
  ).toEqual({
    where: {
      "deployment.environment.name": "production",
      "service.name": "payment",
      "payment.provider": "nordpay",
    },
    left: [],
  });
});

test.each([
  ["!error"],
  ["duration>500ms"],
  ["order.id exists"],
  ["payment.provider!=nordpay"],
  ["name=POST /checkout"],
])("%s is named as a condition that the rule does not have", (condition) => {
  expect(ruleScopeOf({ filter: [condition] })).toEqual({ where: {}, left: [condition] });
});

test("a second value of an attribute, and a sixth attribute, are left", () => {
  expect(ruleScopeOf({ service: "payment", filter: ["service=payment", "service=cart"] })).toEqual({
    where: { "service.name": "payment" },
    left: ["service=cart"],
  });
  const six = ["a=1", "b=2", "c=3", "d=4", "e=5", "f=6"];
  expect(ruleScopeOf({ filter: six }).left).toEqual(["f=6"]);
});
