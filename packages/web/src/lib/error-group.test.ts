import type { ErrorGroup } from "contract";
import { expect, test } from "vitest";

import { countTitle, exactRisk, riskText, riskTitle } from "./error-group.ts";

test("an estimate says how many are stored, and an amount of how many transactions it is", () => {
  const group = { count: 12, stored: 3, atRisk: [], unfinishedTransactions: 0 } as unknown as ErrorGroup;
  expect(countTitle(group)).toContain("3 are stored");
  expect(countTitle({ ...group, stored: 12 })).toBe("12");
  expect(riskTitle({ ...group, unfinishedTransactions: 2 })).toMatch(/^in 2 transactions\. Amounts of/);
});

test("amounts that could not be read are unknown, not none", () => {
  const riskFailed = "The query took longer than 20 s.";
  const group = { atRisk: null, unfinishedTransactions: null, riskFailed } as unknown as ErrorGroup;
  expect([riskText(group, 1), exactRisk(group)]).toEqual(["unknown", "unknown"]);
  expect(riskTitle(group)).toBe("Not known: The query took longer than 20 s.");
});
