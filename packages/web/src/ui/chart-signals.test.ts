import type { ChartSource } from "contract";
import { expect, test } from "vitest";

import { servicesOf } from "./chart-signals.ts";

const purchase: ChartSource = { transaction: "purchase", measure: "completion" };
const checkout: ChartSource = { funnel: "checkout", measure: "conversion" };
const orders: ChartSource = { workflow: "order", measure: "started" };
const worker: ChartSource = { service: "worker", measure: "rate" };
const senders = new Map([
  ["transaction purchase", ["shop", "payment"]],
  ["funnel checkout", []],
]);

test("a chart is of the services that its sources name", () => {
  expect(servicesOf([worker], undefined)).toEqual(["worker"]);
  expect(servicesOf([orders], "shop")).toEqual(["shop"]);
});

test("a chart of a transaction is of the services that send it, once they are known", () => {
  expect(servicesOf([purchase, worker], undefined)).toBeUndefined();
  expect(servicesOf([purchase, worker], undefined, senders)).toEqual(["shop", "payment", "worker"]);
  // of one source they are not known, or not asked for
  expect(servicesOf([purchase, checkout], undefined, senders)).toBeUndefined();
  expect(servicesOf([purchase, orders], undefined, senders)).toBeUndefined();
});
