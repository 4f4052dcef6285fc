import { kinds } from "alerts/sources";
import { expect, test } from "vitest";

import { signalsOf } from "../../../ui/chart-signals.ts";
import { sourcesOf } from "./rule-late.ts";

const signals: Readonly<Record<string, readonly string[]>> = {
  metric: ["metrics"],
  transaction: ["business"],
  funnel: ["business"],
  workflow: ["business"],
  event: ["business"],
  errors: ["spans", "logs"],
  log: ["logs"],
  finding: ["spans"],
  sql: [],
};

test("each source of rules says which signals it reads; what a query reads is not known", () => {
  const own = Object.values(kinds).flatMap(({ node: { keys = [] } }) => (keys.length === 1 ? keys : []));
  const read = own.map((key) => [key, signalsOf(sourcesOf({ on: { [key]: "orders" } }))]);
  expect(Object.fromEntries(read)).toEqual(signals);
});

test.each([
  ["a service", { service: "payment", measure: "errors" }],
  ["an operation of any service", { operation: "GET /", measure: "errors" }],
])("%s is of spans", (_, on) => {
  const sources = sourcesOf({ on });
  expect(signalsOf(sources)).toEqual(["spans"]);
});

test("a rule without a source of its own has none", () => {
  expect(sourcesOf({})).toEqual([]);
});
