import type { ChartSource } from "contract";
import { expect, test } from "vitest";

import { conditionsOfChart } from "./chart-conditions.ts";

const header = { service: "shop", filters: ["plan=pro", "person did pay"] };
const metric: ChartSource = { metric: "requests" };
const purchases: ChartSource = { transaction: "purchase", measure: "completion" };

test.each<[string, { sources: ChartSource[]; service?: string }, readonly string[]]>([
  ["a metric", { sources: [metric] }, []],
  ["records", { sources: [{ records: "events", measure: "count" }] }, []],
  ["instances of a workflow", { sources: [{ workflow: "order", measure: "started" }] }, []],
  ["stuck workflows", { sources: [{ workflow: "order", measure: "stuck" }] }, ["service=shop", "plan=pro"]],
  ["a transaction", { sources: [purchases] }, ["service=shop", "plan=pro"]],
  ["a funnel", { sources: [{ funnel: "checkout", measure: "conversion" }] }, ["service=shop", "plan=pro"]],
  ["interactions", { sources: [{ interaction: "", measure: "count" }] }, ["service=shop", "plan=pro"]],
  ["an error group", { sources: [{ error: "c0ffee" }] }, ["plan=pro"]],
  ["a formula, of which a part is narrowed", { sources: [metric, purchases] }, ["service=shop", "plan=pro"]],
  ["a chart of another service", { sources: [metric], service: "payment" }, ["service=shop"]],
  ["a chart of the service", { sources: [metric], service: "shop" }, []],
  ["logs of another service", { sources: [{ logs: "", service: "payment" }] }, ["service=shop"]],
])("names the conditions that do not narrow %s, and applies the others", (_, chart, left) => {
  const { applied, left: found } = conditionsOfChart(chart, header);
  expect(found).toEqual(left);
  expect([applied.service, ...applied.filters]).toEqual([
    left.includes("service=shop") ? undefined : "shop",
    ...(left.includes("plan=pro") ? [] : ["plan=pro"]),
  ]);
});

test("without conditions in the header, none is left out", () => {
  expect(conditionsOfChart({ sources: [purchases] }, { service: undefined, filters: [] })).toEqual({
    applied: { service: undefined, filters: [] },
    left: [],
  });
});
