import type { ChartSpec } from "contract";
import { expect, test } from "vitest";

import { lackOfForm, mistakeInChart, titleFor, withGroups, withMeasure } from "./chart-draft.ts";

const none = new Map();
const chart = (...sources: ChartSpec["sources"]): ChartSpec => ({ title: "x", sources });

test("a figure of numbers gets a field, and a count loses it", () => {
  const count = { records: "events", measure: "count", by: "tier" } as const;
  const sum = withMeasure(count, "sum");
  expect(sum).toEqual({ records: "events", measure: "sum", field: "amount", by: "tier" });
  expect(withMeasure(sum, "count")).toEqual(count);
});

test.each([
  [null, "“sources” is a list of objects, each with what it looks at."],
  [[], "“sources” is a list of objects, each with what it looks at."],
  [{}, "“sources” is a list of objects, each with what it looks at."],
  [{ sources: [] }, "“sources” is a list of objects, each with what it looks at."],
  [{ sources: [null] }, "“sources” is a list of objects, each with what it looks at."],
  [{ sources: [{ transaction: "a", measure: 5 }] }, "“measure” is not a text, a list of texts, or a number."],
  [{ sources: [{ metric: "a", groupBy: "b" }] }, "“groupBy” is not a text, a list of texts, or a number."],
  [{ sources: [{ metric: "a" }], width: "4" }, "“width” is not a text, a list of texts, or a number."],
  [
    { sources: [{ metric: "a", where: { b: 1 }, groupBy: ["c"], limit: 3 }], width: 4, compare: "1d" },
    undefined,
  ],
])("pages cannot draw what is not a chart: %j", (value, mistake) => {
  expect(mistakeInChart(value)).toBe(mistake);
});

test("groups of a metric have a limit, and without groups there is none", () => {
  const grouped = withGroups({ metric: "orders" }, ["region"]);
  expect(grouped).toEqual({ metric: "orders", groupBy: ["region"], limit: 5 });
  expect(withGroups(grouped, [])).toEqual({ metric: "orders" });
});

test("a form is offered where the chart has its figures", () => {
  const p95 = chart({ service: "shop", measure: "p95" });
  expect([lackOfForm("lines", p95, none), lackOfForm("number", p95, none)]).toEqual([
    undefined,
    "This measure has no figure over the whole range",
  ]);
  expect(
    lackOfForm("top", chart({ records: "spans", measure: "p95", field: "duration" }), none),
  ).toBeUndefined();
  const funnel = { funnel: "checkout", measure: "conversion" } as const;
  expect(lackOfForm("funnel", chart(funnel), none)).toBeUndefined();
  expect(lackOfForm("funnel", chart(funnel, funnel), none)).toBe("Only of one funnel");
});

test("a chart without a title is named by what it shows", () => {
  expect(titleFor(chart({ records: "logs", measure: "sum", field: "bytes", by: "severity" }))).toBe(
    "sum of bytes of log records by severity",
  );
  expect(titleFor(chart({ interaction: "", measure: "count" }))).toBe("interactions: count");
  expect(titleFor({ ...chart({ metric: "a" }, { metric: "b" }), formula: "a / b" })).toBe("a / b");
});
