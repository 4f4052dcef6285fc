import type { BusinessEvent } from "contract";
import { describe, expect, test } from "vitest";
import { toTransaction } from "./transaction.ts";

const blank: BusinessEvent = {
  uid: "",
  kind: "transaction",
  phase: "started",
  name: "purchase",
  entityId: "order-789",
  step: "",
  stepIndex: null,
  state: "",
  outcome: "",
  reason: "",
  amount: null,
  currency: "",
  user: "",
  session: "",
  timeNs: "0",
  durationMs: null,
  service: "",
  environment: "",
  traceId: "",
  spanId: "",
  attributes: {},
};
const at = (ms: number, event: Partial<BusinessEvent>): BusinessEvent => ({
  ...blank,
  timeNs: `${ms}000000`,
  ...event,
});
const paid = { attributes: { "payment.method": { type: "string", value: "card" } } } as const;

describe("toTransaction", () => {
  test("has the outcome of its end, and began its duration before the end without a start record", () => {
    const end = at(5000, {
      phase: "ended",
      outcome: "failed",
      reason: "card declined",
      durationMs: 1500,
      amount: "99.99",
      currency: "EUR",
      ...paid,
    });
    const transaction = toTransaction(
      [at(4000, { phase: "step", step: "authorised", traceId: "a" }), end],
      0,
      9000,
    );
    expect(transaction).toMatchObject({
      outcome: "failed",
      reason: "card declined",
      startNs: "3500000000",
      durationMs: 1500,
      amount: { currency: "EUR", amount: "99.99" },
      stepCount: 1,
      lastStep: "authorised",
      traceId: "a",
      ...paid,
    });
  });

  test("is open without an end, and has the latest known values", () => {
    const events = [
      at(1000, { user: "u1", service: "a", amount: "1", currency: "USD" }),
      at(2000, { phase: "step", service: "b", amount: "2", currency: "USD" }),
    ];
    expect(toTransaction(events, 0, 1e12)).toMatchObject({
      outcome: "open",
      durationMs: null,
      user: "u1",
      service: "b",
      amount: { currency: "USD", amount: "2" },
    });
  });

  test("of two ends has the person and the trace of the first that names them", () => {
    const events = [
      at(1000, { user: "u1" }),
      at(2000, { phase: "ended", outcome: "completed", user: "u2" }),
      at(3000, { phase: "ended", outcome: "failed", user: "u3", session: "s3", traceId: "c" }),
      at(4000, { phase: "step", user: "u4", session: "s4", traceId: "d" }),
    ];
    expect(toTransaction(events, 0, 9000)).toMatchObject({
      outcome: "completed",
      user: "u2",
      session: "s3",
      traceId: "c",
    });
  });

  test("is abandoned when its timeout has passed, not a millisecond earlier", () => {
    const events = [at(1000, {})];
    expect(toTransaction(events, 500, 1500).outcome).toBe("open");
    expect(toTransaction(events, 500, 1501)).toMatchObject({ outcome: "abandoned", reason: "timeout" });
  });

  test("counts its first end only", () => {
    const ends = [
      at(1, { phase: "ended", outcome: "completed" }),
      at(2, { phase: "ended", outcome: "failed" }),
    ];
    expect(toTransaction(ends, 0, 10).outcome).toBe("completed");
  });
});
