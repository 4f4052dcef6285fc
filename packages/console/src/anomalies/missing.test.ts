// Whose minutes are incomplete while data is late.
import { expect, test } from "vitest";
import type { LateSignal } from "../store/anomalies.ts";
import { missingBy } from "./missing.ts";
import type { SubjectKind } from "./subjects.ts";

const minute = 60_000;
const late: readonly LateSignal[] = [
  { tenant: "", service: "shop", signal: "spans", upToMs: 10 * minute, sends: [] },
  { tenant: "", service: "shop", signal: "metrics", upToMs: 10 * minute, sends: [] },
  {
    tenant: "",
    service: "shop",
    signal: "business",
    upToMs: 10 * minute,
    sends: [
      { kind: "transaction", name: "purchase" },
      { kind: "journey", name: "checkout" },
    ],
  },
  {
    tenant: "",
    service: "mail",
    signal: "business",
    upToMs: 5 * minute,
    sends: [{ kind: "transaction", name: "purchase" }],
  },
];
const isMissing = missingBy(late);
const at = (kind: SubjectKind, name: string, time: number, service = ""): boolean =>
  isMissing({ tenant: "", kind, service, environment: "", name }, time * minute);

test("a minute is incomplete from where data of its subject is missing on", () => {
  expect([at("service", "", 9, "shop"), at("service", "", 10, "shop")]).toEqual([false, true]);
  expect([at("operation", "POST /", 10, "shop"), at("operation", "POST /", 10, "mail")]).toEqual([
    true,
    false,
  ]);
  expect([at("metric", "stock", 10, "shop"), at("metric", "stock", 10, "mail")]).toEqual([true, false]);
});

test("transactions and funnels are incomplete from the oldest of the services that send their records on", () => {
  expect([at("transaction", "purchase", 4), at("transaction", "purchase", 5)]).toEqual([false, true]);
  expect([at("transaction", "checkout", 10), at("transaction", "refund", 10)]).toEqual([false, false]);
  expect([at("funnel", "checkout", 9), at("funnel", "checkout", 10), at("funnel", "purchase", 10)]).toEqual([
    false,
    true,
    false,
  ]);
});

test("a service beyond the budget of names may be any that is late", () => {
  expect([at("service", "", 9, "_OTHER"), at("service", "", 10, "_OTHER")]).toEqual([false, true]);
});

test("nothing is incomplete while nothing is late", () => {
  const subject = { tenant: "", kind: "service", service: "shop", environment: "", name: "" } as const;
  expect(missingBy([])(subject, 10 * minute)).toBe(false);
});
