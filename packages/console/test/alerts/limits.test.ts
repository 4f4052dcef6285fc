// Readings that need too much: an error of the rule that needs it, with the figure, while the others of its family have their readings. And
// queries of people that take too long.
// @module-tag extended
import { createInput, type Input, type Reading, type Source } from "alerts/readings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { usualLimits } from "../../src/alerts/read/family.ts";
import { type AlertReader, type AskSql, createReader } from "../../src/alerts/read/read.ts";
import {
  at,
  attributes,
  event,
  log,
  now,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "../api/harness.ts";

const minute = 60_000;
const limits = { groups: 100, samples: 500, points: 100, series: 100 };
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (let index = 0; index < 120; index++) {
      const own = attributes({ "user.id": `u${index}` });
      const base = { kind: 2, startNs: at(-60_000 - index * 1000), attributes: own };
      sink.span(
        span({
          ...base,
          traceId: `t${index}`,
          spanId: `s${index}`,
          resource: resource("shop"),
          name: "many",
        }),
      );
      if (index < 5)
        sink.span(
          span({
            ...base,
            traceId: `v${index}`,
            spanId: `w${index}`,
            resource: resource("shop"),
            name: "few",
          }),
        );
      sink.log(log({ body: "failed", identity: BigInt(index), attributes: own }));
      const ended = { kind: "transaction", phase: "ended", outcome: "completed", attributes: own } as const;
      sink.businessEvent(event({ ...ended, name: "many", entityId: `x${index}` }));
      if (index < 5) sink.businessEvent(event({ ...ended, name: "few", entityId: `y${index}` }));
    }
    // 600 points of 60 series, 150 series, and 20 points
    for (const [metric, count, points] of [
      ["long", 60, 10],
      ["wide", 150, 1],
      ["small", 5, 4],
    ] as const)
      for (let index = 0; index < count; index++) {
        const gauge = series(metric, {
          resource: resource("shop"),
          attributes: attributes({ queue: `q${index}` }),
        });
        for (let point = 0; point < points; point++)
          sink.sample(sample(gauge, at(-10_000 - point * 1000), index));
      }
  });
});

afterAll(async () => api.close());

const inputOf = (source: Source, groupBy: readonly string[] = []): Input =>
  createInput(source, 5 * minute, 0, groupBy);

const groupCount = (reading: Reading | undefined): unknown =>
  reading === undefined || "error" in reading ? reading : reading.groups.length;

/** Counts queries. */
function readerOf(): { readonly reader: AlertReader; readonly queries: string[] } {
  const queries: string[] = [];
  const reader = createReader(
    {
      run(name, params, options) {
        queries.push(name);
        return api.store.queries.run(name, params, options);
      },
    },
    { limits },
  );
  return { reader, queries };
}

describe("groups", () => {
  const tooMany = {
    error:
      "Groups by `user.id`: 120 groups, limit 100. Group by an attribute with fewer values, or restrict it with `where`.",
  };

  test("too many are an error of the one rule, with their number, and others of its query have their readings", async () => {
    const { reader, queries } = readerOf();
    const many = inputOf({ service: "shop", operation: "many", measure: "p95" }, ["user.id"]);
    const few = inputOf({ service: "shop", operation: "few", measure: "p95" }, ["user.id"]);
    const found = await reader.read([many, few], now);
    expect(groupCount(found.get(many.id))).toEqual(tooMany);
    expect(groupCount(found.get(few.id))).toBe(5);
    // from then on it is asked alone, and the other once
    queries.length = 0;
    const again = await reader.read([many, few], now + minute);
    expect(groupCount(again.get(many.id))).toEqual(tooMany);
    expect(queries.toSorted()).toEqual(["alert-span-shapes", "alert-spans", "alert-spans", "alert-spans"]);
  });

  const others: Readonly<Record<string, readonly Source[]>> = {
    transactions: [
      { transaction: "many", measure: "count" },
      { transaction: "few", measure: "count" },
    ],
    texts: [{ log: "failed" }],
  };

  test.each(Object.keys(others))("of %s", async (kind) => {
    const inputs = others[kind]!.map((source) => inputOf(source, ["user.id"]));
    const found = await readerOf().reader.read(inputs, now + minute);
    expect(inputs.map(({ id }) => groupCount(found.get(id)))).toEqual([tooMany, 5].slice(0, inputs.length));
  });

  test("as many as the limit are read", async () => {
    const input = inputOf({ service: "shop", operation: "many", measure: "p95" }, ["user.id"]);
    const reader = createReader(api.store.queries, { limits: { ...limits, groups: 120 } });
    expect(groupCount((await reader.read([input], now)).get(input.id))).toBe(120);
  });
});

describe("metrics", () => {
  test("too many points and series are errors of their rules, with the figures; the others have their readings", async () => {
    const { reader } = readerOf();
    const [long, wide, small] = ["long", "wide", "small"].map((metric) => inputOf({ metric }, ["queue"]));
    const part = inputOf({ metric: "long", where: { queue: "q7" } });
    const found = await reader.read([long!, wide!, small!, part], now);
    expect(found.get(long!.id)).toEqual({
      error: expect.stringContaining("`long` has 600 points of 60 series in the window, limits 500 points"),
    });
    expect(found.get(wide!.id)).toEqual({
      error: expect.stringContaining("`wide` has 150 points of 150 series in the window"),
    });
    expect(groupCount(found.get(small!.id))).toBe(5);
    // the points of the series that its condition chooses are few
    expect(found.get(part.id)).toEqual({ groups: [{ labels: {}, sample: { value: 7 } }] });
  });

  test("series beyond those that one query returns have their attributes", async () => {
    const input = inputOf({ metric: "wide" }, ["queue"]);
    const reader = createReader(api.store.queries, { limits: { ...limits, series: 149 } });
    expect(groupCount((await reader.read([input], now)).get(input.id))).toMatchObject({
      error: expect.any(String),
    });
    const all = createReader(api.store.queries, { limits: { ...limits, series: 150 } });
    const { groups } = (await all.read([input], now)).get(input.id) as Extract<Reading, { groups: unknown }>;
    expect(new Set(groups.map(({ labels }) => labels["queue"])).size).toBe(150);
  });
});

test("the limits are those of the docs", () => {
  expect(usualLimits).toEqual({ groups: 100_000, samples: 1_000_000, points: 100_000, series: 100_000 });
});

describe("queries of people", () => {
  /** Signals that tests abort, and a clock that they set. */
  function clockOf() {
    let ms = 0;
    const timers: { readonly ms: number; readonly abort: AbortController }[] = [];
    return {
      timers,
      nowMs: () => ms,
      wait(waited: number) {
        ms += waited;
      },
      timeout(after: number) {
        const abort = new AbortController();
        timers.push({ ms: after, abort });
        return abort.signal;
      },
      end(after: number) {
        ms += after;
        timers
          .filter((one) => one.ms === after)
          .at(-1)!
          .abort.abort();
      },
    };
  }

  const answer = { columns: [{ name: "value" }], rows: [[1]], isTruncated: false };
  const inputs = ["slow", "quick"].map((sql) => inputOf({ sql: `SELECT '${sql}'` }));

  /** `slow` never answers; each query that begins is noted. Before that it waits. */
  function askOf(begun: string[], onSlow: () => void, wait?: (signal: AbortSignal) => void): AskSql {
    return async (query, _, { signal, priority, onSlot }) => {
      wait?.(signal!);
      signal!.throwIfAborted();
      onSlot();
      begun.push(`${query} ${priority}`);
      if (!query.includes("slow")) return answer;
      const aborted = new Promise((_resolve, reject) => {
        signal!.addEventListener("abort", () => reject(new Error("cancelled")), { once: true });
      });
      onSlow();
      return (await aborted) as typeof answer;
    };
  }

  test("end at their limit, have slots of their own, and come last after that", async () => {
    const clock = clockOf();
    const begun: string[] = [];
    const askSql = askOf(begun, () => clock.end(begun.length === 1 ? 2_000 : 15_000));
    const reader = createReader(api.store.queries, { askSql, timeout: clock.timeout });
    const found = await reader.read(inputs, now);
    expect(inputs.map(({ id }) => found.get(id))).toEqual([
      { error: "The query took more than 15 s. Read fewer rows, or use a shorter window." },
      { groups: [{ labels: {}, sample: { value: 1 } }] },
    ]);
    const [slow, quick] = ["SELECT 'slow' background-slow-sql", "SELECT 'quick' background-sql"];
    expect(begun).toEqual(["SELECT 'slow' background-sql", slow, quick]);
    // a round of other rules in between changes nothing
    await reader.read([], now);
    await reader.read(inputs, now + minute);
    expect(begun.slice(3)).toEqual([quick, slow]);
  });

  test("those that have not begun when all together took too long are errors, too", async () => {
    const clock = clockOf();
    const begun: string[] = [];
    // each takes two seconds first
    const askSql = askOf(begun, () => clock.end([2_000, 15_000, 2_000, 11_000][begun.length - 1]!));
    const reader = createReader(api.store.queries, { askSql, timeout: clock.timeout, nowMs: clock.nowMs });
    const four = ["slow 1", "slow 2", "slow 3", "quick"].map((sql) => inputOf({ sql: `SELECT '${sql}'` }));
    const found = await reader.read(four, now);
    const slow = { error: expect.stringMatching(/^The query took more than 15 s/) };
    const late = {
      error: expect.stringMatching(/^The SQL queries of the rules took more than 30 s together/),
    };
    expect(four.map(({ id }) => found.get(id))).toEqual([slow, late, late, late]);
    expect(begun).toHaveLength(4);
  });

  test("their time begins when they have a slot: who waits for others is not too slow", async () => {
    const clock = clockOf();
    const begun: string[] = [];
    const askSql = askOf(
      begun,
      () => {},
      () => clock.wait(9_000),
    );
    const reader = createReader(api.store.queries, { askSql, timeout: clock.timeout, nowMs: clock.nowMs });
    const quick = ["a", "b", "c", "d"].map((sql) => inputOf({ sql: `SELECT '${sql}'` }));
    const found = await reader.read(quick, now);
    const read = { groups: [{ labels: {}, sample: { value: 1 } }] };
    const busy = {
      error:
        "The SQL queries of the rules waited more than 20 s for other queries. They run again in the next round.",
    };
    // after 27 s of waiting the rest is not asked
    expect(quick.map(({ id }) => found.get(id))).toEqual([read, read, read, busy]);
    expect(clock.timers.map(({ ms }) => ms)).toEqual([20_000, 2_000, 11_000, 2_000, 2_000, 2_000]);
    // nothing reached a limit, and all come in their order again
    await reader.read(quick, now + minute);
    expect(begun[3]).toBe("SELECT 'a' background-sql");
  });

  test("a wait that is too long says nothing about the query", async () => {
    const clock = clockOf();
    const begun: string[] = [];
    const askSql = askOf(
      begun,
      () => {},
      () => clock.end(20_000),
    );
    const reader = createReader(api.store.queries, { askSql, timeout: clock.timeout, nowMs: clock.nowMs });
    const found = await reader.read(inputs, now);
    const busy = { error: expect.stringMatching(/^The SQL queries of the rules waited more than 20 s/) };
    expect([inputs.map(({ id }) => found.get(id)), begun]).toEqual([[busy, busy], []]);
  });

  test("other readings do not wait for them", async () => {
    const clock = clockOf();
    const done = Promise.withResolvers<void>();
    const begun: string[] = [];
    const askSql = askOf(
      begun,
      () => void done.promise.then(() => clock.end(begun.length === 1 ? 2_000 : 15_000)),
    );
    const rate = inputOf({ service: "shop", measure: "rate" });
    const reader = createReader(
      {
        async run(...query) {
          const rows = await api.store.queries.run(...query);
          done.resolve();
          return rows as never;
        },
      },
      { askSql, timeout: clock.timeout },
    );
    const found = await reader.read([inputs[0]!, rate], now);
    expect(groupCount(found.get(rate.id))).toBe(1);
    expect(found.get(inputs[0]!.id)).toHaveProperty("error");
  });
});
