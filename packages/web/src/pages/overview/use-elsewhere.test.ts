import type { ErrorsResult } from "contract";
import { expect, test } from "vitest";

import { mayBeAtRisk } from "../../state/new-errors.ts";
import { newErrorWords } from "./use-elsewhere.ts";

type Answer = Pick<ErrorsResult, "total" | "items" | "areNewKnown">;

const answer = (areNewKnown: boolean, ...risks: readonly (number | null)[]): Answer => ({
  total: risks.length,
  areNewKnown,
  items: risks.map((unfinishedTransactions) => ({ type: "VoucherError", unfinishedTransactions })) as never,
});

test.each([
  ["without new errors", answer(true), [], false],
  ["with a new error", answer(true, 0), ["VoucherError is new"], false],
  ["with one that has transactions at risk", answer(true, 0, 3), ["2 errors are new"], true],
  ["that does not know what is at risk", answer(true, 0, null), ["2 errors are new"], true],
  ["that does not know which are new", answer(false), ["which errors are new is not known yet"], true],
])(
  "a store %s says so, and promises are green only where no transaction is at risk",
  (_, errors, words, isAtRisk) => {
    expect(newErrorWords(errors)).toEqual(words);
    expect(mayBeAtRisk(errors)).toBe(isAtRisk);
  },
);

test("until errors are read, transactions may be at risk", () => {
  expect(mayBeAtRisk(undefined)).toBe(true);
});
