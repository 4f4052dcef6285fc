// What a reader does with queries of people, hostile inputs and a store that fails.
import { createEngine } from "alerts";
import { createInput, type Input, type Reading, type Source } from "alerts/readings";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AskSql, createReader } from "../../src/alerts/read/read.ts";
import { evaluateSql } from "../../src/api/sql/sql.ts";
import { ProblemError } from "../../src/problem/problem.ts";
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

let api: TestApi;
let askSql: AskSql;

beforeAll(async () => {
  api = await openApi();
  const { queries, sql } = api.store;
  askSql = (query, params, { maxRows, onSlot, ...options }) =>
    evaluateSql(query, params, { maxRows, onSlot }, { queries, sql, nowMs: () => now, ...options });
  await api.write((sink) => {
    for (let index = 0; index < 40; index++)
      sink.span(
        span({
          traceId: `t${index}`,
          spanId: `s${index}`,
          kind: 2,
          startNs: at(-60_000 - index * 1000),
          status: index % 4 === 0 ? 2 : 0,
          attributes: attributes({ customer: `c${index}` }),
        }),
      );
    const gauge = series("level", { resource: resource("shop") });
    for (const [second, value] of [
      [90, NaN],
      [80, Infinity],
      [70, 4],
      [60, -Infinity],
    ] as const)
      sink.sample(sample(gauge, at(-second * 1000), value));
    sink.log(log({ body: "a 100% `'\\_ b", identity: 7n }));
    sink.businessEvent(
      event({ kind: "transaction", phase: "ended", name: "p'`%_\\", outcome: "completed", entityId: "x" }),
    );
  });
});

afterAll(async () => api.close());

const minute = 60_000;
const inputOf = (source: Source, groupBy: readonly string[] = [], windowMs = 5 * minute): Input =>
  createInput(source, windowMs, 0, groupBy);

async function readOne(source: Source, groupBy?: readonly string[]): Promise<Reading> {
  const input = inputOf(source, groupBy);
  return (await createReader(api.store.queries, { askSql }).read([input], now)).get(input.id)!;
}

const value = (number: number) => ({ groups: [{ labels: {}, sample: { value: number } }] });

test("a query of people gets its window, and its other columns are the groups", async () => {
  const sql =
    "SELECT count() AS value, toString(status) AS state FROM spans WHERE start >= {from:DateTime64(9)} AND start < {to:DateTime64(9)} GROUP BY state";
  // without groups the highest value counts
  expect(await readOne({ sql })).toEqual(value(30));
  const { groups } = (await readOne({ sql }, ["state"])) as Extract<Reading, { groups: unknown }>;
  expect(groups.toSorted((a, b) => a.sample.value - b.sample.value)).toEqual([
    { labels: { state: "2" }, sample: { value: 10 } },
    { labels: { state: "0" }, sample: { value: 30 } },
  ]);
  const early = inputOf({ sql }, [], minute);
  expect((await createReader(api.store.queries, { askSql }).read([early], now)).get(early.id)).toEqual(
    value(1),
  );
});

test("what is absent is read with the minute since when there is telemetry", async () => {
  const [rule] = createEngine({
    alerts: [{ name: "missing", on: { metric: "nothing" }, when: { absent: true } }],
  }).rules;
  const [input] = rule!.evaluator.inputs;
  const readFrom = async ({ store }: TestApi): Promise<Reading> =>
    (await createReader(store.queries).read([input!], now)).get(input!.id)!;
  // the spans of `beforeAll`
  expect(await readFrom(api)).toEqual({ groups: [], since: now - 2 * minute });
  const other = await openApi();
  try {
    expect(await readFrom(other)).toEqual({ groups: [], since: Number.POSITIVE_INFINITY });
    // a sender of metrics alone
    const gauge = series("level", { resource: resource("shop") });
    await other.write((sink) => sink.sample(sample(gauge, at(-10 * minute), 4)));
    expect(await readFrom(other)).toEqual({ groups: [], since: now - 10 * minute });
  } finally {
    await other.close();
  }
});

test.each([
  ["SELECT 1", /no column `value`; its columns are `1`/],
  ["SELECT 'x' AS value", /not a number/],
  ["SELECT value FROM nothing", /nothing/],
  ["SELEC 1 AS value", /SELECT|begin/],
  ["SELECT count() AS value FROM tokens", /tokens/],
  ["SELECT * FROM url('http://127.0.0.1/', 'CSV', 'value Int8')", /url/],
  ["DROP TABLE spans", /Only queries that read/],
  ["EXPLAIN SELECT 1 AS value", /not a query/],
  ["SELECT number AS value FROM numbers(20000)", /more than 10000 rows|numbers/],
  ["SELECT throwIf(1) AS value", /throwIf/],
  ["SELECT {missing:String} AS value", /missing/],
])("%s is a clear error", async (sql, message) => {
  expect(await readOne({ sql })).toEqual({ error: expect.stringMatching(message) });
});

test("NaN, infinity and NULL are not data", async () => {
  for (const sql of [
    "SELECT nan AS value",
    "SELECT 1 / 0 AS value",
    "SELECT NULL AS value",
    "SELECT 1 AS value WHERE 0",
  ])
    expect(await readOne({ sql })).toEqual({ groups: [] });
  for (const aggregation of ["last", "min", "max", "sum", "average", "p99"] as const)
    expect(await readOne({ metric: "level", aggregation })).toEqual(value(4));
});

test("a large integer, a decimal and a boolean are numbers", async () => {
  expect(await readOne({ sql: "SELECT toUInt64(9007199254740993) AS value" })).toEqual(
    value(9007199254740992),
  );
  expect(await readOne({ sql: "SELECT toDecimal64(1.25, 4) AS value" })).toEqual(value(1.25));
  expect(await readOne({ sql: "SELECT true AS value" })).toEqual(value(1));
});

test("names and patterns are data, whatever characters they have", async () => {
  const hit = { groups: [{ labels: {}, sample: { value: 1, count: 1 } }] };
  expect(await readOne({ log: "a 100% `'\\_ b" })).toEqual(hit);
  expect(await readOne({ log: "*%*'\\_*" })).toEqual(hit);
  expect(await readOne({ log: "a_100*" })).toEqual({ groups: [] });
  expect(await readOne({ log: "%" })).toEqual({ groups: [] });
  expect(await readOne({ transaction: "p'`%_\\", measure: "count" })).toEqual(hit);
  expect(await readOne({ transaction: "p'`%_\\' OR 1 --", measure: "count" })).toEqual({ groups: [] });
});

test("an input that cannot be read does not keep others from being read", async () => {
  const many = Array.from({ length: 6 }, (_, place) => `k${place}`);
  const inputs = [
    inputOf({ service: "shop", measure: "rate" }, many),
    inputOf({ service: "shop", measure: "rate", where: Object.fromEntries(many.map((key) => [key, 1])) }),
    inputOf({ sql: "SELECT" }),
    inputOf({ transaction: "x".repeat(200_000), measure: "count" }),
    inputOf({ service: "shop", measure: "errors" }),
  ];
  const found = await createReader(api.store.queries, { askSql }).read(inputs, now);
  expect(inputs.map(({ id }) => found.get(id))).toEqual([
    { error: "`groupBy` has 6 attributes; at most 5 are read. Remove some." },
    { error: "`where` has 6 attributes; at most 5 are read. Remove some." },
    { error: expect.stringMatching(/SELECT|query/i) },
    { error: expect.stringMatching(/200003 bytes|bytes/) },
    { groups: [{ labels: {}, sample: { value: 0.25, part: 10, count: 40 } }] },
  ]);
});

test("very many groups are groups", async () => {
  const { groups } = (await readOne({ service: "shop", measure: "rate" }, ["customer"])) as Extract<
    Reading,
    { groups: unknown }
  >;
  expect(groups).toHaveLength(40);
});

test("a store that fails is an error of each input, and an unknown error does not show its details", async () => {
  const inputs = [
    inputOf({ service: "shop", measure: "rate" }),
    inputOf({ metric: "level" }),
    inputOf({ finding: "*" }),
  ];
  const away = new ProblemError("STORE_UNAVAILABLE", "The store did not answer.", "Try again in a moment.");
  const failing = async (failure: Error) => {
    const run = async (): Promise<never> => {
      throw failure;
    };
    return createReader({ run }).read(inputs, now);
  };
  const found = await failing(away);
  expect(inputs.map(({ id }) => found.get(id))).toEqual([
    { error: "The store did not answer. Try again in a moment." },
    { error: "The store did not answer. Try again in a moment." },
    { error: "The store did not answer. Try again in a moment." },
  ]);
  expect((await failing(new Error("password=secret"))).get(inputs[0]!.id)).toEqual({
    error: "The reading failed inside of the console; see its log.",
  });
});

test("a reading that is cancelled ends, with an error", async () => {
  const input = inputOf({ service: "shop", measure: "p95" });
  const found = await createReader(api.store.queries).read([input], now, { signal: AbortSignal.abort() });
  expect(found.get(input.id)).toEqual({ error: expect.stringContaining("cancelled") });
});
