import { expect, test } from "vitest";
import { toConditionParams } from "./funnel-conditions.ts";

test("without conditions no parameter changes the queries", () => {
  expect(toConditionParams({})).toEqual({});
  expect(toConditionParams({ service: undefined, filter: ["", " "] })).toEqual({});
});

test("a service or a condition chooses records", () => {
  expect(toConditionParams({ service: "shop" })).toMatchObject({ filtered: true, withinService: "shop" });
  expect(toConditionParams({ filter: ["plan=pro"] })).toMatchObject({
    filtered: true,
    details: true,
    rowPairs: ["plan=pro"],
  });
});

test.each(["error", "!error"])("rejects %s: steps have no status", (word) => {
  expect(() => toConditionParams({ filter: [word] })).toThrow(
    expect.objectContaining({ code: "BAD_PARAMETER" }),
  );
});
