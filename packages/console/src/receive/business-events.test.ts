import { expect, test } from "vitest";
import { attributes, idBytes, makeLog, makeLogs, nowMs, nowNs } from "../../test/support/messages.ts";
import { createMemoryWriter } from "../../test/support/memory-writer.ts";
import { createIntake } from "./intake.ts";
import { localSender } from "./sender.ts";

type Values = Parameters<typeof attributes>[0];

async function take(eventName: string, values: Values) {
  const writer = createMemoryWriter();
  const intake = createIntake(writer, () => nowMs);
  const log = makeLog({
    eventName,
    attributes: attributes(values),
    body: null,
    traceId: idBytes("5b8efff798038103d269b633813fc60c"),
    spanId: idBytes("eee19b7ec3c1b174"),
  });
  const outcome = await intake.logs(makeLogs([log]), 100, localSender);
  return { ...writer.rows, outcome, counts: intake.counts };
}

test("a transaction's end fills the columns; the user's attributes stay", async () => {
  const { businessEvents, logs, identities, counts } = await take("telltale.transaction.ended", {
    "log.record.uid": "00000000000000000000000000000001",
    "user.id": "u1",
    "session.id": "s1",
    "telltale.transaction.type": "purchase",
    "telltale.transaction.id": "order-789",
    "telltale.transaction.amount": "99.99",
    "telltale.transaction.currency": "USD",
    "telltale.transaction.outcome": "failed",
    "telltale.transaction.reason": "card declined",
    "telltale.transaction.duration_ms": 12.5,
    "payment.method": "card",
  });
  expect(logs).toHaveLength(1);
  expect(businessEvents).toMatchObject([
    {
      kind: "transaction",
      phase: "ended",
      name: "purchase",
      entityId: "order-789",
      userId: "u1",
      sessionId: "s1",
      timeNs: nowNs,
      step: "",
      stepIndex: -1,
      state: "",
      fromState: "",
      outcome: "failed",
      reason: "card declined",
      amount: "99.99",
      currency: "USD",
      durationMs: 12.5,
      traceId: idBytes("5b8efff798038103d269b633813fc60c"),
      attributes: attributes({ "payment.method": "card" }),
      uid: "00000000000000000000000000000001",
    },
  ]);
  expect(identities).toEqual([{ tenant: "", sessionId: "s1", userId: "u1", seenMs: nowMs }]);
  expect([counts.received.businessEvents, counts.stored.businessEvents]).toEqual([1, 1]);
});

test("a step of a funnel has its index; without a uid the record's identity serves", async () => {
  const { businessEvents, logs, identities } = await take("telltale.journey.step", {
    "telltale.journey.name": "signup",
    "telltale.journey.step": "form",
    "telltale.journey.step_index": 1n,
    "telltale.journey.previous_step": "landing",
    "session.id": "s1",
  });
  expect(businessEvents).toMatchObject([
    {
      kind: "journey",
      phase: "step",
      name: "signup",
      step: "form",
      stepIndex: 1,
      entityId: "",
      userId: "",
      durationMs: NaN,
      amount: undefined,
      uid: logs[0]!.identity.toString(16).padStart(16, "0"),
    },
  ]);
  expect(businessEvents[0]!.attributes).toEqual(attributes({ "telltale.journey.previous_step": "landing" }));
  expect(identities).toEqual([]);
});

test("a workflow's event has state and the state before", async () => {
  const { businessEvents } = await take("telltale.workflow.event", {
    "telltale.workflow.type": "order",
    "telltale.workflow.id": "order-789",
    "telltale.workflow.event": "paid",
    "telltale.workflow.state": "paid",
    "telltale.workflow.from_state": "created",
    "telltale.workflow.illegal": true,
  });
  expect(businessEvents).toMatchObject([
    {
      kind: "workflow",
      phase: "event",
      name: "order",
      entityId: "order-789",
      step: "paid",
      state: "paid",
      fromState: "created",
      attributes: attributes({ "telltale.workflow.illegal": true }),
    },
  ]);
});

test("an interaction is with a customer and has a result and a value", async () => {
  const { businessEvents } = await take("telltale.interaction.ended", {
    "telltale.interaction.type": "support chat",
    "telltale.interaction.result": "solved",
    "telltale.interaction.value": 12n,
    "telltale.interaction.currency": "EUR",
    "telltale.interaction.duration_ms": 5n,
    "customer.id": "c1",
  });
  expect(businessEvents).toMatchObject([
    {
      kind: "interaction",
      phase: "ended",
      name: "support chat",
      outcome: "solved",
      amount: "12",
      currency: "EUR",
      durationMs: 5,
      userId: "c1",
      attributes: attributes({ "customer.id": "c1" }),
    },
  ]);
});

test("a definition becomes one", async () => {
  const values = new Map<string, never>(
    Object.entries({
      "telltale.definition.kind": "workflow",
      "telltale.definition.name": "order",
      "telltale.definition.version": "0badcafe",
      "telltale.definition.states": ["created", "paid"],
      "telltale.definition.transitions": '{"created":["paid"]}',
      "telltale.definition.timeout_ms": 60000n,
    }) as never,
  );
  const writer = createMemoryWriter();
  await createIntake(writer, () => nowMs).logs(
    makeLogs([makeLog({ eventName: "telltale.definition", attributes: values })]),
    1,
    localSender,
  );
  expect(writer.rows.definitions).toEqual([
    {
      tenant: "",
      kind: "workflow",
      name: "order",
      version: "0badcafe",
      steps: [],
      states: ["created", "paid"],
      transitionsJson: '{"created":["paid"]}',
      timeoutMs: 60000,
      service: "shop",
      seenMs: nowMs,
    },
  ]);
  expect(writer.rows.businessEvents).toEqual([]);
  expect(writer.rows.logs).toHaveLength(1);
});

const declared: Values = {
  "telltale.definition.kind": "catalog.attribute",
  "telltale.definition.name": "order.id",
  "telltale.definition.catalog": "shop",
  "telltale.definition.catalog_version": "1.2.0",
  "telltale.definition.content": '{"name":"order.id","type":"string"}',
  "telltale.definition.source": "src/catalog.ts:12:3",
};

async function receiveDefinition(values: Values) {
  const writer = createMemoryWriter();
  const outcome = await createIntake(writer, () => nowMs).logs(
    makeLogs([makeLog({ eventName: "telltale.definition", attributes: attributes(values) })]),
    1,
    localSender,
  );
  return { rows: writer.rows, outcome };
}

test("what a catalog declares becomes a definition with its content", async () => {
  const { rows } = await receiveDefinition(declared);
  expect(rows.definitions).toMatchObject([
    {
      kind: "catalog.attribute",
      name: "order.id",
      catalog: {
        name: "shop",
        version: "1.2.0",
        content: '{"name":"order.id","type":"string"}',
        source: "src/catalog.ts:12:3",
      },
    },
  ]);
});

test.each([
  ["x".repeat(16 << 10), "is not a JSON object"],
  ["[]", "is not a JSON object"],
  [`{"a":"${"é".repeat(8190)}"}`, "has more than 16384 bytes"],
])("keeps a definition with unusable content as a log record only", async (content, reason) => {
  const { rows, outcome } = await receiveDefinition({ ...declared, "telltale.definition.content": content });
  expect(rows.definitions).toEqual([]);
  expect(rows.logs).toHaveLength(1);
  expect(outcome).toMatchObject({ errorMessage: expect.stringContaining(reason) as string });
});

test.each<[string, Values, string]>([
  [
    "telltale.transaction.ended",
    { "telltale.transaction.type": "purchase" },
    "telltale.transaction.id is missing",
  ],
  ["telltale.journey.step", { "telltale.journey.name": "signup" }, "telltale.journey.step is missing"],
  ["telltale.workflow.ended", { "telltale.workflow.id": "order-789" }, "telltale.workflow.type is missing"],
])(
  "%s that lacks what it needs stays a log record, and its sender gets a warning",
  async (eventName, values, reason) => {
    const { businessEvents, logs, outcome, counts } = await take(eventName, values);
    expect(businessEvents).toEqual([]);
    expect(logs).toHaveLength(1);
    expect(outcome).toEqual({
      rejected: 0n,
      errorMessage: `1 business events kept as log records only: ${reason}`,
    });
    expect([counts.received.businessEvents, counts.rejected.businessEvents]).toEqual([1, 1]);
  },
);

test.each(["telltale.future.thing", "telltale.", "shop.order", "telltale.transaction.paused"])(
  "%s is a log record and nothing more",
  async (eventName) => {
    const { businessEvents, logs, outcome } = await take(eventName, {});
    expect(businessEvents).toEqual([]);
    expect(logs).toHaveLength(1);
    expect(outcome.errorMessage).toBe("");
  },
);

test("an event emitted outside any workflow is not a business row, and no mistake", async () => {
  const { businessEvents, outcome, counts } = await take("telltale.workflow.event", {
    "telltale.workflow.event": "paid",
  });
  expect(businessEvents).toEqual([]);
  expect(outcome.errorMessage).toBe("");
  expect(counts.received.businessEvents).toBe(0);
});

test("an amount that cannot be read stays as it was sent", async () => {
  const { businessEvents } = await take("telltale.transaction.ended", {
    "telltale.transaction.type": "purchase",
    "telltale.transaction.id": "order-789",
    "telltale.transaction.amount": "a lot",
  });
  expect(businessEvents).toMatchObject([
    { amount: undefined, attributes: attributes({ "telltale.transaction.amount": "a lot" }) },
  ]);
});

test("an interaction fills its columns and keeps what a timeline shows", async () => {
  const { businessEvents } = await take("telltale.interaction.ended", {
    "telltale.interaction.type": "support chat",
    "telltale.interaction.channel": "chat",
    "telltale.interaction.tier": "gold",
    "telltale.interaction.result": "solved",
    "telltale.interaction.satisfaction": 4n,
    "telltale.interaction.value": "20.50",
    "telltale.interaction.revenue_impact": "-3.10",
    "telltale.interaction.currency": "EUR",
    "customer.id": "c1",
  });
  expect(businessEvents).toMatchObject([
    {
      name: "support chat",
      channel: "chat",
      tier: "gold",
      outcome: "solved",
      satisfaction: 4,
      amount: "20.5",
      revenueImpact: "-3.1",
      currency: "EUR",
      userId: "c1",
    },
  ]);
  expect(businessEvents[0]?.attributes.get("telltale.interaction.channel")).toBe("chat");
});

test("an interaction that says nothing of itself has no figures", async () => {
  const { businessEvents } = await take("telltale.interaction.ended", {
    "telltale.interaction.type": "call",
    "telltale.interaction.satisfaction": "high",
    "telltale.interaction.revenue_impact": "much",
  });
  expect(businessEvents).toMatchObject([
    { channel: "", satisfaction: NaN, amount: undefined, revenueImpact: undefined },
  ]);
});

test("illegal transitions and time-outs have columns of their own", async () => {
  const workflow = await take("telltale.workflow.event", {
    "telltale.workflow.type": "order",
    "telltale.workflow.id": "o-1",
    "telltale.workflow.event": "shipped",
    "telltale.workflow.illegal": true,
  });
  expect(workflow.businessEvents).toMatchObject([{ illegal: true, timeoutMs: 0 }]);
  const transaction = await take("telltale.transaction.started", {
    "telltale.transaction.type": "purchase",
    "telltale.transaction.id": "o-1",
    "telltale.transaction.timeout_ms": 60_000n,
  });
  expect(transaction.businessEvents).toMatchObject([{ illegal: false, timeoutMs: 60_000 }]);
});
