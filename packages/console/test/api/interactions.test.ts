// Interactions on the real engine, against figures counted by hand.
import type { ChartQuestion, ChartResult, InteractionRow, InteractionsResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readChart } from "../../src/dashboards/read-chart.ts";
import type { BusinessEventRow } from "../../src/store/rows.ts";
import { allPages, at, attributes, event, hex, now, openApi, resource, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

function contact(
  minutes: number,
  more: Partial<Omit<BusinessEventRow, "traceId">> & { traceId?: string },
): BusinessEventRow {
  return event({
    kind: "interaction",
    name: "support chat",
    phase: "ended",
    timeNs: at(-minutes * minute),
    channel: "chat",
    ...(more as object),
  });
}

const twice = contact(10, {
  tier: "gold",
  outcome: "solved",
  satisfaction: 5,
  amount: "0.1",
  revenueImpact: "10",
  currency: "EUR",
  durationMs: 1000,
  userId: "c1",
  attributes: attributes({ "customer.id": "c1", topic: "delivery" }),
  traceId: "chat",
});
/** In the hour: 3 chats, 1 call. The hour before: 1 chat. */
const rows: readonly BusinessEventRow[] = [
  twice,
  contact(20, {
    tier: "gold",
    outcome: "solved",
    satisfaction: 4,
    amount: "0.2",
    currency: "EUR",
    durationMs: 3000,
  }),
  contact(30, {
    outcome: "escalated",
    revenueImpact: "-99999999999999999999.000000001",
    currency: "USD",
    durationMs: 2000,
  }),
  contact(40, { name: "call", channel: "phone", outcome: "failed", amount: "7", currency: "USD" }),
  contact(90, { outcome: "solved", satisfaction: 1, amount: "5", currency: "EUR", durationMs: 500 }),
];

beforeAll(async () => {
  api = await openApi((sink) => sink.businessEvent(twice));
  await api.write((sink) => {
    for (const row of rows) sink.businessEvent(row);
  });
});
afterAll(() => api.close());

const draw = async (question: ChartQuestion): Promise<ChartResult> =>
  readChart({
    queries: api.store.queries,
    nowMs: () => now,
    request: { body: question, ifMatch: undefined },
  });

const get = (query = ""): Promise<InteractionsResult> => api.get(`/api/interactions${query}`);

test("have exact figures for the range and the one before, each currency by itself, also where one came twice", async () => {
  const { current, previous, stepMs } = await get();
  expect(current).toEqual({
    count: 4,
    rated: 2,
    satisfaction: 4.5,
    lowest: 4,
    highest: 5,
    values: [
      { currency: "EUR", amount: "0.3" },
      { currency: "USD", amount: "7" },
    ],
    revenueImpacts: [
      { currency: "EUR", amount: "10" },
      { currency: "USD", amount: "-99999999999999999999.000000001" },
    ],
    p50Ms: 2000,
    p95Ms: 3000,
  });
  expect(previous).toEqual({
    count: 1,
    rated: 1,
    satisfaction: 1,
    lowest: 1,
    highest: 1,
    values: [{ currency: "EUR", amount: "5" }],
    revenueImpacts: [],
    p50Ms: 500,
    p95Ms: 500,
  });
  expect(stepMs).toBe(minute);
});

test("are counted by type, channel, tier and result", async () => {
  const result = await get();
  const counts = (groups: InteractionsResult["types"]): unknown[] =>
    groups.map(({ value, current }) => [value, current.count]);
  expect(counts(result.types)).toEqual([
    ["support chat", 3],
    ["call", 1],
  ]);
  expect(counts(result.channels)).toEqual([
    ["chat", 3],
    ["phone", 1],
  ]);
  expect(counts(result.tiers)).toEqual([
    ["", 2],
    ["gold", 2],
  ]);
  expect(counts(result.results)).toEqual([
    ["solved", 2],
    ["escalated", 1],
    ["failed", 1],
  ]);
  expect(result.types[0]?.previous).toMatchObject({ count: 1, satisfaction: 1 });
  expect(result.types[1]?.previous).toMatchObject({ count: 0, satisfaction: null, values: [] });
});

test("have a trend with a bucket for each step", async () => {
  const { buckets } = await get();
  expect(buckets).toHaveLength(60);
  expect(buckets.filter(({ count }) => count > 0)).toEqual([
    bucket("14:08", { values: [{ currency: "USD", amount: "7" }] }),
    bucket("14:18", { revenueImpacts: [{ currency: "USD", amount: "-99999999999999999999.000000001" }] }),
    bucket("14:28", { satisfaction: 4, values: [{ currency: "EUR", amount: "0.2" }] }),
    bucket("14:38", {
      satisfaction: 5,
      values: [{ currency: "EUR", amount: "0.1" }],
      revenueImpacts: [{ currency: "EUR", amount: "10" }],
    }),
  ]);
});

test("have a trend by a dimension and by result, a number for each bucket", async () => {
  const { buckets, trends, resultTrends } = await get();
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  expect(trends.map(({ value, counts }) => [value, counts.length, total(counts)])).toEqual([
    ["chat", buckets.length, 3],
    ["phone", buckets.length, 1],
  ]);
  expect(trends[0]!.satisfactions.filter((one) => one !== null)).toEqual([4, 5]);
  expect(resultTrends.map(({ value, counts }) => [value, total(counts)])).toEqual([
    ["solved", 2],
    ["escalated", 1],
    ["failed", 1],
  ]);
  const byTier = await get("?by=tier&channel=chat");
  expect(byTier.trends.map(({ value, counts }) => [value, total(counts)])).toEqual([
    ["gold", 2],
    ["", 1],
  ]);
});

test("lists only contacts with a rating of at most the given one", async () => {
  const { items, current } = await get("?atMost=4");
  expect(items.map(({ satisfaction }) => satisfaction)).toEqual([4]);
  expect(current.count).toBe(4);
  await expect(get("?atMost=good")).rejects.toMatchObject({ code: "BAD_PARAMETER" });
});

test("are listed by their end, the latest first", async () => {
  const { items } = await get();
  expect(items.map(({ result }) => result)).toEqual(["solved", "solved", "escalated", "failed"]);
  expect(items[0]).toEqual({
    uid: twice.uid,
    type: "support chat",
    channel: "chat",
    tier: "gold",
    result: "solved",
    satisfaction: 5,
    value: { currency: "EUR", amount: "0.1" },
    revenueImpact: { currency: "EUR", amount: "10" },
    customer: "c1",
    user: "c1",
    timeNs: at(-10 * minute).toString(),
    durationMs: 1000,
    service: "shop",
    traceId: hex("chat", 16),
    attributes: {
      "customer.id": { type: "string", value: "c1" },
      topic: { type: "string", value: "delivery" },
    },
  } satisfies InteractionRow);
});

test.each([
  ["?type=call", 1],
  ["?channel=chat", 3],
  ["?tier=gold", 2],
  ["?result=solved&tier=gold", 2],
  ["?customer=c1", 1],
  ["?environment=staging", 0],
  ["?from=-2h", 5],
])("with %s", async (query, expected) => {
  const { items, current, buckets } = await get(query);
  expect(items).toHaveLength(expected);
  expect(current.count).toBe(expected);
  expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(expected);
});

test("are paged without gaps or duplicates", async () => {
  const { items, sizes } = await allPages<InteractionRow>(api, "/api/interactions?limit=3");
  expect(sizes).toEqual([3, 1]);
  expect(new Set(items.map(({ uid }) => uid)).size).toBe(4);
});

function bucket(time: string, more: object): object {
  const none = { count: 1, satisfaction: null, values: [], revenueImpacts: [] };
  return { time: `2026-11-20T${time}:00.000Z`, ...none, ...more };
}

test("the trend has the values with most interactions, whatever their names", async () => {
  const start = 30 * 24 * 60 + 300;
  await api.write((sink) => {
    // in the range before, one that is listed has fewer than 150 that are not
    for (let n = 0; n < 150 * 3 + 1; n++) {
      const channel = n === 0 ? "c1999" : `old${n % 150}`;
      sink.businessEvent(contact(0, { channel, timeNs: at(-minute * (start + 10)), uid: `before ${n}` }));
    }
    for (let n = 0; n < 2_000; n++)
      for (let each = 0; each < (n >= 1_994 ? 30 : 12); each++) {
        const timeNs = at(-minute * (30 * 24 * 60 + 5 * each));
        const more = { channel: `c${String(n).padStart(4, "0")}`, timeNs, uid: `many ${n} ${each}` };
        sink.businessEvent(contact(0, more));
      }
  });
  const day = 24 * 60 * minute;
  const time = (ms: number): string => new Date(Number(at(ms) / 1_000_000n)).toISOString();
  const range = { from: time(-30 * day - 300 * minute), to: time(-30 * day + minute) };
  const result = await get(`?from=${range.from}&to=${range.to}`);
  const { trends, otherTrends, channels, truncatedChannels } = result;
  const most = ["c1994", "c1995", "c1996", "c1997", "c1998", "c1999"];
  expect(trends.map(({ value }) => value)).toEqual(most);
  expect(trends[0]!.counts.reduce((sum, one) => sum + one, 0)).toBe(30);
  expect([otherTrends.values, otherTrends.counts.reduce((sum, one) => sum + one, 0)]).toEqual([
    1994,
    1994 * 12,
  ]);
  expect(result.otherResultTrends.values).toBe(0);
  expect(channels.length + truncatedChannels).toBe(2_000);
  expect(channels.find(({ value }) => value === "c1999")).toMatchObject({
    current: { count: 30 },
    previous: { count: 1 },
  });
  const drawn = async (measure: "count" | "satisfaction"): Promise<unknown[]> => {
    const chart = { title: "x", sources: [{ interaction: "", measure, by: "channel" } as const] };
    const { lines, truncated } = await draw({ ...range, chart });
    return [...lines.map(({ label }) => label), truncated];
  };
  expect(await drawn("count")).toEqual([...most, "other", 0]);
  expect(await drawn("satisfaction")).toEqual([...most, 1994]);
});

test("under conditions compare long values, which are more than parameters may have", async () => {
  const long = { resource: resource("far"), channel: "fax" };
  const tiers = Array.from({ length: 100 }, (_, index) => `${index} ${"tier ".repeat(400)}`);
  await api.write((sink) => {
    for (const tier of tiers)
      for (const minutes of [15, 75]) sink.businessEvent(contact(minutes, { ...long, tier }));
    // of the range before only, and more often
    for (let index = 0; index < 200; index++)
      for (const second of [1, 2])
        sink.businessEvent(
          contact(70 + second, { ...long, tier: `${index} earlier ${"tier ".repeat(400)}` }),
        );
  });
  const { tiers: found, truncatedTiers } = await get("?service=far");
  expect([found.length + truncatedTiers, found.length > 50]).toEqual([100, true]);
  expect(new Set(found.map(({ current, previous }) => `${current.count} ${previous.count}`))).toEqual(
    new Set(["1 1"]),
  );
});
