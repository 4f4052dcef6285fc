import { expect, test } from "vitest";
import { absentName, restName } from "./rest-name.ts";

test("the rest and records without a value never have the name of a value", () => {
  expect([restName(["card"]), absentName(["card"])]).toEqual(["other", "none"]);
  expect([restName(["other", "none"]), absentName(["other", "none"])]).toEqual(["(other)", "(none)"]);
  expect(restName(["other", "(other)"])).toBe("((other))");
});
