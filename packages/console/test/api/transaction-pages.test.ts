// Long lists of transactions on the real engine: pages read back in windows are those of a list that is sorted as a whole; figures of a part of
// the ids are near those of all.
// @module-tag extended
import type { TransactionRow, TransactionTypeResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { findFigures } from "../../src/api/transactions/transaction-figures.ts";
import { toTransactionParams } from "../../src/api/transactions/transaction-params.ts";
import type { BusinessEventRow } from "../../src/store/rows.ts";
import { allPages, at, event, now, openApi, type TestApi } from "./harness.ts";

const hour = 3_600_000;
const day = 24 * hour;
const days = 20;
const from = new Date(now - days * day).toISOString();
const to = new Date(now).toISOString();

interface Made {
  readonly id: string;
  readonly beganMs: number;
  readonly outcome: string;
}

/** Many of some hours, few of others; each takes up to 20 hours. */
const made: readonly Made[] = Array.from({ length: 1_500 }, (_, n) => {
  const ofDay = (n * 7919) % days;
  const within = n % 3 === 0 ? ((n * 104_729) % 86_400) * 1000 : 43_200_000 + ((n * 31) % 600) * 1000;
  return {
    id: `order-${n}`,
    beganMs: -days * day + ofDay * day + within,
    outcome: n % 97 === 0 ? "failed" : n % 11 === 0 ? "open" : "completed",
  };
});

let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => made.flatMap(toRecords).forEach((row) => sink.businessEvent(row)));
});
afterAll(() => api.close());

function toRecords({ id, beganMs, outcome }: Made, n: number): BusinessEventRow[] {
  const record = (phase: string, ms: number, more: object = {}): BusinessEventRow =>
    event({
      kind: "transaction",
      name: n === 0 ? "refund" : "purchase",
      entityId: id,
      phase,
      timeNs: at(Math.round(ms)),
      ...more,
    });
  const tookMs = ((n * 13) % 20) * hour;
  const endMs = Math.min(beganMs + tookMs, -1);
  const steps = Array.from({ length: n % 3 }, (_, step) =>
    record("step", beganMs + ((endMs - beganMs) * (step + 1)) / 3, { step: `s${step}`, stepIndex: step }),
  );
  return [
    record("started", beganMs),
    ...steps,
    ...(outcome === "open"
      ? []
      : [
          record("ended", endMs, {
            outcome,
            amount: "1.5",
            currency: "EUR",
            reason: outcome === "failed" ? "card declined" : "",
          }),
        ]),
  ];
}

const newestFirst = (one: Made, other: Made): number =>
  other.beganMs - one.beganMs || (one.id < other.id ? 1 : -1);

test.each([
  ["all", undefined],
  ["rare ones", "failed"],
  ["those without an end", "open"],
])("pages of a long range have %s once, the latest first", async (_, outcome) => {
  const query = new URLSearchParams({ from, to, limit: "100", ...(outcome !== undefined && { outcome }) });
  const { items: rows } = await allPages<TransactionRow>(api, `/api/transactions/purchase?${query}`);
  const expected = made
    .slice(1)
    .filter((one) => outcome === undefined || one.outcome === outcome)
    .toSorted(newestFirst);
  expect(rows.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  expect(rows.map(({ startNs }) => startNs)).toEqual(expected.map(({ beganMs }) => String(at(beganMs))));
});

/** Begun many days ago, and with one record since: a step of the last hour. */
const silent = [
  { id: "slow", userId: "ann", timeoutMs: 0, stepMs: -30 * 60_000 },
  { id: "given-up", userId: "bob", timeoutMs: 2 * hour, stepMs: -20 * 60_000 },
];

test(
  "pages have transactions that were silent for days once, as they are and where they began",
  { tags: ["extended"] },
  async () => {
    const name = "return";
    await api.write((sink) => {
      for (let n = 0; n < 60; n++)
        sink.businessEvent(
          event({
            kind: "transaction",
            name,
            entityId: `return-${n}`,
            phase: "started",
            userId: n % 2 === 0 ? "ann" : "bob",
            timeNs: at(-(n + 1) * 60_000 - 1),
          }),
        );
      for (const { id: entityId, userId, timeoutMs, stepMs } of silent) {
        const own = { kind: "transaction", name, entityId };
        sink.businessEvent(
          event({
            ...own,
            phase: "started",
            userId,
            timeoutMs,
            amount: "10",
            currency: "EUR",
            timeNs: at(-15 * day),
          }),
        );
        sink.businessEvent(
          event({ ...own, phase: "step", step: "packed", stepIndex: 0, timeNs: at(stepMs) }),
        );
      }
    });
    const list = async (query: string, limit: number): Promise<TransactionRow[]> =>
      (
        await allPages<TransactionRow>(
          api,
          `/api/transactions/${name}?from=${from}&to=${to}&limit=${limit}${query}`,
        )
      ).items;
    const all = await list("", 400);
    expect(all.length).toBe(62);
    expect(all.slice(60).map(({ id, outcome, user }) => [id, outcome, user])).toEqual([
      ["slow", "open", "ann"],
      ["given-up", "abandoned", "bob"],
    ]);
    expect(await list("", 25)).toEqual(all);
    for (const query of ["&outcome=open", "&outcome=abandoned", "&user=ann", "&minAmount=1"])
      expect(await list(query, 25)).toEqual(await list(query, 400));
  },
);

test(
  "an id that was used again days later is one transaction, on one page",
  { tags: ["extended"] },
  async () => {
    const name = "reused";
    await api.write((sink) => {
      const use = (entityId: string, ms: number): void => {
        for (const [phase, afterMs] of [
          ["started", 0],
          ["ended", 1_000],
        ] as const)
          sink.businessEvent(
            event({
              kind: "transaction",
              name,
              entityId,
              phase,
              ...(phase === "ended" && { outcome: "completed" }),
              timeNs: at(ms + afterMs),
            }),
          );
      };
      for (let n = 0; n < 60; n++) use(`reused-${n}`, -(n + 1) * 60_000);
      use("reused-5", -15 * day);
    });
    const list = async (limit: number): Promise<TransactionRow[]> =>
      (await allPages<TransactionRow>(api, `/api/transactions/${name}?from=${from}&to=${to}&limit=${limit}`))
        .items;
    const all = await list(400);
    expect(all).toHaveLength(60);
    expect(all.at(-1)?.id).toBe("reused-5");
    expect(await list(20)).toEqual(all);
  },
);

test("a type with few transactions has exact figures, also where an estimate is asked for", async () => {
  const ask = (sample: string): Promise<TransactionTypeResult> =>
    api.get(`/api/transactions/purchase?from=${from}&to=${to}&limit=5&sample=${sample}`);
  const [few, all] = [await ask("few"), await ask("usual")];
  expect(few).toEqual(all);
  expect(few.isEstimate).toBe(false);
  const failed = made.filter(({ outcome }) => outcome === "failed").length - 1;
  expect(all.reasons).toEqual([
    {
      outcome: "failed",
      reason: "card declined",
      count: failed,
      people: 0,
      lost: [{ currency: "EUR", amount: String(failed * 1.5) }],
    },
  ]);
});

test("the sizes by which a part is chosen are those of the range and of the one before it", async () => {
  const context: ApiContext = { queries: api.store.queries, nowMs: () => now };
  const sizesOf = async (fromNs: bigint, toNs: bigint): Promise<unknown> =>
    api.store.queries.run("transaction-sizes", {
      ...toTransactionParams({ fromNs, toNs }, context),
      type: "refund",
    });
  const { beganMs } = made[0]!;
  expect(await sizesOf(at(beganMs), at(beganMs + 2 * day))).toEqual([
    { type: "refund", recordsNow: "2", recordsBefore: "0" },
  ]);
  expect(await sizesOf(at(beganMs + day), at(beganMs + 3 * day))).toEqual([
    { type: "refund", recordsNow: "0", recordsBefore: "2" },
  ]);
});

test("of a type with very many a part of the ids is counted; other types as a whole", async () => {
  const context: ApiContext = { queries: api.store.queries, nowMs: () => now };
  const range = { fromNs: at(-days * day), toNs: at(0) };
  const shares = {
    of: (type: string) => (type === "purchase" ? 4 : 1),
    isEstimate: true,
    params: { sharedTypes: ["purchase"], shares: [4] },
  };
  const figures = await findFigures(toTransactionParams(range, context), range, day, context, shares);
  const [purchase, refund] = ["purchase", "refund"].map((name) =>
    figures.find(({ summary }) => summary.type === name),
  );
  const { started, completed, amounts } = purchase!.summary.current;
  expect(refund!.summary).toMatchObject({ type: "refund", current: { started: 1, failed: 1 } });
  expect(started % 4).toBe(0);
  // of 1,499 ids a quarter: six standard deviations of the estimate are 400
  expect(Math.abs(started - 1_499)).toBeLessThan(400);
  expect(amounts).toEqual([{ currency: "EUR", amount: String(completed * 1.5), transactions: completed }]);
  expect(purchase!.summary.buckets.reduce((sum, bucket) => sum + bucket.completed, 0)).toBe(completed);
});
