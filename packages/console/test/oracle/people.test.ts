// What one person did, against the oracle.
import type { Activity, Money, UserSummary, UserTimeline } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { telemetryOf } from "./generate.ts";
import { people, visitTelemetryOf } from "./generate-visits.ts";
import { seeds, some } from "./seeds.ts";
import { receivedOf, toNs, traceIdOf } from "./store.ts";
import { timelineOf, transactionsOf, visitCount } from "./timelines.ts";

/** People who come again, and people who buy. */
const stores = seeds.flatMap((seed) => [
  { seed, kind: "visits", telemetry: visitTelemetryOf(seed), of: people },
  { seed, kind: "purchases", telemetry: telemetryOf(seed), of: ["person-3", "person-7", "person-12"] },
]);

describe.each(stores)("store $seed of $kind", ({ seed, telemetry, of }) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf(telemetry, seed);
  });
  afterAll(() => api.close());

  test.each(some(of, 5))(
    "%s has their records, sessions and traces, as a whole and by page",
    async (person) => {
      const { records, sessions, traces } = timelineOf(telemetry.records, person);
      const result = await api.get<UserTimeline>(`/api/users/${person}`);
      expect(result).toMatchObject({
        events: records.map(({ uid }) => ({ uid })),
        traceCount: traces.size,
        truncated: false,
      });
      expect(result.sessions.toSorted()).toEqual([...sessions].toSorted());

      const pages: UserTimeline[] = [];
      for (let cursor: string | null = ""; cursor !== null; cursor = pages.at(-1)!.nextCursor)
        pages.push(await api.get(`/api/users/${person}?limit=5&cursor=${encodeURIComponent(cursor)}`));
      expect(pages.toReversed().flatMap(({ events }) => events.map(({ uid }) => uid))).toEqual(
        records.map(({ uid }) => uid),
      );
      for (const page of pages)
        expect([page.sessions.toSorted(), page.traceCount]).toEqual([[...sessions].toSorted(), traces.size]);
    },
  );

  test.each(some(of, 5))("%s has the stored traces of their records, with their errors", async (person) => {
    const { traces } = timelineOf(telemetry.records, person);
    const stored = telemetry.spans.filter(({ trace }) => traces.has(trace));
    const activity = await api.get<Activity>(`/api/users/${person}/activity`);
    const found = activity.traces.map(({ traceId, errorCount }) => [traceId, errorCount] as const);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        [...Map.groupBy(stored, ({ trace }) => trace)].map(([trace, spans]) => [
          traceIdOf(trace),
          spans.filter(({ failed }) => failed).length,
        ]),
      ),
    );
  });

  test.each(some(of, 5))("%s has their visits, transactions and amounts in all", async (person) => {
    const timeline = timelineOf(telemetry.records, person);
    const summary = await api.get<UserSummary>(`/api/users/${person}/summary`);
    expect(summary).toMatchObject({
      records: timeline.records.length,
      visits: visitCount(timeline),
      firstNs: String(toNs(timeline.records[0]!.at)),
      lastNs: String(toNs(timeline.records.at(-1)!.at)),
      truncatedTransactions: false,
    });
    const transactions = transactionsOf(telemetry.records, timeline);
    for (const sums of ["amounts", "lost"] as const)
      expect(inCents(summary[sums])).toEqual(added(Object.values(transactions).map((one) => one[sums])));
    const found = summary.transactions.map(({ type, amounts, lost, ...counts }) => [
      type,
      { ...counts, amounts: inCents(amounts), lost: inCents(lost) },
    ]);
    expect(Object.fromEntries(found)).toEqual(transactions);
  });
});

const inCents = (sums: readonly Money[]): Readonly<Record<string, number>> =>
  Object.fromEntries(sums.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]));

function added(parts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const part of parts)
    for (const [currency, cents] of Object.entries(part)) sums[currency] = (sums[currency] ?? 0) + cents;
  return sums;
}

testAskedRoutes("people.test.ts");
