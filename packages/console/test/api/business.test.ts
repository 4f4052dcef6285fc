// Transactions, workflows and users on the real engine, against figures counted by hand.
import type {
  Transaction,
  TransactionRow,
  TransactionsResult,
  TransactionTypeResult,
  UserTimeline,
  Workflow,
  WorkflowRow,
  WorkflowsResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { allPages, at, attributes, event, hex, now, openApi, resource, type TestApi } from "./harness.ts";

const minute = 60_000;
const purchase = (
  entityId: string,
  phase: string,
  ms: number,
  more: Partial<BusinessEventRow> = {},
): BusinessEventRow =>
  event({ kind: "transaction", name: "purchase", entityId, phase, timeNs: at(ms), ...(more as object) });
const ended = (
  entityId: string,
  ms: number,
  outcome: string,
  durationMs: number,
  more: Partial<BusinessEventRow> = {},
): BusinessEventRow => purchase(entityId, "ended", ms, { outcome, durationMs, ...more });

/** Ended in this hour: 3 completed, 1 failed, 1 abandoned. Begun in it: those but o1, and o6, o7 which are open. */
const thisHour: readonly BusinessEventRow[] = [
  ended("o1", -59 * minute, "completed", 5 * minute, { amount: "0.1", currency: "EUR", userId: "u1" }),
  ended("o2", -30 * minute, "completed", 1000, { amount: "0.2", currency: "EUR", userId: "u2" }),
  // by another process, which got the same hand-off token: the earliest end counts
  ended("o2", -25 * minute, "failed", 5 * minute, { reason: "stock gone" }),
  ended("o3", -30 * minute, "completed", 3000, { amount: "99999999999999999999.999999999", currency: "USD" }),
  ended("o4", -20 * minute, "failed", 2000, {
    amount: "50",
    currency: "EUR",
    reason: "card declined",
    userId: "u1",
  }),
  purchase("o5", "started", -15 * minute),
  purchase("o5", "step", -14 * minute, {
    step: "address",
    stepIndex: 0,
    userId: "u1",
    attributes: attributes({ a: "1" }),
  }),
  purchase("o5", "step", -13 * minute, { step: "payment", stepIndex: 1 }),
  ended("o5", -5 * minute, "abandoned", 10 * minute, {
    reason: "left",
    attributes: attributes({ tier: "gold", n: 3n }),
    sessionId: "s9",
  }),
  purchase("o6", "started", -2 * minute, { userId: "u3" }),
  purchase("o7", "step", -1 * minute, { step: "address", stepIndex: 0 }),
];
/** The hour before: 1 completed, 1 failed; o1 began in it, and o8, whose end came an hour later than it, is of that end. */
const hourBefore: readonly BusinessEventRow[] = [
  ended("p1", -90 * minute, "completed", 4000, { amount: "10.50", currency: "EUR" }),
  ended("p2", -100 * minute, "failed", 2000, { reason: "timeout" }),
];

let api: TestApi;

beforeAll(async () => {
  const paid = event({
    kind: "workflow",
    name: "order",
    entityId: "w1",
    phase: "event",
    step: "paid",
    state: "paid",
    timeNs: at(-10 * minute),
  });
  api = await openApi((sink: RowSink) => {
    for (const row of thisHour.slice(0, 4)) sink.businessEvent(row);
    sink.businessEvent(paid);
    sink.identity({ tenant: "", sessionId: "s2", userId: "u1", seenMs: now - 1000 });
  });
  await api.write((sink) => {
    for (const row of [...thisHour, ...hourBefore, paid]) sink.businessEvent(row);
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "refund",
        entityId: "r1",
        phase: "started",
        timeNs: at(-50 * minute),
        resource: resource("desk"),
      }),
    );
    sink.definition({
      tenant: "",
      kind: "transaction",
      name: "refund",
      version: "1",
      steps: [],
      states: [],
      transitionsJson: "",
      timeoutMs: 10 * minute,
      service: "desk",
      seenMs: now,
    });
    for (const entityId of ["q1", "q2", "q3", "q4"]) {
      sink.businessEvent(
        event({
          kind: "transaction",
          name: "quote",
          entityId,
          phase: "ended",
          outcome: "completed",
          durationMs: 0,
          timeNs: at(-minute),
        }),
      );
      sink.businessEvent(
        event({
          kind: "workflow",
          name: "quote",
          entityId,
          phase: "event",
          state: "made",
          timeNs: at(-minute),
        }),
      );
    }
    sink.businessEvent(
      event({
        kind: "workflow",
        name: "order",
        entityId: "w1",
        phase: "started",
        step: "created",
        state: "created",
        timeNs: at(-100 * minute),
      }),
    );
    sink.businessEvent(
      event({
        kind: "workflow",
        name: "order",
        entityId: "w2",
        phase: "event",
        step: "paid",
        state: "paid",
        timeNs: at(-9 * minute),
      }),
    );
    sink.businessEvent(
      event({
        kind: "workflow",
        name: "order",
        entityId: "w2",
        phase: "ended",
        state: "shipped",
        timeNs: at(-8 * minute),
      }),
    );
    sink.businessEvent(
      event({
        kind: "journey",
        name: "shop",
        step: "home",
        sessionId: "s1",
        timeNs: at(-70 * minute),
        traceId: "home",
      }),
    );
    sink.businessEvent(
      event({ kind: "journey", name: "shop", step: "home", sessionId: "s2", timeNs: at(-70 * minute) }),
    );
    sink.identity({ tenant: "", sessionId: "s1", userId: "u1", seenMs: now - 1000 });
    sink.identity({ tenant: "", sessionId: "s2", userId: "u2", seenMs: now - 500 });
  });
});

afterAll(() => api.close());

describe("transactions", () => {
  test("have exact figures for the range and the one before, also where a record was stored twice", async () => {
    const { types, stepMs } = await api.get<TransactionsResult>("/api/transactions");
    expect(types.map(({ type }) => type).toSorted()).toEqual(["purchase", "quote", "refund"]);
    const figures = types.find(({ type }) => type === "purchase");
    expect(figures?.current).toEqual({
      started: 6,
      completed: 3,
      failed: 1,
      abandoned: 1,
      open: 2,
      completionRate: 0.6,
      amounts: [
        { currency: "EUR", amount: "0.3", transactions: 2 },
        { currency: "USD", amount: "99999999999999999999.999999999", transactions: 1 },
      ],
      // Of the completed ones: 1, 3 and 300 s.
      p50Ms: 3000,
      p95Ms: 300_000,
    });
    expect(figures?.previous).toEqual({
      started: 3,
      completed: 1,
      failed: 1,
      abandoned: 0,
      open: 0,
      completionRate: 0.5,
      amounts: [{ currency: "EUR", amount: "10.5", transactions: 1 }],
      p50Ms: 4000,
      p95Ms: 4000,
    });
    expect(stepMs).toBe(minute);
    expect(figures?.buckets).toHaveLength(60);
    const filled = figures?.buckets.filter(
      (bucket) => bucket.completed + bucket.failed + bucket.abandoned > 0,
    );
    expect(filled).toEqual([
      { time: "2026-11-20T13:49:00.000Z", completed: 1, failed: 0, abandoned: 0 },
      { time: "2026-11-20T14:18:00.000Z", completed: 2, failed: 0, abandoned: 0 },
      { time: "2026-11-20T14:28:00.000Z", completed: 0, failed: 1, abandoned: 0 },
      { time: "2026-11-20T14:43:00.000Z", completed: 0, failed: 0, abandoned: 1 },
    ]);
  });

  test("have types that can be paged, the busiest first", async () => {
    const all = await api.get<TransactionsResult>("/api/transactions");
    expect(all.nextCursor).toBeNull();
    const paged: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: TransactionsResult = await api.get(`/api/transactions?limit=1&cursor=${cursor}`);
      paged.push(...page.types.map(({ type }) => type));
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all.types.map(({ type }) => type));
  });

  test("that were silent for longer than their type allows were abandoned", async () => {
    const { summary, items, reasons } = await api.get<TransactionTypeResult>("/api/transactions/refund");
    expect(summary.current).toMatchObject({ started: 1, abandoned: 1, open: 0, completionRate: 0 });
    expect(items).toMatchObject([
      { id: "r1", outcome: "abandoned", reason: "timeout", durationMs: null, amount: null, service: "desk" },
    ]);
    expect(reasons).toEqual([{ outcome: "abandoned", reason: "timeout", count: 1, people: 0, lost: [] }]);
    expect(await api.get<Transaction>("/api/transactions/refund/r1")).toMatchObject({
      outcome: "abandoned",
      reason: "timeout",
    });
  });

  test("are listed by their start, the latest first", async () => {
    const { items, reasons } = await api.get<TransactionTypeResult>("/api/transactions/purchase");
    expect(items.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      "o7 open",
      "o6 open",
      "o5 abandoned",
      "o4 failed",
      "o2 completed",
      "o3 completed",
      "o1 completed",
    ]);
    expect(items[2]).toEqual({
      type: "purchase",
      id: "o5",
      outcome: "abandoned",
      reason: "left",
      user: "u1",
      amount: null,
      startNs: at(-15 * minute).toString(),
      durationMs: 10 * minute,
      stepCount: 2,
      lastStep: "payment",
      service: "shop",
      traceId: "",
    } satisfies TransactionRow);
    expect(items[5]?.amount).toEqual({ currency: "USD", amount: "99999999999999999999.999999999" });
    expect(reasons).toEqual([
      { outcome: "abandoned", reason: "left", count: 1, people: 1, lost: [] },
      {
        outcome: "failed",
        reason: "card declined",
        count: 1,
        people: 1,
        lost: [{ currency: "EUR", amount: "50" }],
      },
    ]);
  });

  test.each([
    ["outcome=open", ["o7", "o6"]],
    ["outcome=failed", ["o4"]],
    ["user=u1", ["o5", "o4", "o1"]],
    ["search=O6", ["o6"]],
    ["search=%25", []],
    ["from=-2h&to=-1h", ["o1", "p1", "p2"]],
  ])("with %s", async (query, expected) => {
    const { items } = await api.get<TransactionTypeResult>(`/api/transactions/purchase?${query}`);
    expect(items.map(({ id }) => id)).toEqual(expected);
  });

  test(
    "are paged without gaps or duplicates, even if they began at the same time",
    { tags: ["extended"] },
    async () => {
      for (const limit of [1, 3]) {
        const quotes = await allPages<TransactionRow>(api, `/api/transactions/quote?limit=${limit}`);
        expect(quotes.items.map(({ id }) => id)).toEqual(["q4", "q3", "q2", "q1"]);
        const purchases = await allPages<TransactionRow>(api, `/api/transactions/purchase?limit=${limit}`);
        expect(purchases.items).toHaveLength(7);
      }
    },
  );

  test("one has all its records", async () => {
    const one = await api.get<Transaction>("/api/transactions/purchase/o5");
    expect(one).toMatchObject({
      outcome: "abandoned",
      startNs: at(-15 * minute).toString(),
      stepCount: 2,
      lastStep: "payment",
      session: "s9",
      user: "u1",
    });
    expect(one.attributes).toEqual({
      n: { type: "int", value: "3" },
      tier: { type: "string", value: "gold" },
    });
    expect(one.events.map(({ phase, step, stepIndex }) => [phase, step, stepIndex])).toEqual([
      ["started", "", null],
      ["step", "address", 0],
      ["step", "payment", 1],
      ["ended", "", null],
    ]);
    expect((await api.get<Transaction>("/api/transactions/purchase/o1")).events).toHaveLength(1);
    await expect(api.get("/api/transactions/purchase/nobody")).rejects.toMatchObject({
      status: 404,
      code: "TRANSACTION_UNKNOWN",
    });
  });
});

describe("workflows", () => {
  test("are listed by their last event, with all they did before the range", async () => {
    const result = await api.get<WorkflowsResult>("/api/workflows?type=order");
    expect(result.items).toEqual([
      {
        type: "order",
        id: "w2",
        state: "shipped",
        ended: true,
        eventCount: 1,
        startNs: at(-9 * minute).toString(),
        lastNs: at(-8 * minute).toString(),
        durationMs: minute,
        averageIntervalMs: null,
        stuck: false,
        beganBefore: false,
      },
      {
        type: "order",
        id: "w1",
        state: "paid",
        ended: false,
        eventCount: 1,
        startNs: at(-100 * minute).toString(),
        lastNs: at(-10 * minute).toString(),
        durationMs: 90 * minute,
        averageIntervalMs: null,
        stuck: false,
        beganBefore: false,
      },
    ] satisfies WorkflowRow[]);
    expect(result.states).toEqual([
      { type: "order", state: "paid", count: 1 },
      { type: "order", state: "shipped", count: 1 },
    ]);
  });

  test("are paged without gaps or duplicates, even if their last events have the same time", async () => {
    const { items } = await allPages<WorkflowRow>(api, "/api/workflows?limit=1");
    expect(items.map(({ id }) => id)).toEqual(["q4", "q3", "q2", "q1", "w2", "w1"]);
  });

  test("one has all its events, each once", async () => {
    const one = await api.get<Workflow>("/api/workflows/order/w1");
    expect(one).toMatchObject({ state: "paid", ended: false, eventCount: 1 });
    expect(one.events.map(({ phase, step }) => [phase, step])).toEqual([
      ["started", "created"],
      ["event", "paid"],
    ]);
    await expect(api.get("/api/workflows/order/nobody")).rejects.toMatchObject({
      status: 404,
      code: "WORKFLOW_UNKNOWN",
    });
  });
});

describe("a user", () => {
  test("has all their records, including those of sessions that became theirs, oldest first", async () => {
    const timeline = await api.get<UserTimeline>("/api/users/u1");
    expect(timeline.sessions).toEqual(["s1"]);
    expect(timeline.events.map(({ kind, entityId, step }) => `${kind} ${entityId}${step}`)).toEqual([
      "journey home",
      "transaction o1",
      "transaction o4",
      "transaction o5address",
    ]);
    expect(timeline.events[0]?.traceId).toBe(hex("home", 16));
    expect([timeline.traceCount, timeline.truncated]).toEqual([1, false]);
  });

  test("owns a session that was seen with them last", async () => {
    expect((await api.get<UserTimeline>("/api/users/u2")).sessions).toEqual(["s2"]);
  });

  test("that is unknown has an empty timeline", async () => {
    expect(await api.get("/api/users/nobody")).toEqual({
      id: "nobody",
      truncatedSessions: false,
      sessions: [],
      events: [],
      traceCount: 0,
      truncated: false,
      nextCursor: null,
    });
  });

  test("has pages, the newest first", async () => {
    const whole = await api.get<UserTimeline>("/api/users/u1");
    const pages: UserTimeline[] = [];
    for (let cursor: string | null = ""; cursor !== null; cursor = pages.at(-1)!.nextCursor)
      pages.push(await api.get<UserTimeline>(`/api/users/u1?limit=1&cursor=${cursor}`));
    expect(pages.map(({ events, truncated }) => [events.length, truncated])).toEqual([
      [1, true],
      [1, true],
      [1, true],
      [1, false],
    ]);
    expect(pages.toReversed().flatMap(({ events }) => events)).toEqual(whole.events);
  });
});
