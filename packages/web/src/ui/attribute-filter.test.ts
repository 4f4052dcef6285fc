import { expect, test } from "vitest";

import { attributeFilter } from "./attribute-filter.ts";

test("a value of one line and at most 200 characters is a condition", () => {
  expect(attributeFilter("user.tier", "gold")).toBe("user.tier=gold");
  expect(attributeFilter("note", "x".repeat(200))).toBe(`note=${"x".repeat(200)}`);
  expect(attributeFilter("note", "x".repeat(201))).toBeUndefined();
  expect(attributeFilter("note", "a\nb")).toBeUndefined();
});
