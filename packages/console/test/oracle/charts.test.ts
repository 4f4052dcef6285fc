// Charts against the oracle, and so against the readings of alert rules and the pages: one figure for one period.
import type { ChartResult, ChartSource } from "contract";
import type { Source } from "alerts/readings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { now, type TestApi, workflowDefinition } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { ask } from "./asking.ts";
import { telemetryOf } from "./generate.ts";
import { type Expected, expectedReading, type Read } from "./readings.ts";
import { between, percentile, type Period, weigh } from "./requests.ts";
import { seeds, some } from "./seeds.ts";
import { addSignals } from "./signals-store.ts";
import { signalsOf } from "./signals.ts";
import { storeOf } from "./store.ts";

const minute = 60_000;
const close = (value: number): unknown => expect.closeTo(value, 6) as unknown;
/** A bucket of durations is so much wider than its beginning. */
const bucket = 2 ** 0.25 * 1.001;

interface Case {
  readonly chart: ChartSource;
  /** The same for an alert rule; absent: `of` says what it is. */
  readonly source?: Source;
  readonly of?: (read: Read, period: Period) => number | undefined;
  /** Without data: counts are zero, and shares have no value. */
  readonly empty: 0 | null;
  /** Known to the width of a bucket. */
  readonly isNear?: true;
}

const currency = (code: string) => ({ "telltale.transaction.currency": code });

const cases: readonly Case[] = [
  ...["shop", "payment", "mail"].flatMap((service): Case[] => [
    { chart: { service, measure: "rate" }, source: { service, measure: "rate" }, empty: 0 },
    { chart: { service, measure: "errors" }, source: { service, measure: "errors" }, empty: null },
    ...(["p50", "p95", "p99"] as const).map((measure): Case => ({
      chart: { service, measure },
      source: { service, measure },
      empty: null,
      isNear: true,
    })),
  ]),
  ...["POST", "POST /buy", "send mails"].flatMap((span): Case[] => {
    const own = ({ spans }: Read, period: Period) =>
      between(spans, period).filter(({ name }) => name === span);
    return [
      {
        chart: { span, measure: "rate" },
        of: (read, period) => weigh(own(read, period)) / ((period.to - period.from) / 1000),
        empty: 0,
      },
      {
        chart: { span, measure: "errors" },
        of: (read, period) => {
          const all = own(read, period);
          return all.length === 0 ? undefined : weigh(all.filter(({ failed }) => failed)) / weigh(all);
        },
        empty: null,
      },
      {
        chart: { records: "spans", measure: "count", filter: [`name=${span}`] },
        of: (read, period) => weigh(own(read, period)),
        empty: 0,
      },
      {
        chart: { span, measure: "p95" },
        of: (read, period) => {
          const ms = percentile(own(read, period), 0.95);
          return ms === undefined ? undefined : ms / 1000;
        },
        empty: null,
        isNear: true,
      },
    ];
  }),
  ...(["count", "completion", "failure"] as const).map((measure): Case => ({
    chart: { transaction: "purchase", measure },
    source: { transaction: "purchase", measure },
    empty: measure === "count" ? 0 : null,
  })),
  ...(["p50", "p90", "p95", "p99"] as const).map((measure): Case => ({
    chart: { transaction: "purchase", measure },
    source: { transaction: "purchase", measure },
    empty: null,
  })),
  ...["EUR", "USD", "GBP"].map((code): Case => ({
    chart: { transaction: "purchase", measure: "amount" },
    source: { transaction: "purchase", measure: "amount", where: currency(code) },
    empty: 0,
  })),
  {
    chart: { workflow: "order", measure: "events" },
    source: { workflow: "order", measure: "events" },
    empty: 0,
  },
  {
    chart: { workflow: "order", measure: "events", state: "sent" },
    source: { workflow: "order", measure: "events", state: "sent" },
    empty: 0,
  },
  {
    chart: { workflow: "order", measure: "stuck" },
    source: { workflow: "order", measure: "stuck" },
    empty: 0,
  },
  {
    chart: { event: "voucher.rejected", measure: "rate" },
    source: { event: "voucher.rejected", measure: "rate" },
    empty: 0,
  },
  {
    chart: { error: "group-1" },
    of: ({ logs }, period) =>
      between(logs, period).filter(({ attributes }) => attributes["telltale.error.fingerprint"] === "group-1")
        .length,
    empty: 0,
  },
  {
    chart: { records: "logs", measure: "count", filter: ["telltale.error.fingerprint=group-1"] },
    of: ({ logs }, period) =>
      between(logs, period).filter(({ attributes }) => attributes["telltale.error.fingerprint"] === "group-1")
        .length,
    empty: 0,
  },
  ...(["last", "average", "min", "max", "count"] as const).map((aggregation): Case => ({
    chart: { metric: "queue.length", aggregation, where: { queue: "mails" } },
    source: { metric: "queue.length", aggregation, where: { queue: "mails" } },
    empty: null,
  })),
  ...["orders", "bytes"].map((metric): Case => ({
    chart: { metric, aggregation: "rate", where: { queue: "mails" } },
    source: { metric, aggregation: "rate", where: { queue: "mails" } },
    empty: null,
  })),
];

/** Sources that read what is in the range, also of steps of which it has a part. */
const exact = cases.filter(
  ({ chart }) =>
    "workflow" in chart || "records" in chart || ("transaction" in chart && chart.measure === "amount"),
);

const isOfExact = ({ event }: Read["records"][number]): boolean =>
  event === "telltale.workflow.event" || event === "telltale.transaction.ended";

describe.each(seeds)("store %i", (seed) => {
  const signals = signalsOf(seed);
  const telemetry = telemetryOf(seed);
  const read: Read = { ...telemetry, ...signals, records: [...telemetry.records, ...signals.records] };
  const to = Math.floor(telemetry.to / minute) * minute;
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf(read, seed);
    await addSignals(api, signals);
    // the timeout that rules have without `longerThan`
    await api.write((sink) => sink.definition(workflowDefinition("order", 10 * minute)));
  });
  afterAll(() => api.close());

  /** What is drawn, and what should be. */
  async function draw(
    { chart, source, of, empty, isNear }: Case,
    range: Period,
  ): Promise<{ readonly drawn: unknown; readonly wanted: unknown }> {
    const unit =
      source !== undefined && "transaction" in source
        ? source.where?.["telltale.transaction.currency"]
        : undefined;
    const asked = {
      chart: { title: "x", sources: [chart], ...(unit !== undefined && { unit }) },
      from: new Date(range.from).toISOString(),
      to: new Date(range.to).toISOString(),
    };
    const { times, stepMs, lines } = await ask<ChartResult>(api, "/api/chart", asked);
    const periods = times.map((from) => ({
      from: Math.max(from, range.from),
      to: Math.min(from + stepMs, range.to),
    }));
    const expected = periods.map((period): Expected => {
      if (source !== undefined) return expectedReading(read, source, period, untilOf(source, range.to));
      const value = of!(read, period);
      return value === undefined ? undefined : { value };
    });
    const hasData = expected.some((one) => one !== undefined && one.value !== 0);
    const values = expected.map((one) =>
      one === undefined ? empty : isNear ? nearTo(one.value) : close(one.value),
    );
    const isEmpty = lines.length === 0 && !hasData;
    return { drawn: isEmpty ? values : lines[0]?.values, wanted: values };
  }

  test.each(some(cases, 3).map((one) => [JSON.stringify(one.source ?? one.chart), one] as const))(
    "%s is drawn as it is read",
    async (_, one) => {
      const { drawn, wanted } = await draw(one, { from: to - 47 * minute, to });
      expect(drawn).toEqual(wanted);
    },
  );

  test.each(exact.map((one) => [JSON.stringify(one.source ?? one.chart), one] as const))(
    "%s is drawn of ranges that begin just behind a record and end just before one",
    async (_, one) => {
      const times = read.records
        .filter(isOfExact)
        .map(({ at }) => at)
        .toSorted((x, y) => x - y);
      for (const share of [0.2, 0.35, 0.5]) {
        const range = {
          from: times[Math.floor(times.length * share)]! + 1,
          to: times[Math.floor(times.length * (share + 0.4))]!,
        };
        const { drawn, wanted } = await draw(one, range);
        expect(drawn).toEqual(wanted);
      }
    },
  );
});

testAskedRoutes("charts.test.ts");

/** When what a chart shows was known: it has the figures of a page of transactions, which knows what became of them after the range. */
function untilOf(source: Source, to: number): number {
  return "transaction" in source && source.measure !== "amount" ? now : to;
}

function nearTo(value: number): unknown {
  return expect.toSatisfy(
    (found: number | null) => found !== null && found / value < bucket && value / found < bucket,
  ) as unknown;
}
