import type { Objective } from "contract";
import { expect, test } from "vitest";

import { summaryOf } from "./summary.ts";

const budgets = (...left: readonly number[]): Objective[] =>
  left.map((one) => ({ left: one, unknown: null }) as Objective);

test("the heading has all error budgets, also those that are not listed", () => {
  expect(summaryOf({ objectives: [], truncated: 0 })).toBe("");
  expect(summaryOf({ objectives: budgets(0.5), truncated: 0 })).toBe("1 error budget, none used up");
  expect(summaryOf({ objectives: budgets(-1, 0.5), truncated: 0 })).toBe("2 error budgets, 1 used up");
  expect(summaryOf({ objectives: budgets(-1, 0.5), truncated: 150 })).toBe(
    "2 of 152 error budgets, 1 used up",
  );
  expect(summaryOf({ objectives: budgets(-1, -1), truncated: 150 })).toBe(
    "2 of 152 error budgets, at least 2 used up",
  );
});
