import { expect, test } from "vitest";

import type { FunnelSummary } from "contract";
import {
  anomalyDraft,
  funnelDraft,
  logsDraft,
  objectiveDraft,
  operationDraft,
  sqlDraft,
  workflowDraft,
} from "./rule-draft.ts";

const logs = { text: undefined, severity: undefined, event: undefined, service: undefined };
const result = { truncated: false, elapsedMs: 1, rowsRead: null, bytesRead: null };
const anomaly = (series: object, direction: "up" | "down" | "none" = "down") =>
  anomalyDraft({
    direction,
    series: {
      kind: "service",
      name: "payment",
      service: "payment",
      environment: "",
      measure: "errors",
      ...series,
    },
  });

test("a rule on log records has the words as a record has them, in their order", () => {
  const texts = ["card accepted", "Payment p-1 was declined"];
  expect(logsDraft({ ...logs, text: "declined payment", severity: "warn" }, texts, 0.25).on).toEqual({
    log: "*Payment*declined*",
    measure: "rate",
    severity: "warn",
  });
  expect(logsDraft({ ...logs, text: "declined payment" }, [], 0)).toMatchObject({
    on: { log: "*declined*payment*" },
    when: { above: 0.1 },
  });
  expect(logsDraft(logs, texts, 1).on).toEqual({ log: "*", measure: "rate" });
  expect(logsDraft({ ...logs, pattern: "Order * declined*" }, texts, 1)).toMatchObject({
    name: "Many Order * declined*",
    on: { log: "Order * declined*", measure: "rate" },
  });
});

test("words that overlap in a record are looked for once", () => {
  expect(logsDraft({ ...logs, text: "pay payment" }, ["a payment"], 1).on).toMatchObject({
    log: "*payment*",
  });
});

test("a page with an event leads to a rule on that event", () => {
  expect(logsDraft({ ...logs, event: "voucher.rejected", service: "cart" }, [], 0.12345)).toEqual({
    name: "Many voucher.rejected",
    on: { event: "voucher.rejected", measure: "rate", service: "cart" },
    when: { above: 0.123 },
  });
});

test.each([
  [90 * 60_000, "1h30m"],
  [3 * 86_400_000, "3d"],
  [1500, "2s"],
  [400 * 86_400_000, "90d"],
])("a workflow with a timeout of %d ms is stuck after %s", (timeoutMs, longerThan) => {
  expect(workflowDraft("order", timeoutMs, "packed").on).toEqual({
    workflow: "order",
    measure: "stuck",
    longerThan,
    state: "packed",
  });
});

test("a workflow without a timeout leaves it to the rule", () => {
  expect(workflowDraft("order", null, undefined).on).toEqual({ workflow: "order", measure: "stuck" });
});

test("an operation gets a rule on its errors while it fails, else on its duration, if requests enter there", () => {
  const operation = { name: "POST /pay", kind: "server" } as const;
  expect(operationDraft("payment", operation, false, 200)).toMatchObject({
    on: { service: "payment", operation: "POST /pay", measure: "p95" },
    when: { above: 0.3 },
  });
  expect(operationDraft("payment", operation, true, 200)).toMatchObject({ on: { measure: "errors" } });
  expect(operationDraft("payment", { ...operation, kind: "client" }, true, 200)).toBeUndefined();
});

test("a funnel gets a limit below its healthy conversion: that of the period before, where it fell since", () => {
  const funnel = (finished: number, finishedBefore: number): FunnelSummary => ({
    name: "checkout",
    steps: [
      { name: "cart", people: 200, open: 0, medianMs: null, p90Ms: null },
      { name: "done", people: finished, open: 0, medianMs: null, p90Ms: null },
    ],
    conversion: finished / 200,
    previous: [200, finishedBefore],
    previousConversion: finishedBefore / 200,
    window: { ms: 1000, of: "times" },
    services: [],
    abandoned: 0,
  });
  const on = { funnel: "checkout", from: "cart", to: "done" };
  expect(funnelDraft(funnel(100, 160), false)).toMatchObject({ on, window: "15m", when: { below: 0.6 } });
  expect(funnelDraft(funnel(160, 158), false)).toMatchObject({ on, when: { below: 0.6 } });
  expect(funnelDraft(funnel(180, 100), false)).toMatchObject({ when: { below: 0.675 } });
});

test("a query with one number is wrapped, so that the number is the value of the rule", () => {
  const columns = [{ name: "count()", type: "UInt64" }];
  expect(
    sqlDraft("SELECT count() FROM spans -- all of them\n;", { ...result, columns, rows: [["1234"]] }),
  ).toEqual({
    name: "Query is high",
    on: { sql: "SELECT `count()` AS value FROM (\nSELECT count() FROM spans -- all of them\n)" },
    groupBy: [],
    when: { above: 1230 },
  });
});

test("a query with a column `value` is taken as it is, grouped by its other columns", () => {
  const columns = [
    { name: "service", type: "LowCardinality(String)" },
    { name: "value", type: "Float64" },
  ];
  const rows = [
    ["cart", 2],
    ["payment", 7],
  ];
  expect(sqlDraft("SELECT service, value FROM x", { ...result, columns, rows })).toMatchObject({
    on: { sql: "SELECT service, value FROM x" },
    groupBy: ["service"],
    when: { above: 7 },
  });
});

test.each([
  [
    "SELECT a, b FROM x",
    [
      ["a", "UInt8"],
      ["b", "UInt8"],
    ],
    [[1, 2]],
  ],
  ["SELECT a FROM x", [["a", "UInt8"]], [[1], [2]]],
  ["SELECT a FROM x", [["a", "String"]], [["text"]]],
  ["EXPLAIN ESTIMATE SELECT 1", [["rows", "UInt64"]], [[1]]],
])("%s has no number for a rule", (query, columns, rows) => {
  expect(
    sqlDraft(query, {
      ...result,
      columns: columns.map(([name, type]) => ({ name: name!, type: type! })),
      rows,
    }),
  ).toBeUndefined();
});

test("an anomaly leads to the detector on its series, on the side on which it was", () => {
  expect(anomaly({}, "up")).toEqual({
    name: "Anomaly of payment",
    on: { service: "payment", measure: "errors" },
    when: { anomaly: { direction: "above" } },
  });
  expect(anomaly({ kind: "operation", name: "POST /pay" }, "none")).toMatchObject({
    on: { service: "payment", operation: "POST /pay", measure: "errors" },
    when: { anomaly: {} },
  });
  expect(anomaly({ kind: "transaction", name: "purchase", measure: "rate" })?.on).toEqual({
    transaction: "purchase",
    measure: "count",
  });
  expect(anomaly({ kind: "metric", name: "jobs", measure: "value" })?.on).toEqual({
    metric: "jobs",
    aggregation: "average",
    where: { "service.name": "payment" },
  });
  expect(anomaly({ kind: "funnel", name: "checkout", measure: "conversion" })).toBeUndefined();
});

test.each([
  [0.99, 14.4],
  [0.9, 5],
])("a burn rate of an objective of %d can be reached", (target, factor) => {
  expect(objectiveDraft({ name: "Pay ok", target }).when).toEqual({
    burnRate: { objective: "Pay ok", windows: [{ long: "1h", short: "5m", factor }] },
  });
});
