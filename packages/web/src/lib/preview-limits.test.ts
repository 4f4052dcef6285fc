// What a preview says of its own limits.
import type { PreviewResult } from "contract";
import { expect, test } from "vitest";
import { limitsOf } from "./preview-limits.ts";

const exact = {
  stepMs: 60_000,
  isCoarse: false,
  precision: null,
  oneOf: null,
  leftOut: 0,
  errors: [],
} as unknown as PreviewResult;

test("a preview on transactions says that it knows later ends, and others do not", () => {
  expect(limitsOf(exact, { on: { transaction: "purchase", measure: "completion" } })).toEqual([
    "Transactions that ended after their timeout count where they ended. The rule itself counts them as abandoned at the timeout first.",
  ]);
  expect(limitsOf(exact, { on: { service: "shop", measure: "errors" } })).toEqual([]);
});
