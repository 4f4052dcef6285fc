import { expect, test } from "vitest";

import { isMatch, mistakeInMatcher, parseMatcher } from "./match.ts";

const labels = { alert: "Payment is slow", severity: "ticket", "payment.provider": "nordpay" };

test.each([
  [{ alert: "Payment is slow" }, true],
  [{ alert: "Payment*" }, true],
  [{ alert: "*is*" }, true],
  [{ alert: "Pay*is*slow" }, true],
  [{ alert: "*", severity: "ticket" }, true],
  [{ alert: "Payment" }, false],
  [{ alert: "Payment*", severity: "page" }, false],
  [{ region: "*" }, false],
  [{ alert: "slow*slow" }, false],
  [{}, false],
])("%j matches: %j", (match, expected) => {
  expect(isMatch(match, labels)).toBe(expected);
});

test("a label that is unfinished or repeated is a mistake: without it the silence would be wider than what is seen", () => {
  const matchers = ["alert=Payment*", "team", "region=", " ", "alert=Other", "zone=b"];
  expect(matchers.map((_, at) => mistakeInMatcher(matchers, at))).toEqual([
    undefined,
    "name=value",
    "name=value",
    undefined,
    "alert is already a label above",
    undefined,
  ]);
});

test("a matcher is a name and a value, in which = may occur", () => {
  expect(parseMatcher("query=a=b")).toEqual(["query", "a=b"]);
  expect(parseMatcher("=b")).toBeUndefined();
  expect(parseMatcher("alone")).toBeUndefined();
});
