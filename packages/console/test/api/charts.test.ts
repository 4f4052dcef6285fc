// What charts draw on the real engine: each kind of source, formulas, the earlier period, heatmaps, bad questions.
import type { ChartQuestion, ChartResult } from "contract";
import { parseDurationNs } from "catalog/duration";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiContext } from "../../src/api/context.ts";
import { toIso } from "../../src/api/time/time.ts";
import { readChart } from "../../src/dashboards/read-chart.ts";
import type { RowSink } from "../../src/store/rows.ts";
import {
  at,
  attributes,
  distribution,
  event,
  log,
  now,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "./harness.ts";

const minute = 60_000;
const shop = resource("shop", {});
let api: TestApi;

function write(sink: RowSink): void {
  const counter = { type: 2, temporality: 1, monotonic: true, resource: shop } as const;
  const orders = ["nordpay", "harbourpay", "paycove"].map((provider) =>
    series("orders", { ...counter, attributes: attributes({ provider }) }),
  );
  const errors = series("errors", { ...counter, attributes: attributes({ provider: "nordpay" }) });
  for (let m = 30; m >= 1; m--)
    for (const [place, one] of orders.entries())
      sink.sample(sample(one, at(-m * minute), BigInt(60 * (place + 1))));
  for (let m = 30; m >= 1; m--) sink.sample(sample(errors, at(-m * minute), 6n));
  const durations = series("durations", { type: 3, temporality: 1, resource: shop, unit: "s" });
  for (let m = 10; m >= 1; m--)
    sink.distribution(
      distribution(durations, at(-m * minute), {
        count: 10n,
        sum: 30,
        bounds: [1, 5],
        counts: [5n, 4n, 1n],
      }),
    );
  for (const [m, status] of [
    [5, 0],
    [6, 0],
    [6, 2],
  ] as const)
    sink.span(
      span({
        name: "charge card",
        traceId: `t${m}${status}`,
        spanId: `s${m}${status}`,
        startNs: at(-m * minute),
        status,
      }),
    );
  for (const [place, outcome] of ["completed", "completed", "completed", "failed"].entries())
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "purchase",
        phase: "ended",
        entityId: `order-${place}`,
        timeNs: at(-5.5 * minute),
        outcome,
        durationMs: 2000,
      }),
    );
  for (const [place, [amount, currency]] of (
    [
      ["40", "EUR"],
      ["60", "EUR"],
      ["1000", "SEK"],
    ] as const
  ).entries())
    sink.businessEvent(
      event({
        kind: "transaction",
        name: "refund",
        phase: "ended",
        entityId: `refund-${place}`,
        timeNs: at(-5.5 * minute),
        outcome: "completed",
        amount,
        currency,
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
  for (const state of ["packed", "sent"])
    sink.businessEvent(
      event({
        kind: "workflow",
        name: "order",
        phase: "event",
        entityId: "order-1",
        step: state,
        state,
        timeNs: at(-4.5 * minute),
      }),
    );
  sink.log(log({ timeNs: at(-3 * minute), severity: 17, body: "declined", identity: 1n }));
  sink.log(log({ timeNs: at(-3 * minute), eventName: "voucher.rejected", identity: 2n }));
}

beforeAll(async () => {
  api = await openApi();
  await api.write(write);
});
afterAll(() => api?.close());

const ask = async (question: ChartQuestion): Promise<ChartResult> => {
  const { signal } = new AbortController();
  const context: ApiContext = {
    queries: api.store.queries,
    sql: api.store.sql,
    nowMs: () => now,
    signal,
    request: { body: question, ifMatch: undefined },
  };
  return readChart(context);
};

/** Of the whole range except its first and last step, which are not whole. */
const inner = (values: readonly (number | null)[] | undefined): readonly (number | null)[] =>
  (values ?? []).slice(1, -1);
const lastHour = { from: "-30m", to: "now" } as const;
const orders = { metric: "orders", aggregation: "sum" } as const;

test("draws a metric by groups, with the rest as one line", async () => {
  const { lines, truncated, stepMs } = await ask({
    ...lastHour,
    chart: { title: "Orders", sources: [{ ...orders, groupBy: ["provider"], limit: 1 }] },
  });
  expect(stepMs).toBe(minute);
  expect([lines.map(({ label }) => label), truncated]).toEqual([["paycove", "other"], 0]);
  expect(new Set(inner(lines[0]?.values))).toEqual(new Set([180]));
  expect(new Set(inner(lines[1]?.values))).toEqual(new Set([180]));
});

test("the one figure of a metric is of the range, not of the whole step in which it begins", async () => {
  // a minute's point is a millisecond before the range
  const range = { from: at(-5 * minute) + 1_000_000n, to: at(0) };
  const { lines } = await ask({
    from: toIso(range.from),
    to: toIso(range.to),
    chart: { title: "Orders", form: "number", sources: [{ ...orders, where: { provider: "nordpay" } }] },
  });
  expect(lines.map(({ total: figure }) => figure)).toEqual([4 * 60]);
});

test("the one figure of traces is of the range, also where roll-ups have whole minutes", async () => {
  const { lines } = await ask({
    from: toIso(at(-6 * minute) + 1_000_000n),
    to: toIso(at(180 * minute)),
    chart: { title: "Spans", form: "number", sources: [{ traces: "all" }] },
  });
  expect(lines.map(({ total: figure }) => figure)).toEqual([1]);
});

test("draws a formula with its unit: the share of errors of all orders in per cent", async () => {
  const sources = [{ metric: "errors", aggregation: "sum" as const }, orders];
  const { lines, unit } = await ask({
    ...lastHour,
    chart: { title: "Errors", sources, formula: "a / b * 100" },
  });
  expect([lines.map(({ label }) => label), unit]).toEqual([["a / b * 100"], "%"]);
  for (const value of inner(lines[0]?.values)) expect(value).toBeCloseTo(100 / 60, 9);
});

test("draws the earlier period on the same axis", async () => {
  const { lines, times } = await ask({
    from: "-10m",
    to: "now",
    chart: { title: "Orders", sources: [orders], compare: "15m" },
  });
  expect(lines.map(({ label, kind }) => [label, kind])).toEqual([
    ["orders", "line"],
    ["orders, 15m before", "before"],
  ]);
  expect(lines[1]?.values).toHaveLength(times.length);
  expect(new Set(inner(lines[1]?.values))).toEqual(new Set([360]));
});

test("draws a histogram as a heatmap", async () => {
  const { heatmap, unit, times } = await ask({
    from: "-9m",
    to: "now",
    chart: { title: "Durations", sources: [{ metric: "durations" }], form: "heatmap" },
  });
  expect(unit).toBe("s");
  expect(heatmap?.lows).toEqual([null, 1, 5]);
  expect(heatmap?.highs).toEqual([1, 5, null]);
  expect(heatmap?.counts).toHaveLength(times.length);
  expect(heatmap?.counts[2]).toEqual([5, 4, 1]);
});

test("draws transactions, journeys, workflows, spans, services, events, log records and SQL", async () => {
  const draw = async (source: ChartQuestion["chart"]["sources"][number]): Promise<ChartResult> =>
    ask({ ...lastHour, chart: { title: "Chart", sources: [source] } });
  const sum = ({ lines }: ChartResult): number =>
    lines.flatMap(({ values }) => values).reduce<number>((all, value) => all + (value ?? 0), 0);
  const known = ({ lines }: ChartResult): (number | null)[] =>
    lines.flatMap(({ values }) => values).filter((value) => value !== null);
  expect(sum(await draw({ transaction: "purchase", measure: "count" }))).toBe(4);
  const completion = await draw({ transaction: "purchase", measure: "completion" });
  expect([completion.unit, known(completion)]).toEqual(["1", [0.75]]);
  expect(known(await draw({ transaction: "purchase", measure: "p95" }))[0]).toBeCloseTo(2, 0);
  expect(sum(await draw({ funnel: "checkout", measure: "entered", from: "cart", to: "paid" }))).toBe(2);
  const share = await draw({ funnel: "checkout", measure: "conversion", from: "cart", to: "paid" });
  expect([share.unit, known(share)]).toEqual(["1", [0.5]]);
  const funnel = { funnel: "checkout", measure: "conversion", steps: ["cart", "gift", "paid"] } as const;
  expect(known(await draw(funnel))).toEqual([0]);
  expect(known(await draw({ ...funnel, steps: ["cart", "paid"], window: "1s" }))).toEqual([0]);
  expect(known(await draw({ ...funnel, steps: ["paid", "cart"], order: "any" }))).toEqual([0.5]);
  expect(known(await draw({ ...funnel, steps: ["cart", "paid"], exclude: ["offer"] }))).toEqual([0.5]);
  expect(sum(await draw({ workflow: "order", measure: "events" }))).toBe(2);
  const calls = await draw({ span: "charge card", measure: "rate" });
  expect(sum(calls) * (calls.stepMs / 1000)).toBeCloseTo(3, 6);
  const failures = await draw({ span: "charge card", measure: "errors" });
  expect(known(failures).some((value) => value !== null && value > 0.3)).toBe(true);
  const events = await draw({ event: "voucher.rejected", measure: "rate" });
  expect(sum(events) * (events.stepMs / 1000)).toBeCloseTo(1, 6);
  const records = await draw({ logs: "", severity: "error" });
  expect(records.lines.map(({ label, kind }) => [label, kind])).toEqual([["error", "bars"]]);
  expect((await draw({ service: "shop", measure: "rate" })).lines).toHaveLength(1);
  const over = await draw({
    sql: "SELECT toStartOfMinute(start) AS time, count() AS spans FROM spans WHERE start >= {from:DateTime64(9)} GROUP BY time ORDER BY time WITH FILL STEP 60",
  });
  expect([over.lines.map(({ label }) => label), sum(over)]).toEqual([["spans"], 3]);
  const table = await draw({ sql: "SELECT name, count() AS spans FROM spans GROUP BY name" });
  expect(table.table).toEqual({
    columns: [
      { name: "name", type: "LowCardinality(String)" },
      { name: "spans", type: "UInt64" },
    ],
    rows: [["charge card", "3"]],
    truncated: 0,
  });
  const long = await draw({ sql: "SELECT name, arrayJoin(range(100)) AS n FROM spans ORDER BY n" });
  expect([long.table?.rows.length, long.table?.truncated]).toEqual([200, 100]);
});

test("the rate of sampled spans is that before sampling", async () => {
  await api.write((sink) =>
    sink.span(
      span({
        name: "pack",
        traceId: "pack",
        spanId: "pack",
        startNs: at(-1800 * minute),
        traceState: "ot=th:c",
      }),
    ),
  );
  const { lines, stepMs } = await ask({
    from: "-31h",
    to: "-29h",
    chart: { title: "x", sources: [{ span: "pack", measure: "rate" }] },
  });
  expect(total(lines[0]!.values) * (stepMs / 1000)).toBeCloseTo(4, 6);
});

test("an earlier period is a whole number of steps away, also over days", async () => {
  const days = { from: "2026-11-10T18:00:00Z", to: "2026-11-20T18:00:00Z" };
  const source = { span: "charge card", measure: "rate" } as const;
  const { lines, times, stepMs } = await ask({
    ...days,
    chart: { title: "x", sources: [source], compare: "1h" },
  });
  expect(stepMs).toBe(60 * minute);
  const placesOf = (kind: string): number[] =>
    (lines.find((line) => line.kind === kind)?.values ?? []).flatMap((value, at_) =>
      (value ?? 0) > 0 ? [times[at_]!] : [],
    );
  expect(placesOf("line").length).toBeGreaterThan(0);
  expect(placesOf("before")).toEqual(placesOf("line").map((time) => time + 60 * minute));
  await expect(
    ask({ ...days, chart: { title: "x", sources: [source], compare: "1m" } }),
  ).rejects.toMatchObject({
    message: expect.stringContaining("not a multiple of the step, which is 2 h in") as string,
  });
});

test.each([
  [32, "1d", 24 * 60],
  [90, "1w", 7 * 24 * 60],
  [365, "1d", 24 * 60],
  [365, "12h", 12 * 60],
])("a journey over %d days is compared with %s before", async (days, compare, minutes) => {
  const ahead = parseDurationNs(compare)!;
  const source = { funnel: "checkout", measure: "entered", from: "cart", to: "paid" } as const;
  const { lines, times, stepMs } = await ask({
    from: new Date(Number(at(-days * 24 * 60 * minute) / 1_000_000n)).toISOString(),
    // All who began do so in both periods.
    to: new Date(Number(at(ahead / 1e6 + minute) / 1_000_000n)).toISOString(),
    chart: { title: "x", sources: [source], compare },
  });
  expect(stepMs).toBe(minutes * minute);
  const [of, before] = lines.map(({ values }) =>
    values.flatMap((value, at_) => (value === 2 ? [times[at_]!] : [])),
  );
  expect(of).toHaveLength(1);
  expect(before).toEqual([of![0]! + ahead / 1e6]);
});

test("values of variables are parameters of SQL", async () => {
  const { table } = await ask({
    chart: { title: "q", sources: [{ sql: "SELECT {provider:String} AS provider" }] },
    params: { provider: "' OR 1", unused: "x" },
  });
  expect(table?.rows).toEqual([["' OR 1"]]);
});

test.each([
  [{ title: "x", sources: [] }, "Cannot use `chart.sources`"],
  [{ title: "x", sources: [orders], formula: "a / c" }, "Cannot use the formula `a / c`: Cannot use `c`"],
  [{ title: "x", sources: [orders], form: "heatmap" }, "it is a sum, and expected is a histogram"],
  [{ title: "x", sources: [{ metric: "nothing" }] }, "Cannot find the metric `nothing`"],
  [{ title: "x", sources: [{ workflow: "order", measure: "p95" }] }, "does not know the duration"],
  [{ title: "x", sources: [{ sql: "DROP TABLE spans" }] }, ""],
] as const)("refuses %j", async (chart, message) => {
  await expect(ask({ chart: chart as never })).rejects.toMatchObject({
    name: "ProblemError",
    message: expect.stringContaining(message) as string,
  });
});

const sixHours = { from: "-6h", to: "now" } as const;
const total = (values: readonly (number | null)[] | undefined): number =>
  (values ?? []).reduce<number>((all, value) => all + (value ?? 0), 0);

test("a record counts once, however fine the steps of the other queries are", async () => {
  const records = { logs: "", severity: "error" } as const;
  const { lines } = await ask({ ...sixHours, chart: { title: "x", sources: [orders, records] } });
  expect(total(lines.find(({ query }) => query === "b")?.values)).toBe(1);
  const sum = await ask({
    ...sixHours,
    chart: { title: "x", sources: [records, orders], formula: "a + b * 0" },
  });
  expect(total(sum.lines[0]?.values)).toBe(1);
});

test("the queries of a formula take the steps of a journey", async () => {
  const journey = { funnel: "checkout", measure: "entered", from: "cart", to: "paid" } as const;
  const chart = { title: "x", sources: [journey, orders], formula: "a + b * 0" };
  const { lines, stepMs } = await ask({ ...sixHours, chart });
  expect([total(lines[0]?.values), stepMs]).toEqual([2, 15 * minute]);
});

test("a formula over steps that differ is refused", async () => {
  const sql =
    "SELECT toStartOfMinute(start) AS time, count() AS spans FROM spans GROUP BY time ORDER BY time WITH FILL STEP 60";
  const chart = { title: "x", sources: [orders, { sql }], formula: "a / b" };
  await expect(ask({ ...sixHours, chart })).rejects.toMatchObject({
    code: "BAD_BODY",
    message: expect.stringContaining("different widths: `a` 5 min, `b` 1 min") as string,
  });
});

test("amounts of several currencies are not added: that of the chart's unit is drawn, else the commonest", async () => {
  const source = { transaction: "refund", measure: "amount" } as const;
  const draw = async (unit?: string): Promise<unknown[]> => {
    const chart = { title: "x", sources: [source], ...(unit !== undefined && { unit }) };
    const { lines, unit: shown } = await ask({ ...lastHour, chart });
    return [shown, ...lines.flatMap(({ label, values }) => [label, total(values)])];
  };
  expect(await draw()).toEqual(["EUR", "refund amount, EUR", 100]);
  expect(await draw("SEK")).toEqual(["SEK", "refund amount, SEK", 1000]);
  expect(await draw("USD")).toEqual(["USD"]);
});

test("a query in SQL has formulas and earlier periods, too", async () => {
  const sql =
    "SELECT toStartOfMinute(start) AS time, count() AS spans FROM spans WHERE start >= {from:DateTime64(9)} AND start < {to:DateTime64(9)} GROUP BY time ORDER BY time";
  const doubled = await ask({ ...lastHour, chart: { title: "x", sources: [{ sql }], formula: "a * 2" } });
  expect(doubled.lines.map(({ values }) => total(values))).toEqual([6]);
  const compared = await ask({ ...lastHour, chart: { title: "x", sources: [{ sql }], compare: "1m" } });
  expect(compared.lines.map(({ label }) => label)).toEqual(["spans", "spans, 1m before"]);
  const table = { title: "x", sources: [{ sql: "SELECT name, start FROM spans" }], formula: "a * 2" };
  await expect(ask({ ...lastHour, chart: table })).rejects.toMatchObject({
    code: "BAD_BODY",
    message: expect.stringContaining("its result is a table") as string,
  });
});

test("a formula is computed for each group, without the rest of a query's groups", async () => {
  const byProvider = { ...orders, groupBy: ["provider"], limit: 1 };
  const { lines } = await ask({
    ...lastHour,
    chart: { title: "x", sources: [byProvider, { ...byProvider, limit: 2 }], formula: "a / b" },
  });
  expect(lines.map(({ label }) => label).toSorted()).toEqual(["harbourpay", "nordpay", "paycove"]);
  for (const { values } of lines) expect(new Set(inner(values))).toEqual(new Set([1]));
});

test("counts and amounts are zero when nothing happened; shares have gaps", async () => {
  const draw = async (source: ChartQuestion["chart"]["sources"][number]): Promise<Set<number | null>> =>
    new Set((await ask({ ...lastHour, chart: { title: "x", sources: [source] } })).lines[0]?.values);
  expect(await draw({ transaction: "purchase", measure: "count" })).toEqual(new Set([0, 4]));
  expect(await draw({ transaction: "refund", measure: "amount" })).toEqual(new Set([0, 100]));
  expect(await draw({ workflow: "order", measure: "events" })).toEqual(new Set([0, 2]));
  expect(await draw({ transaction: "purchase", measure: "completion" })).toEqual(new Set([null, 0.75]));
  const never = { transaction: "purchase", measure: "count" } as const;
  const before = { from: "-300m", to: "-200m" } as const;
  const sum = { title: "x", sources: [never, never], formula: "a + b" };
  expect(new Set((await ask({ ...before, chart: sum })).lines[0]?.values)).toEqual(new Set([0]));
});
