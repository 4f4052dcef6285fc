import { kinds } from "alerts/sources";
import type { ChartSource } from "contract";
import { expect, test } from "vitest";

import { readOf } from "../lib/rule-reads.ts";
import { servicesOf, signalsOf } from "./chart-signals.ts";

const purchase: ChartSource = { transaction: "purchase", measure: "completion" };
const checkout: ChartSource = { funnel: "checkout", measure: "conversion" };
const orders: ChartSource = { workflow: "order", measure: "started" };
const worker: ChartSource = { service: "worker", measure: "rate" };
const read = (source: ChartSource, service?: string) => ({ source, service });
const senders = new Map([
  ["transaction purchase", ["shop", "payment"]],
  ["funnel checkout", []],
]);

test("a chart is of the services that its sources name", () => {
  expect(servicesOf([read(worker)])).toEqual(["worker"]);
  expect(servicesOf([read(orders, "shop")])).toEqual(["shop"]);
});

test("a chart of a transaction is of the services that send it, once they are known", () => {
  expect(servicesOf([read(purchase), read(worker)])).toBeUndefined();
  expect(servicesOf([read(purchase), read(worker)], senders)).toEqual(["shop", "payment", "worker"]);
  // of one source they are not known, or not asked for
  expect(servicesOf([read(purchase), read(checkout)], senders)).toBeUndefined();
  expect(servicesOf([read(purchase), read(orders)], senders)).toBeUndefined();
});

const signalsOfRule = (on: Readonly<Record<string, string>>) => signalsOf([readOf({ on })!]);
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
  const found = own.map((key) => [key, signalsOfRule({ [key]: "orders" })]);
  expect(Object.fromEntries(found)).toEqual(signals);
});

test.each([
  ["a service", { service: "payment", measure: "errors" }],
  ["an operation of any service", { operation: "GET /", measure: "errors" }],
])("%s is of spans", (_, on) => {
  expect(signalsOfRule(on)).toEqual(["spans"]);
});

test("a rule without a source of its own has none", () => {
  expect(readOf({})).toBeUndefined();
});

test("the service of a rule narrows what it reads", () => {
  expect(readOf({ on: { errors: "all", service: "payment" } })).toEqual({
    source: { error: "all" },
    service: "payment",
  });
  expect(readOf({ on: { operation: "GET /", service: "payment" } })).toEqual({
    source: { service: "payment" },
    service: "payment",
  });
});
