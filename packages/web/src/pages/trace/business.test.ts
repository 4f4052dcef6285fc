import type { BusinessEvent, WorkflowStep } from "contract";
import { expect, test } from "vitest";

import { judgeWorkflow, outcomeWords, toBusiness } from "./business.ts";

const event = (part: Partial<BusinessEvent>): BusinessEvent => ({
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
  timeNs: "1",
  durationMs: null,
  service: "checkout",
  environment: "",
  traceId: "",
  spanId: "",
  attributes: {},
  ...part,
});

test("later records win and keep what earlier ones said", () => {
  const { transactions } = toBusiness({
    businessEvents: [
      event({ timeNs: "30", phase: "ended", outcome: "completed" }),
      event({ timeNs: "9", amount: "99.99", currency: "EUR", user: "u1" }),
    ],
  });
  expect(transactions).toEqual([
    {
      type: "purchase",
      id: "order-789",
      outcome: "completed",
      reason: "",
      amount: { amount: "99.99", currency: "EUR" },
      user: "u1",
    },
  ]);
});

test("a transaction ends once, with the reason of its first end", () => {
  const { transactions } = toBusiness({
    businessEvents: [
      event({ timeNs: "3", phase: "ended", outcome: "failed", reason: "declined" }),
      event({ timeNs: "4", phase: "step", reason: "retry" }),
      event({ timeNs: "5", phase: "ended", outcome: "completed" }),
      event({ timeNs: "1", entityId: "order-790", phase: "ended", outcome: "completed" }),
      event({ timeNs: "2", entityId: "order-790", phase: "ended", outcome: "failed", reason: "late" }),
    ],
  });
  expect(transactions).toMatchObject([
    { id: "order-790", outcome: "completed", reason: "" },
    { id: "order-789", outcome: "failed", reason: "declined" },
  ]);
});

test("the trace says only that a transaction has not ended in it: it may have ended in another one", () => {
  const [transaction] = toBusiness({ businessEvents: [event({ phase: "step" })] }).transactions;
  expect(outcomeWords(transaction!)).toBe("not ended in this trace");
  expect(outcomeWords({ outcome: "abandoned" })).toBe("abandoned");
});

test("a transaction without an end is open; journeys keep their steps in order", () => {
  const { transactions, journeys } = toBusiness({
    businessEvents: [
      event({}),
      event({
        kind: "journey",
        phase: "step",
        name: "checkout",
        entityId: "",
        step: "payment",
        stepIndex: 3,
        session: "s1",
        timeNs: "2",
      }),
      event({
        kind: "journey",
        phase: "step",
        name: "checkout",
        entityId: "",
        step: "payment",
        stepIndex: 3,
        timeNs: "3",
      }),
      event({
        kind: "journey",
        phase: "step",
        name: "checkout",
        entityId: "",
        step: "done",
        stepIndex: 4,
        timeNs: "4",
      }),
    ],
  });
  expect(transactions[0]!.outcome).toBe("open");
  expect(journeys).toEqual([
    {
      name: "checkout",
      person: "s1",
      steps: [
        { name: "payment", index: 3 },
        { name: "done", index: 4 },
      ],
      abandoned: false,
    },
  ]);
});

const step = (part: Partial<WorkflowStep>): WorkflowStep => ({
  event: "paid",
  from: "created",
  to: "paid",
  timeNs: "2",
  sinceMs: null,
  illegal: false,
  beganBefore: false,
  ...part,
});

test.each([
  ["what is legal has no mark", [step({})], undefined],
  [
    "a first event that is not the beginning began before",
    [step({ from: "", beganBefore: true })],
    { kind: "beganBefore", to: "paid" },
  ],
  [
    "an illegal step of this trace says more than that",
    [
      step({ from: "", timeNs: "1", to: "shipped", beganBefore: true }),
      step({ from: "shipped", illegal: true }),
    ],
    { kind: "illegal", from: "shipped", to: "paid" },
  ],
  [
    "an illegal step of another trace is shown there",
    [step({ from: "", to: "created", timeNs: "1" }), step({}), step({ timeNs: "9", illegal: true })],
    undefined,
  ],
])("workflows: %s", (_what, steps, verdict) => {
  const [workflow] = toBusiness({
    businessEvents: [
      event({
        kind: "workflow",
        phase: "event",
        name: "order",
        entityId: "order-789",
        step: "paid",
        state: "paid",
        timeNs: "2",
      }),
      event({ kind: "workflow", phase: "ended", name: "order", entityId: "order-789", timeNs: "3" }),
    ],
  }).workflows;
  expect(workflow).toMatchObject({ type: "order", id: "order-789", state: "paid" });
  expect(judgeWorkflow(workflow!, { steps, beganBefore: steps[0]!.beganBefore })).toEqual(verdict);
});
