import { createEngine, inputsOf } from "alerts";
import { expect, test } from "vitest";
import type { QueryParams } from "../../store/query/query.ts";
import { createReader } from "./read.ts";

const rule = (transaction: string, window: string) => ({
  name: `${transaction} ${window}`,
  on: { transaction, measure: "failure" } as const,
  window,
  when: { above: 0.5 },
});

/** Answers the types that have a timeout, and nothing else. */
function openQueries() {
  const asked: { readonly name: string; readonly params: QueryParams }[] = [];
  return {
    asked,
    of: (name: string) => asked.filter((one) => one.name === name).map(({ params }) => params),
    run: async <Row>(name: string, params: QueryParams): Promise<Row[]> => {
      asked.push({ name, params });
      const rows = name === "alert-transaction-timeouts" ? [{ type: "purchase", timeout: 600_000 }] : [];
      return rows as Row[];
    },
  };
}

const { rules } = createEngine({
  alerts: [rule("purchase", "5m"), rule("purchase", "2h"), rule("refund", "2h")],
});

test("timeouts are asked once a round for the types that are read", async () => {
  const queries = openQueries();
  const reader = createReader(queries);
  await reader.read(inputsOf(rules), 86_400_000);
  expect(queries.of("alert-transaction-timeouts")).toEqual([
    { names: ["purchase"] },
    { names: ["purchase", "refund"] },
  ]);
  expect(queries.of("alert-transactions")).toMatchObject([
    { names: ["purchase"], timeoutTypes: ["", "purchase"], timeouts: [0, 600_000] },
    { names: ["purchase", "refund"], timeoutTypes: ["", "purchase"], timeouts: [0, 600_000] },
  ]);
  await reader.read(inputsOf(rules), 86_460_000);
  expect(queries.of("alert-transaction-timeouts")).toHaveLength(4);
});

test("readings of the same types share their timeouts", async () => {
  const queries = openQueries();
  const grouped = { ...rule("purchase", "5m"), name: "by provider", groupBy: ["payment.provider"] };
  const { rules: two } = createEngine({ alerts: [rule("purchase", "5m"), grouped] });
  await createReader(queries).read(inputsOf(two), 86_400_000);
  expect(queries.of("alert-transactions")).toHaveLength(2);
  expect(queries.of("alert-transaction-timeouts")).toEqual([{ names: ["purchase"] }]);
});

test("short windows are read in one pass, long ones choose transactions first", async () => {
  const queries = openQueries();
  await createReader(queries).read(inputsOf(rules), 86_400_000);
  expect(queries.of("alert-transactions").map(({ isChosenFirst }) => isChosenFirst)).toEqual([false, true]);
});
