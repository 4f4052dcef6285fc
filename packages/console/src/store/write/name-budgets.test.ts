import { describe, expect, test } from "vitest";
import type { ResourceRow, SpanRow } from "../rows.ts";
import {
  createNameBudgets,
  foldedEnvironment,
  foldedOperation,
  foldedService,
  foldedVersion,
  type NameBudgets,
} from "./name-budgets.ts";
import { foldedMetric, foldedSeries } from "./series-budget.ts";

const dayMs = 86_400_000;
const limits = { services: 2, operations: 3 };

function resourceOf(service: string, tenant = ""): ResourceRow {
  return { tenant, service, environment: "production", serviceVersion: "" } as ResourceRow;
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

test("environments and versions over the budget are folded; a service over its budget has no versions", () => {
  const budgets = createNameBudgets(() => 0, { services: 2, environments: 2, versions: 3 });
  const of = (service: string, environment: string, serviceVersion: string): number =>
    budgets.ofLog({ ...resourceOf(service), environment, serviceVersion });
  expect(of("cart", "production", "1")).toBe(0);
  expect(of("shop", "staging", "1")).toBe(0);
  expect(of("shop", "branch-1", "2")).toBe(foldedEnvironment);
  expect(of("shop", "production", "3")).toBe(foldedVersion);
  expect(of("shop", "branch-2", "3")).toBe(foldedEnvironment + foldedVersion);
  expect(of("pod-1", "staging", "9")).toBe(foldedService);
  expect(of("shop", "staging", "")).toBe(0);
  expect(budgets.folded).toEqual([
    { tenant: "", kind: "services", budget: 2, names: 1, items: 1 },
    { tenant: "", kind: "environments", budget: 2, names: 2, items: 2 },
    { tenant: "", kind: "versions", budget: 3, names: 1, items: 2 },
  ]);
});

describe("series", () => {
  const seriesLimits = { metrics: 2, series: 3 };
  function seriesOf(budgets: NameBudgets, name: string, hash: number, tenant = ""): number {
    return budgets.ofSeries({ resource: resourceOf("shop", tenant), name, hash: BigInt(hash) });
  }

  test("over the budget of series or of names are folded and counted; other tenants are not", () => {
    const budgets = createNameBudgets(() => 0, seriesLimits);
    expect([1, 2, 3, 4, 5, 4, 1].map((hash) => seriesOf(budgets, hash > 2 ? "b" : "a", hash))).toEqual([
      0,
      0,
      0,
      foldedSeries,
      foldedSeries,
      foldedSeries,
      0,
    ]);
    expect([6, 6].map((hash) => seriesOf(budgets, "c", hash))).toEqual([foldedMetric, foldedMetric]);
    expect(seriesOf(budgets, "c", 6, "bank")).toBe(0);
    expect(budgets.folded).toEqual([
      { tenant: "", kind: "metrics", budget: 2, names: 1, items: 2 },
      { tenant: "", kind: "series", budget: 3, names: 2, items: 3 },
    ]);
  });

  test("are known until a day has passed without them; then others take their places", () => {
    let now = 0;
    const budgets = createNameBudgets(() => now, seriesLimits);
    const day = (n: number, ...hashes: number[]): number[] => {
      now = n * dayMs;
      return hashes.map((hash) => seriesOf(budgets, "a", hash));
    };
    expect(day(0, 1, 2, 3)).toEqual([0, 0, 0]);
    expect(day(1, 4, 1, 2)).toEqual([foldedSeries, 0, 0]);
    expect(day(2, 3, 5, 1, 2)).toEqual([0, foldedSeries, 0, 0]);
    expect(day(9, 6, 7, 8, 1)).toEqual([0, 0, 0, foldedSeries]);
  });

  test("that are stored are known, even over the budget", () => {
    const budgets = createNameBudgets(() => 0, seriesLimits);
    budgets.know([1n, 2n, 3n, 4n].map((hash) => ({ tenant: "", metric: "a", hash, day: 0 })));
    expect([4, 5].map((hash) => seriesOf(budgets, "a", hash))).toEqual([0, foldedSeries]);
  });
});
