import { expect, test } from "vitest";
import type { ResourceRow, SpanRow } from "../rows.ts";
import { createNameBudgets, foldedOperation, foldedService, type NameBudgets } from "./name-budgets.ts";

const dayMs = 86_400_000;
const limits = { services: 2, operations: 3 };

function resourceOf(service: string, tenant = ""): ResourceRow {
  return { tenant, service } as ResourceRow;
}

function spanOf(budgets: NameBudgets, service: string, name: string, tenant = ""): number {
  return budgets.ofSpan({ resource: resourceOf(service, tenant), name } as SpanRow);
}

test("services over the budget are folded and counted; known ones and other tenants are not", () => {
  const budgets = createNameBudgets(() => 0, limits);
  expect(
    ["cart", "shop", "pod-1", "pod-2", "cart", "pod-1"].map((name) => budgets.ofLog(resourceOf(name))),
  ).toEqual([0, 0, foldedService, foldedService, 0, foldedService]);
  expect(budgets.ofLog(resourceOf("pod-1", "bank"))).toBe(0);
  expect(budgets.folded).toEqual([{ tenant: "", kind: "services", budget: 2, names: 2, items: 3 }]);
});

test("operations over the budget are folded, also those of services that are", () => {
  const budgets = createNameBudgets(() => 0, limits);
  expect(["GET /", "GET /a", "GET /"].map((name) => spanOf(budgets, "shop", name))).toEqual([0, 0, 0]);
  spanOf(budgets, "cart", "GET /");
  expect(spanOf(budgets, "cart", "GET /b")).toBe(foldedOperation);
  expect(spanOf(budgets, "pod-1", "GET /")).toBe(foldedService + foldedOperation);
  expect(spanOf(budgets, "shop", "GET /a")).toBe(0);
  expect(budgets.folded).toEqual([
    { tenant: "", kind: "services", budget: 2, names: 1, items: 1 },
    { tenant: "", kind: "operations", budget: 3, names: 2, items: 2 },
  ]);
});

test("a name of more than 1,000 characters counts as over the budget", () => {
  const budgets = createNameBudgets(() => 0, limits);
  const long = "a".repeat(1_001);
  expect([spanOf(budgets, long, "GET /"), spanOf(budgets, "shop", long)]).toEqual([
    foldedService,
    foldedOperation,
  ]);
  expect(spanOf(budgets, "shop", long.slice(1))).toBe(0);
});

test("all spans of one resource are counted", () => {
  const budgets = createNameBudgets(() => 0, limits);
  for (const name of ["shop", "cart"]) budgets.ofLog(resourceOf(name));
  const resource = resourceOf("pod-1");
  for (let n = 0; n < 5; n++) budgets.ofLog(resource);
  expect(budgets.folded).toMatchObject([{ names: 1, items: 5 }]);
});

test("a name is known until a day has passed without it; then another takes its place", () => {
  let now = 0;
  const budgets = createNameBudgets(() => now, limits);
  const day = (n: number, ...names: string[]) => {
    now = n * dayMs;
    return names.map((name) => spanOf(budgets, name, "GET /"));
  };
  expect(day(0, "shop", "pod-1")).toEqual([0, 0]);
  expect(day(1, "pod-2", "shop")).toEqual([foldedService, 0]);
  expect(budgets.folded).toHaveLength(1);
  expect(day(2, "pod-3", "pod-1", "shop")).toEqual([0, foldedService, 0]);
  expect(budgets.folded).toMatchObject([{ kind: "services", names: 1 }]);
});

test("names that are stored are known, even when they are over the budget", () => {
  const budgets = createNameBudgets(() => 0, limits);
  expect(spanOf(budgets, "shop", "GET /")).toBe(0);
  budgets.know([
    ...["a", "b"].map((service) => ({ tenant: "", service, day: 0 })),
    { tenant: "", service: "a", operation: "GET /a", day: 0 },
    { tenant: "", service: "_OTHER", operation: "GET /b", day: 0 },
  ]);
  expect([spanOf(budgets, "a", "GET /a"), spanOf(budgets, "b", "GET /")]).toEqual([0, foldedOperation]);
  expect([spanOf(budgets, "pod-1", "GET /b"), spanOf(budgets, "shop", "GET /")]).toEqual([foldedService, 0]);
});

test("a service that another console stored is no longer folded", () => {
  const budgets = createNameBudgets(() => 0, limits);
  for (const name of ["shop", "cart"]) budgets.ofLog(resourceOf(name));
  const resource = resourceOf("pod-1");
  expect(budgets.ofLog(resource)).toBe(foldedService);
  budgets.know([{ tenant: "", service: "pod-1", day: 0 }]);
  expect(budgets.ofLog(resource)).toBe(0);
});
