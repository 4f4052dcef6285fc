// Time-outs of transactions: counted from the start, by the instance's own, else by its type's, on the real engine.
import type { Transaction, TransactionTypeResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BusinessEventRow } from "../../src/store/rows.ts";
import { at, attributes, event, now, openApi, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

function record(
  entityId: string,
  phase: string,
  ms: number,
  more: Partial<BusinessEventRow> = {},
): BusinessEventRow {
  const timeout = more.timeoutMs ?? 0;
  return event({
    kind: "transaction",
    name: "booking",
    entityId,
    phase,
    timeNs: at(ms),
    attributes: timeout > 0 ? attributes({ "telltale.transaction.timeout_ms": BigInt(timeout) }) : new Map(),
    ...(more as object),
  });
}

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    sink.definition({
      tenant: "",
      kind: "transaction",
      name: "booking",
      version: "1",
      steps: [],
      states: [],
      transitionsJson: "",
      timeoutMs: 10 * minute,
      service: "shop",
      seenMs: now,
    });
    const rows = [
      record("by type", "started", -30 * minute),
      record("busy", "started", -30 * minute), // its last step does not prolong it
      record("busy", "step", -minute, { step: "paid" }),
      record("own, longer", "started", -30 * minute, { timeoutMs: 40 * minute }),
      record("own, shorter", "started", -5 * minute, { timeoutMs: 2 * minute }),
      record("late", "started", -30 * minute),
      record("late", "ended", -2 * minute, { outcome: "completed", durationMs: 28 * minute }),
      record("young", "started", -9 * minute),
    ];
    for (const row of rows) sink.businessEvent(row);
  });
});
afterAll(() => api.close());

test("what is open longer than it may is abandoned; an end that came after all counts", async () => {
  const { items, summary, reasons } = await api.get<TransactionTypeResult>("/api/transactions/booking");
  const outcomes = Object.fromEntries(items.map(({ id, outcome, reason }) => [id, [outcome, reason]]));
  expect(outcomes).toEqual({
    "by type": ["abandoned", "timeout"],
    busy: ["abandoned", "timeout"],
    "own, longer": ["open", ""],
    "own, shorter": ["abandoned", "timeout"],
    late: ["completed", ""],
    young: ["open", ""],
  });
  expect(summary.current).toMatchObject({ started: 6, completed: 1, abandoned: 3, open: 2 });
  expect(reasons).toEqual([{ outcome: "abandoned", reason: "timeout", count: 3, people: 0, lost: [] }]);
  const bucket = summary.buckets.find(({ time }) => time === "2026-11-20T14:28:00.000Z");
  expect(bucket?.abandoned).toBe(2); // ten minutes after their start
});

test.each([
  ["busy", "abandoned"],
  ["own, longer", "open"],
  ["own, shorter", "abandoned"],
  ["late", "completed"],
])("%s by itself is %s, too", async (id, outcome) => {
  const path = `/api/transactions/booking/${encodeURIComponent(id)}`;
  expect((await api.get<Transaction>(path)).outcome).toBe(outcome);
});
