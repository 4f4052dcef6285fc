// Readings of all sources of alert rules, and charts of the same, against the oracle.
import { createInput, type Reading, type Sample, type Source } from "alerts/readings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMinutes } from "../../src/anomalies/read-minutes.ts";
import { createReader } from "../../src/alerts/read/read.ts";
import { readSourceLines } from "../../src/alerts/read/source-lines.ts";
import type { TestApi } from "../api/harness.ts";
import { errorTelemetryOf } from "./generate-errors.ts";
import { telemetryOf } from "./generate.ts";
import { type Expected, expectedReading, type Read } from "./readings.ts";
import { between, figuresOf, isRequest } from "./requests.ts";
import { seeds, some } from "./seeds.ts";
import { addSignals } from "./signals-store.ts";
import { signalsOf } from "./signals.ts";
import type { RawError, RawSpan } from "./telemetry.ts";
import { addErrors } from "./store-errors.ts";
import { storeOf } from "./store.ts";

const minute = 60_000;
const close = (value: number): unknown => expect.closeTo(value, 6) as unknown;
const percentiles = ["p50", "p90", "p95", "p99"] as const;

const sources: Readonly<Record<string, readonly Source[]>> = {
  services: ["mail", "nightly", "payment", "shop", undefined].flatMap((service): Source[] => [
    ...(["rate", "errors", ...percentiles] as const).map((measure) => ({ service, measure })),
    { service, measure: "within", limit: "500ms" },
  ]),
  operations: ["POST /buy", "charge", "handle", "tidy up"].flatMap((operation) =>
    (["rate", "errors", "p95"] as const).map((measure): Source => ({ operation, measure })),
  ),
  transactions: ["purchase", "refund"].flatMap((transaction): Source[] => [
    ...(["count", "completion", "failure", ...percentiles] as const).map((measure) => ({
      transaction,
      measure,
    })),
    { transaction, measure: "within", limit: "10m" },
    ...["EUR", "USD", "GBP"].flatMap((currency) =>
      // without its amounts too: ends may not name the currency
      (["amount", "completion", "p90"] as const).map((measure): Source => ({
        transaction,
        measure,
        where: { "telltale.transaction.currency": currency },
      })),
    ),
  ]),
  funnels: [
    { funnel: "checkout", from: "cart", to: "address" },
    { funnel: "checkout", from: "cart", to: "pay" },
    { funnel: "checkout", from: "cart", measure: "entered" },
  ],
  workflows: [
    { workflow: "order", measure: "events" },
    { workflow: "order", measure: "events", state: "packed" },
    { workflow: "order", measure: "stuck" },
    { workflow: "order", measure: "stuck", longerThan: "30m", state: "sent" },
  ],
  errors: [
    { errors: "any" },
    { errors: "any", service: "shop", type: "TypeError" },
    { errors: "any", service: "payment" },
    { errors: "any", service: "shop" },
    { errors: "any", type: "ProviderTimeoutError" },
    { errors: "any", where: { "deployment.environment.name": "staging" } },
    { errors: "any", where: { region: "eu" } },
    { errors: "new", learnFor: "0s" },
    { errors: "returning", quietFor: "15m" },
    { errors: "returning", quietFor: "15m", service: "payment" },
  ],
  logs: [
    { log: "payment * declined" },
    { log: "*declined", severity: "warn" },
    { log: "100% of it_ done", service: "shop", measure: "rate" },
    { event: "voucher.rejected" },
    { event: "voucher.rejected", service: "payment", measure: "rate" },
    { event: "telltale.other" },
  ],
  metrics: [
    ...(["last", "sum", "average", "min", "max", "count", ...percentiles] as const).map(
      (aggregation): Source => ({ metric: "queue.length", aggregation }),
    ),
    ...["orders", "bytes"].flatMap((metric): Source[] => [
      { metric, aggregation: "rate" },
      { metric, aggregation: "sum", where: { queue: "mails" } },
    ]),
  ],
  findings: [{ finding: "*" }, { finding: "repeated-*", service: "shop" }],
};

describe.each(seeds)("store %i", (seed) => {
  const signals = signalsOf(seed);
  const telemetry = telemetryOf(seed);
  const spanErrors = errorTelemetryOf(seed)
    .errors.filter(({ from }) => from === "span")
    .flatMap((error, index) => (index % 3 === 0 ? [error, inShop(error)] : [error]));
  const records = [...telemetry.records, ...signals.records];
  const read: Read = { ...telemetry, ...signals, records, spanErrors };
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf(read, seed);
    await addSignals(api, signals);
    await addErrors(api, spanErrors, seed);
  });
  afterAll(() => api.close());

  async function readAll(own: readonly Source[], windowMs: number, at: number): Promise<Expected[]> {
    const inputs = own.map((source) => createInput(source, windowMs, 0, []));
    const readings = await createReader(api.store.queries).read(inputs, at);
    return inputs.map(({ id }) => sampleOf(readings.get(id)!));
  }

  test("minutes of the anomaly detector have the figures of requests", async () => {
    const to = Math.floor(telemetry.to / minute) * minute;
    const minutes = await readMinutes(api.store.anomalies, to - 60 * minute, to, 100);
    const rows = [...minutes.values()].flat();
    for (const [kind, nameOf] of [
      ["service", ({ service }: RawSpan) => service],
      ["operation", ({ service, name }: RawSpan) => `${service} ${name}`],
    ] as const) {
      const found = rows
        .filter((row) => row.kind === kind)
        .map(({ time, environment, service, name, ...row }) => [
          [time, environment, `${service} ${name}`.trim()].join(" "),
          row.total,
          row.part,
          row.volume,
          row.estimatedPart,
          Object.values(row.durations).reduce((sum, count) => sum + count, 0),
        ]);
      const requests = between(telemetry.spans, { from: to - 60 * minute, to }).filter(isRequest);
      const minuteOf = ({ at }: RawSpan): number => Math.floor(at / minute) * minute;
      const expected = [
        ...Map.groupBy(requests, (span) => [minuteOf(span), span.environment, nameOf(span)].join(" ")),
      ].map(([key, own]) => {
        const { count, failed, estimated, errorShare } = figuresOf(own, { from: 0, to: minute });
        return [key, count, failed, close(estimated), close(errorShare * estimated), nearly(estimated)];
      });
      expect(inOrder(found)).toEqual(inOrder(expected));
    }
  });

  describe.each(some(Object.keys(sources), 3))("%s", (name) => {
    const own = sources[name]!;

    test.each([5, 7.5, 60])("are read over %d minutes", async (minutes) => {
      const at = Math.floor(telemetry.to / minute) * minute;
      const period = { from: at - minutes * minute, to: at };
      const found = await readAll(own, minutes * minute, at);
      expect(named(own, found)).toEqual(
        named(
          own,
          own.map((source) => near(expectedReading(read, source, period))),
        ),
      );
    });

    test("have charts with the values of readings", async () => {
      const steps = { from: Math.floor(telemetry.from / minute) * minute, stepMs: 10 * minute, count: 3 };
      const ends = [1, 2, 3].map((step) => steps.from + step * steps.stepMs);
      for (const source of own) {
        const { lines } = await readSourceLines(api.store.queries, source, [], steps, undefined);
        const expected = ends.map((to) =>
          expectedReading(read, source, { from: to - steps.stepMs, to }, ends.at(-1)),
        );
        const isSpread = "measure" in source && /^p\d/.test(source.measure ?? "");
        const values = expected.map((one) => (one === undefined ? null : toValue(one.value, isSpread)));
        expect([source, lines[0]?.values ?? [null, null, null]]).toEqual([source, values]);
      }
    });
  });
});

/** The same, recorded by another service of the trace. */
function inShop(error: RawError): RawError {
  return { ...error, uid: `${error.uid}-shop`, service: "shop", at: error.at - 1 };
}

/** Weights of durations are stored in 1,024ths. */
function nearly(value: number): unknown {
  return expect.closeTo(value, 0) as unknown;
}

function inOrder(rows: readonly (readonly unknown[])[]): unknown {
  return rows.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

/** Percentiles of charts are known to 1.6 %. */
function toValue(value: number, isSpread: boolean): unknown {
  if (!isSpread) return close(value);
  return expect.toSatisfy((found: number) => Math.abs(found / value - 1) < 0.017) as unknown;
}

function sampleOf(reading: Reading): Expected {
  if ("error" in reading) throw new Error(reading.error);
  const [group] = reading.groups;
  return group === undefined ? undefined : plain(group.sample);
}

function plain({ value, part, count }: Sample): Expected {
  return { value, ...(part !== undefined && { part }), ...(count !== undefined && { count }) };
}

function near(expected: Expected): unknown {
  return expected && { ...expected, value: close(expected.value) };
}

function named(own: readonly Source[], values: readonly unknown[]): unknown {
  return own.map((source, at) => [JSON.stringify(source), values[at]]);
}
