import { expect, test } from "vitest";
import { toConditionParams as toParams } from "./funnel-conditions.ts";

const context = { nowMs: () => Date.UTC(2026, 6, 1) };
const toConditionParams = (params: Parameters<typeof toParams>[0]): object => toParams(params, context);

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

test("conditions on people have numbers; those that are not negated are needed", () => {
  const filter = [
    "!person did pay",
    "error",
    "person has plan=",
    "transaction failed with declined",
    "plan=pro",
  ];
  expect(toConditionParams({ filter })).toMatchObject({
    filtered: true,
    rowPairs: ["plan=pro"],
    populated: true,
    neededFacts: [2, 3, 4],
    excludedFacts: [1],
    isNeeded: true,
    didNames: ["pay"],
    endFacts: [1, 4],
    endOutcomes: ["completed", "failed"],
    endReasons: ["", "declined"],
    heldPairs: ["plan="],
    errorFacts: [2],
  });
  expect(toConditionParams({ filter: ["!error"] })).toMatchObject({ isNeeded: false, excludedFacts: [1] });
});

test.each([
  "person did",
  "person has",
  "person has plan",
  "person has plan!=pro",
  "person has error",
  "duration>x",
])("rejects `%s`", (filter) => {
  expect(() => toConditionParams({ filter: [filter] })).toThrow(
    expect.objectContaining({ code: "BAD_PARAMETER" }),
  );
});
