// Evidence about a type of transactions, for tests: seven steady days, and transactions that start now.
import type { TransactionDay, TransactionEvidence, TransactionPromise } from "contract";

const fromMs: number = Date.UTC(2026, 10, 20, 13, 48);
export const toMs: number = fromMs + 3_600_000;
const dayMs = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

export const range = { from: iso(fromMs), to: iso(toMs) };

/** @param ago how many days. */
export const dayOf = (ago: number, more: Partial<TransactionDay> = {}): TransactionDay => ({
  from: iso(fromMs - ago * dayMs),
  started: 4800,
  completed: 4512,
  failed: 144,
  abandoned: 144,
  startedInGap: 5,
  ...more,
});

export function evidenceOf(more: Partial<TransactionEvidence> = {}): TransactionEvidence {
  return {
    type: "purchase",
    services: ["storefront"],
    lastStarted: iso(toMs - 2_000),
    startedBefore: 4800,
    beforeMs: 3_600_000,
    busyShare: 1,
    days: [1, 2, 3, 4, 5, 6, 7].map((ago) => dayOf(ago)),
    promises: [],
    ...more,
  };
}

export const promiseOf = (more: Partial<TransactionPromise> = {}): TransactionPromise => ({
  kind: "alert",
  ruleId: "r-completion",
  name: "Purchase completion",
  content: {
    name: "Purchase completion",
    on: { transaction: "purchase", measure: "completion" },
    when: { below: 0.9 },
  },
  unit: "1",
  state: "ok",
  alertId: "a1",
  since: iso(fromMs - dayMs),
  severity: "page",
  evaluated: iso(toMs - 20_000),
  error: "",
  unknown: null,
  ...more,
});

export const objectiveOf = (target: number, more: Partial<TransactionPromise> = {}): TransactionPromise =>
  promiseOf({
    kind: "objective",
    name: "Purchases succeed",
    content: { name: "Purchases succeed", on: { transaction: "purchase", measure: "completion" }, target },
    ...more,
  });
