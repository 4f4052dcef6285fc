import { expect, test } from "vitest";
import { matcherOf } from "./calendar.ts";

test.each([
  [{ alert: "Card*" }, true],
  [{ alert: "Cards ?eclined" }, true],
  [{ alert: "Cards ??eclined" }, false],
  [{ alert: "Cards declined", severity: "pag?" }, true],
  [{ alert: "Cards declined", owner: "*" }, false],
])("labels match %j: %s", (match, fits) => {
  expect(matcherOf(match)({ alert: "Cards declined", severity: "page" })).toBe(fits);
});
