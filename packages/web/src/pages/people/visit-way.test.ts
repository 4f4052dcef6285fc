import type { BusinessEvent } from "contract";
import { expect, test } from "vitest";

import { toEntries } from "../../ui/activity/activity-entries.ts";
import { clockOf, visitEnds, visitWay } from "./visit-way.ts";

const record = (seconds: number, fields: Partial<BusinessEvent>): BusinessEvent =>
  ({
    uid: `r${seconds}`,
    timeNs: `${seconds}000000000`,
    traceId: "",
    kind: "journey",
    phase: "step",
    step: "",
    outcome: "",
    reason: "",
    amount: null,
    currency: "",
    ...fields,
  }) as BusinessEvent;
const purchase = (
  seconds: number,
  id: string,
  outcome: string,
  amount: string | null = null,
): BusinessEvent =>
  record(seconds, {
    kind: "transaction",
    phase: "ended",
    name: "purchase",
    entityId: id,
    outcome,
    reason: outcome === "failed" ? "declined" : "",
    amount,
    currency: "EUR",
  });

test("a way has each step once in a row, and says before which one a transaction failed", () => {
  const events = [
    record(10, { step: "cart" }),
    record(20, { step: "cart" }),
    record(70, { step: "payment" }),
    purchase(75, "order-1", "failed"),
    record(100, { step: "cart" }),
  ];
  expect(
    visitWay(toEntries(events, undefined)).map(({ step, sinceMs, isBad }) => [step, sinceMs, isBad]),
  ).toEqual([
    ["cart", 0, false],
    ["payment", 60_000, true],
    ["cart", 90_000, false],
  ]);
});

test("a transaction ends once, and those that failed for one reason are one line", () => {
  const events = [
    purchase(10, "order-1", "failed"),
    purchase(20, "order-2", "failed"),
    purchase(30, "order-3", "completed", "99.99"),
    purchase(40, "order-3", "completed", "99.99"),
  ];
  const { completed, unfinished } = visitEnds(toEntries(events, undefined));
  expect(completed.map(({ type, amount }) => [type, amount])).toEqual([
    ["purchase", { amount: "99.99", currency: "EUR" }],
  ]);
  expect(unfinished.map(({ type, outcome, reason, count }) => [type, outcome, reason, count])).toEqual([
    ["purchase", "failed", "declined", 2],
  ]);
});

test("names with spaces are not mixed up: `order` of `a b` is not `order a` of `b`", () => {
  const named = (seconds: number, name: string, id: string): BusinessEvent => ({
    ...purchase(seconds, id, "completed"),
    name,
  });
  const { completed } = visitEnds(
    toEntries([named(10, "order", "a b"), named(20, "order a", "b")], undefined),
  );
  expect(completed.map(({ type }) => type)).toEqual(["order", "order a"]);
});

test("steps say how far into the visit they are", () => {
  expect([0, 0.02, 44_900, 526_000, 3_750_000].map(clockOf)).toEqual([
    "0:00",
    "0:00",
    "0:44",
    "8:46",
    "1:02:30",
  ]);
});
