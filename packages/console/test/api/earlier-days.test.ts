// What is usual for transactions is read once for all who ask: earlier days do not change, but for what arrives late.
import { afterAll, beforeAll, expect, test } from "vitest";
import { listTransactionEvidence } from "../../src/alerts/api/transaction-evidence.ts";
import type { ApiContext, QueryParams } from "../../src/api/context.ts";
import type { QueryName } from "../../src/sql/query-name.ts";
import type { Range } from "../../src/api/time/range.ts";
import { toSqlTime } from "../../src/api/time/time.ts";
import { findUsual } from "../../src/api/transactions/usual-transactions.ts";
import type { RowSink } from "../../src/store/rows.ts";
import { at, event, now, openApi, type TestApi } from "./harness.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

function buy(sink: RowSink, id: string, ms: number): void {
  const common = { kind: "transaction", name: "purchase", entityId: id } as const;
  sink.businessEvent(event({ ...common, phase: "started", timeNs: at(ms), uid: `${id} started` }));
  sink.businessEvent(
    event({
      ...common,
      phase: "ended",
      outcome: "completed",
      durationMs: minute,
      timeNs: at(ms + minute),
      uid: `${id} ended`,
    }),
  );
}

let api: TestApi;
let nowMs = now;
let asked: string[] = [];

/** A context as all requests of one tenant have it: with the same queries. */
const queries: ApiContext["queries"] = {
  async run(name, params, options) {
    asked.push(name);
    return api.store.queries.run(name, params, options);
  },
};

const rangeOf = (untilMs: number, lengthMs = hour): Range => ({
  fromNs: at(untilMs - lengthMs),
  toNs: at(untilMs),
});

async function ask(range: Range) {
  asked = [];
  const { types } = await findUsual(range, undefined, { queries, nowMs: () => nowMs });
  const count = (name: string): number => asked.filter((one) => one === name).length;
  return {
    type: types[0],
    started: types[0]?.days.map(({ started }) => started),
    reads: { days: count("transaction-day"), starts: count("transaction-last-start") },
  };
}

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (let ago = 0; ago <= 8; ago++) {
      // three in the hour, one before it
      for (const minutes of [5, 25, 45, 65]) buy(sink, `${ago}-${minutes}`, -ago * day - minutes * minute);
    }
  });
});
afterAll(() => api.close());

const evidenceQueries = ["transaction-last-start", "transaction-usual-starts", "transaction-day"];

/** Tabs and people of one tenant, which have its queries; each has its own request. */
async function openTab(from = "-1h") {
  const { signal } = new AbortController();
  const context = { ...api.store, queries, nowMs: () => nowMs, signal };
  return listTransactionEvidence({ from, to: undefined, environment: "production" }, context);
}

test("tabs that ask within half a minute share one answer, also while it is read", async () => {
  asked = [];
  nowMs = now + 1_000;
  const [first, second] = await Promise.all([openTab(), openTab()]);
  nowMs = now + 29_000;
  const third = await openTab();
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect(first).toMatchObject({
    from: new Date(now - hour).toISOString(),
    to: new Date(now).toISOString(),
    types: [{ type: "purchase", lastStarted: new Date(now - 5 * minute).toISOString() }],
    truncated: 0,
  });
  const count = (name: string): number => asked.filter((one) => one === name).length;
  expect(evidenceQueries.map(count)).toEqual([2, 1, 7]);

  nowMs = now + 31_000;
  expect((await openTab()).to).toBe(new Date(now + 30_000).toISOString());
  // the days and the time up to an hour ago are known
  expect(evidenceQueries.map(count)).toEqual([3, 2, 7]);
  nowMs = now;
});

test("a range that ended is answered as it is", async () => {
  const { signal } = new AbortController();
  const context = { ...api.store, queries, nowMs: () => now, signal };
  const range = {
    from: new Date(now - hour).toISOString(),
    to: new Date(now - 4 * minute - 1).toISOString(),
  };
  const result = await listTransactionEvidence({ ...range, environment: "production" }, context);
  expect(result).toMatchObject({
    ...range,
    types: [{ lastStarted: new Date(now - 5 * minute).toISOString() }],
  });
});

test("one tab reads the days, the others within the same minutes share them", async () => {
  const first = await ask(rangeOf(0));
  expect(first.started).toEqual([3, 3, 3, 3, 3, 3, 3]);
  expect(first.type).toMatchObject({ lastStarted: new Date(now - 5 * minute).toISOString() });
  expect(first.reads).toEqual({ days: 7, starts: 2 });

  nowMs = now + minute;
  const second = await ask(rangeOf(minute));
  expect(second.started).toEqual(first.started);
  expect(second.reads).toEqual({ days: 0, starts: 1 });

  nowMs = now + 6 * minute;
  const later = await ask(rangeOf(6 * minute));
  // 65 minutes ago has left the range, and 5 minutes ago was in it
  expect(later.started).toEqual([3, 3, 3, 3, 3, 3, 3]);
  expect(later.reads).toEqual({ days: 7, starts: 1 });
});

test("what a day has does not depend on what was read before", async () => {
  const { started, reads } = await ask(rangeOf(0, 3 * hour));
  expect(started).toEqual([4, 4, 4, 4, 4, 4, 4]);
  expect(reads).toEqual({ days: 7, starts: 1 });
});

test("ranges of a few minutes are exact", async () => {
  const { started } = await ask({ fromNs: at(-5 * minute), toNs: at(-5 * minute + 1) });
  expect(started?.[0]).toBe(1);
});

test("what arrives a day late counts after ten minutes", async () => {
  await api.write((sink) => buy(sink, "late", -day - 30 * minute));
  expect((await ask(rangeOf(0))).started?.[0]).toBe(3);
  nowMs = now + 17 * minute;
  const { started, reads } = await ask(rangeOf(0));
  expect(started?.[0]).toBe(4);
  expect(reads).toEqual({ days: 7, starts: 2 });
});

test("counts of types beyond the busiest thousand are not known, and are not called none", async () => {
  const many = Array.from({ length: 1000 }, (_, place) => ({
    type: `busy ${place}`,
    started: "2",
    completed: "2",
    failed: "0",
    abandoned: "0",
  }));
  const cut: ApiContext["queries"] = {
    async run<Row>(name: QueryName, params: QueryParams) {
      return name === "transaction-day" ? (many as Row[]) : api.store.queries.run<Row>(name, params);
    },
  };
  const { types } = await findUsual(rangeOf(0), undefined, { queries: cut, nowMs: () => now });
  expect(types[0]).toMatchObject({ type: "purchase", days: [] });
});

test("types beyond a thousand are counted as left out; those with rules come first", async () => {
  const many = Array.from({ length: 1000 }, (_, place) => ({
    type: `latest ${place}`,
    lastMs: String(now - 1000 - place),
    firstMs: String(now - day),
    total: "1234",
  }));
  const params: QueryParams[] = [];
  const cut: ApiContext["queries"] = {
    async run<Row>(name: QueryName, given: QueryParams) {
      if (name !== "transaction-last-start") return [] as Row[];
      params.push(given);
      return (given["to"] === params[0]!["to"] ? many : []) as Row[];
    },
  };
  const found = await findUsual(rangeOf(0), undefined, { queries: cut, nowMs: () => now }, ["promised"]);
  expect(found.types).toHaveLength(1000);
  expect(found.truncated).toBe(234);
  expect(params.map(({ first }) => first)).toEqual([["promised"], ["promised"]]);
});

test.each([
  ["of too many types, a type that is not among the latest before may be an old one", "1234", hour],
  ["of all types, one that did not start before is new", "1000", 2 * minute],
])("%s", async (_, total, beforeMs) => {
  const latest = Array.from({ length: 1000 }, (_none, place) => ({
    type: `latest ${place}`,
    lastMs: String(now - 2 * hour - place),
    firstMs: String(now - day),
    total,
  }));
  const rare = { type: "rare", lastMs: String(now - minute), firstMs: String(now - 3 * minute), total: "1" };
  const cut: ApiContext["queries"] = {
    async run<Row>(name: QueryName, given: QueryParams) {
      if (name !== "transaction-last-start") return [] as Row[];
      return (given["to"] === toSqlTime(at(0)) ? [rare] : latest) as Row[];
    },
  };
  const { types } = await findUsual(rangeOf(0), undefined, { queries: cut, nowMs: () => now });
  expect(types[0]).toMatchObject({ type: "rare", beforeMs, days: [] });
});
