// Charts of any field of spans, log records and business records, and charts that show one figure of each line, on the real engine.
import type { ChartLine, ChartQuestion, ChartResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { runSql } from "../../src/api/sql/sql.ts";
import { readChartSql } from "../../src/dashboards/chart-sql.ts";
import { readChart } from "../../src/dashboards/read-chart.ts";
import { at, attributes, event, log, now, openApi, resource, span, type TestApi } from "./harness.ts";

const minute = 60_000;
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (const [place, [provider, seconds, traceState]] of (
      [
        ["nordpay", 1, ""],
        ["nordpay", 2, ""],
        ["nordpay", 3, ""],
        // one of four was kept
        ["harbourpay", 4, "ot=th:c"],
        ["", 5, ""],
      ] as const
    ).entries())
      sink.span(
        span({
          name: "charge card",
          traceId: `t${place}`,
          spanId: `s${place}`,
          startNs: at(-(place + 2) * minute),
          durationNs: BigInt(seconds) * 1_000_000_000n,
          traceState,
          resource: resource(place < 3 ? "shop" : "till", { region: place < 3 ? "eu" : "us" }),
          attributes: attributes({
            ...(provider !== "" && { provider }),
            items: seconds,
            "user.id": `u${place % 2}`,
          }),
        }),
      );
    for (const [place, severity] of [9, 17, 17].entries())
      sink.log(
        log({
          timeNs: at(-(place + 3) * minute),
          severity,
          identity: BigInt(place + 1),
          attributes: attributes({ bytes: 10 * (place + 1) }),
        }),
      );
    for (const [place, [outcome, amount, currency]] of (
      [
        ["completed", "40", "EUR"],
        ["completed", "60", "EUR"],
        ["failed", "7", "EUR"],
        ["failed", "1000", "SEK"],
      ] as const
    ).entries())
      sink.businessEvent(
        event({
          kind: "transaction",
          name: "purchase",
          phase: "ended",
          entityId: `order-${place}`,
          userId: `u${place % 2}`,
          timeNs: at(-5.5 * minute),
          outcome,
          amount,
          currency,
          durationMs: 2000 * (place + 1),
          attributes: attributes({ tier: place === 0 ? "gold" : "free" }),
        }),
      );
    for (const [user, step, m] of [
      ["u1", "cart", 8.9],
      ["u2", "cart", 8.8],
      ["u1", "paid", 8.7],
    ] as const)
      sink.businessEvent(
        event({ kind: "journey", name: "checkout", userId: user, step, timeNs: at(-m * minute) }),
      );
  });
});
afterAll(() => api?.close());

type Source = ChartQuestion["chart"]["sources"][number];

function contextOf(question: ChartQuestion): ApiContext {
  const { signal } = new AbortController();
  return {
    queries: api.store.queries,
    sql: api.store.sql,
    nowMs: () => now,
    signal,
    request: { body: question, ifMatch: undefined },
  };
}

function questionOf(source: Source, more: Partial<ChartQuestion["chart"]> = {}): ChartQuestion {
  return { from: "-30m", to: "now", chart: { title: "Chart", sources: [source], ...more } };
}

const draw = async (source: Source, more?: Partial<ChartQuestion["chart"]>): Promise<ChartResult> =>
  readChart(contextOf(questionOf(source, more)));
const totals = ({ lines }: { readonly lines: readonly ChartLine[] }): Record<string, number | null> =>
  Object.fromEntries(lines.map(({ label, total }) => [label, total]));

test("spans are counted before sampling, in all and by an attribute of them or of their process", async () => {
  const all = await draw({ records: "spans", measure: "count" });
  expect([all.unit, totals(all)]).toEqual(["{span}", { spans: 8 }]);
  expect(all.lines[0]?.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(8);
  const by = await draw({ records: "spans", measure: "count", by: "provider", limit: 1 });
  expect(totals(by)).toEqual({ harbourpay: 4, other: 4 });
  expect(totals(await draw({ records: "spans", measure: "count", by: "region" }))).toEqual({ us: 5, eu: 3 });
  const some = await draw({ records: "spans", measure: "count", by: "provider", filter: ["service=shop"] });
  expect(totals(some)).toEqual({ nordpay: 3 });
  expect(totals(await draw({ records: "spans", measure: "count" }, { service: "till" }))).toEqual({
    spans: 5,
  });
});

test("figures of numbers: their sum, average, ends and percentiles, by step and over the range", async () => {
  const of = async (measure: "sum" | "avg" | "min" | "max" | "p50"): Promise<number | null | undefined> =>
    (await draw({ records: "spans", measure, field: "items", filter: ["service=shop"] })).lines[0]?.total;
  expect([await of("sum"), await of("avg"), await of("min"), await of("max"), await of("p50")]).toEqual([
    6, 2, 1, 3, 2,
  ]);
  const duration = await draw({ records: "spans", measure: "max", field: "duration", by: "provider" });
  expect([duration.unit, totals(duration)]).toEqual(["s", { none: 5, harbourpay: 4, nordpay: 3 }]);
  expect(duration.lines[0]?.values.filter((value) => value !== null)).toEqual([5]);
  expect(totals(await draw({ records: "spans", measure: "unique", field: "user.id" }))).toEqual({
    "unique of user.id": 2,
  });
  expect((await draw({ records: "spans", measure: "max", field: "absent" })).lines[0]?.total).toBeNull();
});

test("log records by severity, and the sum of an attribute of them", async () => {
  expect(totals(await draw({ records: "logs", measure: "count", by: "severity" }))).toEqual({
    error: 2,
    info: 1,
  });
  const sum = await draw({ records: "logs", measure: "sum", field: "bytes", filter: ["severity>=error"] });
  expect(totals(sum)).toEqual({ "sum of bytes": 50 });
});

test("business records: amounts of one currency, conditions on fields and on attributes", async () => {
  const amount = { records: "events", measure: "sum", field: "amount" } as const;
  await expect(draw(amount)).rejects.toMatchObject({
    code: "BAD_BODY",
    fix: "Add the condition `currency=EUR`.",
  });
  const euros = await draw({ ...amount, by: "outcome", filter: ["currency=EUR"] });
  expect([euros.unit, totals(euros)]).toEqual(["EUR", { completed: 100, failed: 7 }]);
  const events = { records: "events", measure: "count" } as const;
  expect(totals(await draw({ ...events, by: "tier", filter: ["kind=transaction"] }))).toEqual({
    free: 3,
    gold: 1,
  });
  expect(totals(await draw({ ...events, filter: ["tier=gold", "outcome!=failed"] }))).toEqual({ events: 1 });
  const people = await draw({
    records: "events",
    measure: "unique",
    field: "user.id",
    filter: ["kind=journey"],
  });
  expect(totals(people)).toEqual({ "unique of user.id": 2 });
  expect(totals(await draw({ records: "events", measure: "max", field: "duration" }))).toEqual({
    "max of duration": 8,
  });
});

test("a number, a table and a top list have a figure of each line over the range, and of the period before", async () => {
  const by = { transaction: "purchase", measure: "completion", by: "tier" } as const;
  expect(totals(await draw(by, { form: "top" }))).toEqual({ free: 1 / 3, gold: 1 });
  const compared = await draw({ records: "spans", measure: "count" }, { form: "number", compare: "5m" });
  expect(totals(compared)).toEqual({ spans: 8, "spans, 5m before": 1 });
  const funnel = { funnel: "checkout", measure: "conversion", from: "cart", to: "paid" } as const;
  expect(totals(await draw(funnel, { form: "number" }))).toEqual({ "cart → paid": 0.5 });
  const share = await readChart(
    contextOf({
      ...questionOf({ transaction: "purchase", measure: "count" }),
      chart: {
        title: "Share",
        form: "number",
        formula: "a / b",
        sources: [
          { records: "events", measure: "count", filter: ["outcome=failed"] },
          { transaction: "purchase", measure: "count" },
        ],
      },
    }),
  );
  expect(totals(share)).toEqual({ "a / b": 0.5 });
});

test("a form whose figures nothing has is refused, with a way out", async () => {
  await expect(draw({ service: "shop", measure: "p95" }, { form: "number" })).rejects.toMatchObject({
    message: "Cannot draw `shop p95` as `number`: it has no figure over the whole range.",
    fix: "Draw `lines`, or choose another measure.",
  });
  await expect(draw({ records: "spans", measure: "count" }, { form: "funnel" })).rejects.toThrow("a funnel");
  await expect(draw({ records: "spans", measure: "sum" })).rejects.toThrow("a field of the records");
});

test("a funnel has the people of each step", async () => {
  const steps = ["cart", "paid"];
  const drawn = await draw({ funnel: "checkout", measure: "conversion", steps }, { form: "funnel" });
  expect([drawn.unit, totals(drawn)]).toEqual(["{person}", { cart: 2, paid: 1 }]);
});

test("the queries of a chart are shown as they were sent, and run as queries that a person writes", async () => {
  const source = {
    records: "spans",
    measure: "count",
    by: "provider",
    filter: ["provider!=o'clock"],
  } as const;
  const { queries } = await readChartSql(contextOf(questionOf(source)));
  expect(queries[0]?.name).toBe("chart-spans");
  expect(queries[0]?.sql).not.toMatch(/[{}]|SETTINGS/);
  const request = { body: { query: queries[0]!.sql, format: "json" }, ifMatch: undefined };
  const { rows } = (await runSql(undefined, { ...contextOf(questionOf(source)), request })) as {
    readonly rows: readonly (readonly unknown[])[];
  };
  const whole = rows.filter(([, time]) => Number(time) === 0);
  expect(whole.map(([, , figure]) => Number(figure)).toSorted((a, b) => a - b)).toEqual([1, 3, 4]);
});

test("a query that a person wrote is shown with the values of its variables", async () => {
  const sql = "SELECT count() AS n FROM spans WHERE name = {name:String}";
  const question = { ...questionOf({ sql }), params: { name: "it's" } };
  const { queries } = await readChartSql(contextOf(question));
  expect(queries).toEqual([
    { name: "sql", sql: String.raw`SELECT count() AS n FROM spans WHERE name = 'it\'s'` },
  ]);
});
