// One type of transaction by its attributes, its list by conditions, and what happened in the traces of one, on the real engine.
import type {
  Activity,
  DiffersResult,
  TransactionGroup,
  TransactionGroupsResult,
  TransactionTypeResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BusinessEventRow, RowSink } from "../../src/store/rows.ts";
import { at, attributes, event, hex, log, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;

/** Ended by `ms`; with the tier, unless it is empty. */
function order(id: string, ms: number, tier: string, more: Partial<BusinessEventRow> = {}): BusinessEventRow {
  return event({
    kind: "transaction",
    name: "purchase",
    entityId: id,
    phase: "ended",
    outcome: "completed",
    durationMs: 1000,
    timeNs: at(ms),
    attributes: attributes({ ...(tier !== "" && { tier }), items: 2n }),
    ...(more as object),
  });
}

const euros = (amount: string): Partial<BusinessEventRow> => ({ amount, currency: "EUR" });
const rows: readonly BusinessEventRow[] = [
  order("o1", -50 * minute, "gold", euros("10.50")),
  order("o2", -40 * minute, "gold", { ...euros("20"), durationMs: 3000 }),
  order("o3", -30 * minute, "gold", { outcome: "failed", reason: "card declined", durationMs: 9000 }),
  order("o4", -30 * minute, "plus", euros("5")),
  order("o5", -20 * minute, "plus", { outcome: "abandoned", reason: "left", resource: resource("desk") }),
  order("o6", -10 * minute, "free", { amount: "7", currency: "USD", userId: "u6" }),
  order("o7", -10 * minute, ""),
];

let api: TestApi;

beforeAll(async () => {
  api = await openApi((sink: RowSink) => sink.businessEvent(rows[0]!));
  await api.write((sink) => {
    for (const row of rows) sink.businessEvent(row);
    const lease = { kind: "transaction", name: "lease" } as const;
    sink.definition({
      tenant: "",
      ...lease,
      timeoutMs: 100 * minute,
      version: "1",
      steps: [],
      states: [],
      transitionsJson: "",
      service: "shop",
      seenMs: now,
    });
    sink.businessEvent(event({ ...lease, entityId: "l1", phase: "started", timeNs: at(-135 * minute) }));
    for (const index of [1, 2, 3, 4, 5, 6]) {
      const name = "subscription";
      const dollars = { amount: "9", currency: "USD", outcome: "abandoned", reason: "left" };
      sink.businessEvent(order(`left-${index}`, -20 * minute, "", { name, ...dollars }));
      if (index < 5) sink.businessEvent(order(`paid-${index}`, -20 * minute, "", { name, ...euros("10") }));
    }
    const step = { kind: "transaction", name: "purchase", entityId: "o3", step: "authorised" } as const;
    sink.businessEvent(
      event({ ...step, timeNs: at(-31 * minute), traceId: "paying", userId: "u1", sessionId: "s1" }),
    );
    sink.businessEvent(event({ ...step, step: "sent", timeNs: at(-26 * minute), traceId: "sending" }));
    sink.businessEvent(
      event({ kind: "journey", name: "shop", step: "checkout", timeNs: at(-11 * minute), userId: "u6" }),
    );
    const paying = { traceId: "paying", name: "POST /pay", durationNs: 120_000_000n } as const;
    sink.span(span({ ...paying, spanId: "a", status: 2, startNs: at(-31 * minute - 50) }));
    sink.span(span({ traceId: "sending", spanId: "b", name: "send order", startNs: at(-26 * minute) }));
    sink.log(log({ traceId: "sending", timeNs: at(-26 * minute), body: "queued", identity: 1n }));
    sink.log(log({ traceId: "paying", timeNs: at(-31 * minute), body: "no answer", identity: 2n }));
    sink.log(log({ traceId: "other", timeNs: at(-31 * minute), body: "elsewhere", identity: 3n }));
    sink.log(
      log({
        traceId: "paying",
        spanId: "a",
        timeNs: at(-31 * minute),
        eventName: "exception",
        identity: 4n,
        attributes: attributes({ "exception.type": "DeclinedError", "exception.message": "declined" }),
      }),
    );
  });
});

afterAll(() => api.close());

const groupsOf = (query: string): Promise<TransactionGroupsResult> =>
  api.get<TransactionGroupsResult>(`/api/transaction-groups/purchase?${query}`);
const totals = ({ kind, value, total }: TransactionGroup): unknown[] => [
  kind === "value" ? value : kind,
  total.completed,
  total.failed,
  total.abandoned,
  total.amount,
];

describe("groups of transactions", () => {
  test("have outcomes, amounts of one currency and durations, those with most transactions first", async () => {
    const { groups, keys, currency, by } = await groupsOf("by=tier");
    expect([by, currency]).toEqual(["tier", "EUR"]);
    expect(keys).toEqual(expect.arrayContaining(["tier", "items", "service.name"]));
    expect(groups.map(totals)).toEqual([
      ["gold", 2, 1, 0, 30.5],
      ["plus", 1, 0, 1, 5],
      ["absent", 1, 0, 0, null],
      ["free", 1, 0, 0, null],
    ]);
    // Of 1 and 3 s; failed and abandoned ones do not count.
    expect(groups[0]?.total).toMatchObject({ p50Ms: 1000, p95Ms: 3000 });
    expect(groups[1]?.total.p95Ms).toBe(1000);
  });

  test("beyond the limit are one group, and buckets add up to the totals", async () => {
    const { groups } = await groupsOf("by=tier&limit=1");
    expect(groups.map(totals)).toEqual([
      ["gold", 2, 1, 0, 30.5],
      ["other", 3, 0, 1, 5],
    ]);
    for (const { total, buckets } of groups)
      for (const key of ["completed", "failed", "abandoned"] as const)
        expect(buckets.reduce((sum, bucket) => sum + bucket[key], 0)).toBe(total[key]);
  });

  test("without an attribute are one group, by an attribute of the process those of the process", async () => {
    expect((await groupsOf("")).groups.map(totals)).toEqual([["all", 5, 1, 1, 35.5]]);
    expect((await groupsOf("by=service.name")).groups.map(({ value }) => value)).toEqual(["shop", "desk"]);
  });

  test.each([
    ["filter=tier=free", "USD", 7],
    ["filter=person%20did%20checkout", "USD", 7],
    ["filter=tier=plus&by=tier", "EUR", 5],
    ["filter=tier=none", "", undefined],
  ])("under %s have the currency of those that count", async (query, currency, amount) => {
    const found = await groupsOf(query);
    expect([found.currency, found.groups[0]?.total.amount]).toEqual([currency, amount]);
  });

  test.each(["", "by=tier", "filter=service=shop"])(
    "have the currency of most completed ones, whatever was abandoned: %s",
    async (query) => {
      const path = `/api/transaction-groups/subscription?${query}`;
      const { currency, groups } = await api.get<TransactionGroupsResult>(path);
      expect([currency, ...groups.map(({ total }) => total.amount)]).toEqual(["EUR", 40]);
    },
  );

  test("need an attribute of at most 4,096 characters, and 1 to 20 groups", async () => {
    await expect(groupsOf("limit=0")).rejects.toMatchObject({ code: "BAD_PARAMETER" });
    await expect(groupsOf(`by=${"x".repeat(5000)}`)).rejects.toMatchObject({ code: "BAD_PARAMETER" });
  });
});

test("one that its timeout ended in the range counts in figures, list, reasons and groups alike", async () => {
  const { summary, items, reasons } = await api.get<TransactionTypeResult>("/api/transactions/lease");
  const { groups } = await api.get<TransactionGroupsResult>("/api/transaction-groups/lease");
  expect(summary.current).toMatchObject({ started: 0, abandoned: 1 });
  expect(items).toMatchObject([{ id: "l1", outcome: "abandoned" }]);
  expect(reasons).toEqual([{ outcome: "abandoned", reason: "timeout", count: 1, people: 0, lost: [] }]);
  expect(groups.map(totals)).toEqual([["all", 0, 0, 1, null]]);
});

describe("the list of one type", () => {
  test.each([
    ["where=tier=gold", ["o3", "o2", "o1"]],
    ["filter=tier!=gold&where=tier%20exists", ["o6", "o5", "o4"]],
    ["filter=!tier%20exists", ["o7"]],
    ["where=items>2", []],
    ["filter=service=desk", ["o5"]],
    ["minAmount=7&maxAmount=10.5", ["o6", "o1"]],
    ["minDurationMs=3000", ["o3", "o2"]],
    ["maxDurationMs=999", []],
    ["reason=card%20declined", ["o3"]],
    ["outcome=completed&where=tier=plus", ["o4"]],
  ])("with %s", async (query, expected) => {
    const { items } = await api.get<TransactionTypeResult>(`/api/transactions/purchase?${query}`);
    expect(items.map(({ id }) => id)).toEqual(expected);
  });

  test("has conditions of its own, which figures do not have", async () => {
    const started = async (query: string): Promise<number> =>
      (await api.get<TransactionTypeResult>(`/api/transactions/purchase?${query}`)).summary.current.started;
    expect([await started("filter=tier=gold"), await started("where=tier=gold")]).toEqual([
      3,
      await started(""),
    ]);
  });

  test.each(["error", "person did pay", "items>many", "=", "!error"])(
    "names its parameter where `%s` is wrong",
    async (condition) => {
      await expect(
        api.get(`/api/transactions/purchase?filter=tier=gold&where=${encodeURIComponent(condition)}`),
      ).rejects.toMatchObject({
        code: "BAD_PARAMETER",
        message: expect.stringContaining("`where=") as string,
      });
    },
  );

  test("has no condition `error`: outcomes are not errors of spans", async () => {
    await expect(api.get("/api/transactions/purchase?where=error")).rejects.toMatchObject({
      code: "BAD_PARAMETER",
      fix: expect.stringMatching(/outcome=failed/) as string,
    });
  });
});

describe("the activity of one transaction", () => {
  test("has its traces with their errors and logs, and nothing of other traces", async () => {
    const activity = await api.get<Activity>("/api/transactions/purchase/o3/activity");
    expect(activity.traces.map(({ rootName, errorCount }) => [rootName, errorCount])).toEqual([
      ["send order", 0],
      ["POST /pay", 1],
    ]);
    expect(activity.errors).toMatchObject([
      { type: "DeclinedError", message: "declined", traceId: hex("paying", 16), spanId: hex("a", 8) },
    ]);
    expect(activity.logs.map(({ text }) => text)).toEqual(["no answer", "queued"]);
    expect(activity.truncated).toBe(false);
  });

  test("of a person are the traces and errors of their records", async () => {
    const activity = await api.get<Activity>("/api/users/u1/activity");
    expect(activity.traces.map(({ rootName }) => rootName)).toEqual(["POST /pay"]);
    expect([activity.errors.length, activity.logs]).toEqual([1, []]);
  });
});

test("what differs compares lost transactions by their own attributes", async () => {
  const result = await api.get<DiffersResult>(
    "/api/differs?of=transactions&type=purchase&outcome=failed&outcome=abandoned",
  );
  expect(result).toMatchObject({ verdict: "few", selection: { count: 2 }, rest: { count: 5 } });
});
