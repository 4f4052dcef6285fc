import { expect, test } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import { warningInTime } from "./rule-currencies.ts";

const to = 1_800_000_000_000;
const window = { from: to - 86_400_000, to };
const on = { transaction: "purchase", measure: "amount" } as const;
const file = { alerts: [{ name: "Sales", on, when: { above: 5 } }] };

test("a rule does not wait for a slow store, and the next request has the answer", async () => {
  const rows = Promise.withResolvers<object[]>();
  const queries = { run: () => rows.promise };
  const context = { queries, nowMs: () => to } as unknown as ApiContext;
  expect(await warningInTime(file, window, context)).toBe("");
  rows.resolve(["EUR", "USD"].map((code) => ({ code, entries: "3", total: "2" })));
  expect(await warningInTime(file, window, context)).toBe(
    "The amount adds EUR and USD: name a currency with a condition or a group.",
  );
});
