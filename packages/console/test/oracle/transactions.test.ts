// Transactions by an attribute, one by one, and where in the graph they pass, against the oracle.
import type {
  Activity,
  Money,
  ServiceBusiness,
  Transaction,
  TransactionGroup,
  TransactionGroupsResult,
  TransactionRow,
  TransactionTypeResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { boughtOf } from "./bought.ts";
import { close, closeOrNull, countBy, inOrder, percentileOf, periodOf, rangeOf, sum } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { seeds } from "./seeds.ts";
import { type Bought, boughtIn } from "./single-transactions.ts";
import { idOf, storeOf, toNs } from "./store.ts";

/** Hundredths by currency. */
const centsOf = (amounts: readonly Money[]): Record<string, number> =>
  Object.fromEntries(amounts.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]));

function sumsOf(all: readonly NonNullable<Bought["money"]>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { currency, cents } of all) sums[currency] = (sums[currency] ?? 0) + cents;
  return sums;
}

const hexOf = (name: string): string => Buffer.from(idOf(name, 16)).toString("hex");
const types = ["purchase", "refund"] as const;

describe.each(seeds)("store %i", (seed) => {
  const telemetry = boughtOf(telemetryOf(seed), seed);
  const { from, to, spans } = telemetry;
  const range = rangeOf(telemetry);
  const all = boughtIn(telemetry.records);
  const isIn = (at: number | undefined): boolean => at !== undefined && at >= from && at < to;
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf(telemetry, seed);
  });
  afterAll(() => api.close());

  test.each(types)("groups of %s by provider have their outcomes, amounts and durations", async (type) => {
    const ended = all.filter((one) => one.type === type && isIn(one.ended));
    const ask = async (more: string): Promise<TransactionGroupsResult> =>
      api.get<TransactionGroupsResult>(`/api/transaction-groups/${type}?${range}${more}`);
    const whole = await ask("");
    expect(periodOf(whole)).toEqual({ from, to });
    const byProvider = await ask("&by=payment.provider");
    const { currency } = whole;
    expect(byProvider.currency).toBe(currency);
    const amounts = ended
      .filter(({ outcome }) => outcome === "completed")
      .flatMap(({ money }) => money ?? []);
    const counts = countBy(amounts, (money) => money.currency);
    expect(counts[currency] ?? 0).toBe(Math.max(0, ...Object.values(counts)));

    expect(whole.groups.map(toTotal)).toEqual(
      ended.length === 0 ? [] : [["all", "", expectedTotal(ended, currency)]],
    );
    const groups = [...Map.groupBy(ended, ({ provider }) => provider)];
    expect(inOrder(byProvider.groups.map(toTotal))).toEqual(
      inOrder(
        groups.map(([provider, own]) => [
          provider === undefined ? "absent" : "value",
          provider ?? "",
          expectedTotal(own, currency),
        ]),
      ),
    );
    for (const group of [...whole.groups, ...byProvider.groups])
      for (const outcome of ["completed", "failed", "abandoned"] as const)
        expect(sum(group.buckets.map((bucket) => bucket[outcome]))).toBe(group.total[outcome]);
  });

  test.each(types)(
    "the list of %s has each transaction with its facts, and reasons have their counts, people and amounts",
    async (type) => {
      const own = all.filter((one) => one.type === type && (isIn(one.began) || isIn(one.ended)));
      const path = `/api/transactions/${type}?${range}`;
      const { items } = await allPages<TransactionRow>(api, `${path}&limit=20`);
      expect(inOrder(items.map(toFacts))).toEqual(inOrder(own.map(factsOf)));
      for (const outcome of ["completed", "open"]) {
        const some = await allPages<TransactionRow>(api, `${path}&limit=20&outcome=${outcome}`);
        expect(inOrder(some.items.map(toFacts))).toEqual(
          inOrder(own.filter((one) => one.outcome === outcome).map(factsOf)),
        );
      }
      const { reasons } = await api.get<TransactionTypeResult>(path);
      const lost = own.filter((one) => isIn(one.ended) && one.outcome !== "completed");
      const expected = [...Map.groupBy(lost, ({ outcome, reason }) => `${outcome}: ${reason}`)];
      expect(
        Object.fromEntries(
          reasons.map((one) => [
            `${one.outcome}: ${one.reason}`,
            { count: one.count, people: one.people, lost: centsOf(one.lost) },
          ]),
        ),
      ).toEqual(
        Object.fromEntries(
          expected.map(([key, some]) => [
            key,
            {
              count: some.length,
              people: new Set(some.map(({ user }) => user).filter((user) => user !== "")).size,
              lost: sumsOf(some.flatMap(({ money }) => money ?? [])),
            },
          ]),
        ),
      );
    },
  );

  test("a transaction has its records, and what happened in its traces", async () => {
    for (const one of all.filter((_, index) => index % 10 === 0)) {
      const path = `/api/transactions/${one.type}/${one.id}`;
      const found = await api.get<Transaction>(path);
      expect(toFacts(found)).toEqual(factsOf(one));
      expect(found.events.map(({ uid }) => uid).toSorted()).toEqual(
        one.records.map(({ uid }) => uid).toSorted(),
      );
      expect(found.traceIds.toSorted()).toEqual([...one.traces].map(hexOf).toSorted());
      const { traces } = await api.get<Activity>(`${path}/activity`);
      const stored = [...one.traces].filter((trace) => spans.some((span) => span.trace === trace));
      expect(inOrder(traces.map(({ traceId, spanCount }) => [traceId, spanCount]))).toEqual(
        inOrder(stored.map((trace) => [hexOf(trace), spans.filter((span) => span.trace === trace).length])),
      );
    }
  });

  test("the graph has the share of the transactions that pass each service", async () => {
    const result = await api.get<ServiceBusiness>(`/api/services/business?${range}`);
    const traced = new Map(
      [...Map.groupBy(spans, ({ trace }) => trace)].map(([trace, own]) => [
        trace,
        new Set(own.map(({ service }) => service)),
      ]),
    );
    const inRange = boughtIn(telemetry.records.filter(({ at }) => isIn(at)));
    const looked = inRange.filter(({ traces }) => [...traces].some((trace) => traced.has(trace)));
    expect([result.isSample, result.transactions]).toEqual([false, looked.length]);
    const services = [...new Set(spans.map(({ service }) => service))];
    const worth = (own: readonly Bought[]): number =>
      sum(own.flatMap(({ money }) => (money?.currency === result.currency ? [money.cents] : [])));
    const expected = services.flatMap((service) => {
      const own = looked.filter(({ traces }) => [...traces].some((trace) => traced.get(trace)?.has(service)));
      return own.length === 0
        ? []
        : [
            {
              id: service,
              transactions: own.length,
              share: close(own.length / looked.length),
              amountShare: worth(looked) === 0 ? null : close(worth(own) / worth(looked)),
            },
          ];
    });
    const found = result.nodes.filter(({ id }) => services.includes(id));
    expect(inOrder(found)).toEqual(inOrder(expected));
  });
});

testAskedRoutes("transactions.test.ts");

type Facts = readonly [
  id: string,
  outcome: string,
  reason: string,
  user: string,
  cents: number | null,
  currency: string,
  startNs: string,
  durationMs: number | null,
  steps: number,
  lastStep: string,
];

function toFacts(row: TransactionRow): Facts {
  const { id, outcome, reason, user, amount, startNs, durationMs, stepCount, lastStep } = row;
  const cents = amount === null ? null : Math.round(Number(amount.amount) * 100);
  const money = [cents, amount?.currency ?? ""] as const;
  return [id, outcome, reason, user, ...money, startNs, durationMs, stepCount, lastStep];
}

function factsOf({ id, outcome, reason, user, money, began, durationMs, records }: Bought): Facts {
  const steps = records.filter(({ event }) => event.endsWith(".step"));
  return [
    id,
    outcome,
    reason,
    user,
    money?.cents ?? null,
    money?.currency ?? "",
    String(toNs(began)),
    durationMs,
    steps.length,
    String(steps.at(-1)?.attributes["telltale.transaction.step"] ?? ""),
  ];
}

function toTotal({ kind, value, total }: TransactionGroup): readonly [string, string, object] {
  const { completed, failed, abandoned, amount, p50Ms, p95Ms } = total;
  return [kind, value, { completed, failed, abandoned, amount, p50Ms, p95Ms }];
}

/** Percentiles are of the completed ones. */
function expectedTotal(ended: readonly Bought[], currency: string): object {
  const of = (outcome: string): readonly Bought[] => ended.filter((one) => one.outcome === outcome);
  const paid = of("completed").flatMap(({ money }) => (money?.currency === currency ? [money.cents] : []));
  const durations = of("completed").map(({ durationMs }) => durationMs!);
  return {
    completed: of("completed").length,
    failed: of("failed").length,
    abandoned: of("abandoned").length,
    amount: paid.length === 0 ? null : close(sum(paid) / 100),
    p50Ms: closeOrNull(percentileOf(durations, 0.5)),
    p95Ms: closeOrNull(percentileOf(durations, 0.95)),
  };
}
