import { expect, test, vi } from "vitest";
import type { ApiContext } from "../../api/context.ts";
import { currenciesWarning } from "./rule-currencies.ts";

vi.mock("./rule-infos.ts", () => ({ readRulesNow: async () => ({ entries: [] }) }));

const content = {
  name: "Sales",
  on: { transaction: "purchase", measure: "amount" },
  when: { above: 5 },
};

test("a rule does not wait for a slow store, and the next request has the answer", async () => {
  const rows = Promise.withResolvers<object[]>();
  const queries = { run: () => rows.promise };
  const context = { queries, nowMs: () => 1_800_000_000_000 } as unknown as ApiContext;
  const rule = { kind: "alert" as const, content, problems: [] };
  expect(await currenciesWarning(rule, context)).toBe("");
  rows.resolve(["EUR", "USD"].map((code) => ({ code, entries: "3", total: "2" })));
  expect(await currenciesWarning(rule, context)).toBe(
    "The amount adds EUR and USD: name a currency with a condition or a group.",
  );
});
