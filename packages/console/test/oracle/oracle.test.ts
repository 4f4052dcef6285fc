// Figures of routes and of alert readings, against the oracle: plain sums over the same telemetry, which know nothing of the store.
import type {
  FunnelResult,
  FunnelsResult,
  ServiceDetail,
  ServiceGraph,
  ServicesResult,
  TransactionsResult,
  TransactionTypeResult,
} from "contract";
import { createInput, type Reading, type Sample, type Source } from "alerts/readings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createReader } from "../../src/alerts/read/read.ts";
import type { TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { sum } from "./figures.ts";
import { peopleAtSteps, droppedByReason, peopleWhoAbandoned } from "./funnels.ts";
import { telemetryOf } from "./generate.ts";
import { between, figuresOf, isRequest, percentile, type Period, servedIn, weigh } from "./requests.ts";
import { seedsOf } from "./seeds.ts";
import { sendersOf } from "./senders.ts";
import { storeOf } from "./store.ts";
import type { RawSpan, Telemetry } from "./telemetry.ts";
import { toCounts } from "./chosen-transactions.ts";
import { countTransactions, type TransactionCounts, typesOf } from "./transactions.ts";

const services = ["mail", "nightly", "payment", "shop"] as const;
const iso = (ms: number): string => new Date(ms).toISOString();
const close = (value: number): unknown => expect.closeTo(value, 6) as unknown;

describe.each(seedsOf(2))("store %i", (seed) => {
  const telemetry = telemetryOf(seed);
  const range = `from=${iso(telemetry.from)}&to=${iso(telemetry.to)}`;
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf(telemetry, seed);
  });
  afterAll(() => api.close());

  test("the list of services has their rates and error shares", async () => {
    const result = await api.get<ServicesResult>(`/api/services?${range}`);
    const period = periodOf(result);
    const seen = new Set(between(telemetry.spans, period).map(({ service }) => service));
    expect(result.services).toMatchObject(
      [...seen].toSorted().map((name) => ({
        name,
        ...expectedPeriod(requestsOf(telemetry, name, period), servedIn(telemetry.spans, name, period)),
      })),
    );
  });

  test.each(services)(
    "the page of %s has its figures, now and before, by operation and by version",
    async (name) => {
      const detail = await api.get<ServiceDetail>(`/api/services/${name}?${range}`);
      const period = periodOf(detail);
      const requests = requestsOf(telemetry, name, period);
      const served = servedIn(telemetry.spans, name, period);
      expect(detail.current).toMatchObject(expectedPeriod(requests, served));
      expect(detail.ratesFrom === null ? period.from : Date.parse(detail.ratesFrom)).toBe(served.from);

      const start = Math.ceil((2 * period.from - period.to) / 60_000) * 60_000;
      const before = { from: start, to: period.from };
      const earlier = requestsOf(telemetry, name, before);
      expect([detail.previous]).toMatchObject([
        earlier.length === 0 ? null : expectedPeriod(earlier, servedIn(telemetry.spans, name, before)),
      ]);

      const spans = between(telemetry.spans, period).filter(({ service }) => service === name);
      const byOperation = [...Map.groupBy(spans, (span) => `${span.name} ${span.kind}`)];
      expect(
        Object.fromEntries(detail.operations.map((one) => [`${one.name} ${one.kind}`, one])),
      ).toMatchObject(
        Object.fromEntries(
          byOperation.map(([operation, own]) => [
            operation,
            { estimatedSpans: close(weigh(own)), spans: own.length, ...expectedErrors(own) },
          ]),
        ),
      );
      expect(detail.operations).toHaveLength(byOperation.length);
      // of spans that were sampled out only the bucket is known, which is 19 % wide
      const timeOf = (own: readonly RawSpan[]): number => sum(own.map((one) => one.weight * one.durationMs));
      for (const [operation, own] of byOperation) {
        const { totalMs } = detail.operations.find((one) => `${one.name} ${one.kind}` === operation)!;
        expect(Math.abs(totalMs / timeOf(own) - 1)).toBeLessThan(0.091);
      }

      const byVersion = [...Map.groupBy(requests, ({ version }) => version)];
      expect(Object.fromEntries(detail.byVersion.map((one) => [one.version, one]))).toMatchObject(
        Object.fromEntries(
          byVersion.map(([version, own]) => [version, { entries: own.length, ...expectedErrors(own) }]),
        ),
      );
    },
  );

  test("the map has requests, messages of queues, and calls as both sides saw them", async () => {
    const graph = await api.get<ServiceGraph>(`/api/services/graph?${range}`);
    const period = periodOf(graph);
    const nodes = graph.nodes.filter(({ kind }) => kind === "service");
    const names = nodes.map(({ name }) => name);
    const served = between(telemetry.spans, period).filter(isRequest);
    expect(names).toEqual([...new Set(names)]);
    // each service with requests is there, and nothing that sent no span
    expect(names).toEqual(expect.arrayContaining([...new Set(served.map(({ service }) => service))]));
    expect([...new Set(between(telemetry.spans, period).map(({ service }) => service))]).toEqual(
      expect.arrayContaining(names),
    );
    expect(nodes).toMatchObject(
      nodes.map(({ name }) => {
        const requests = requestsOf(telemetry, name, period);
        return {
          name,
          entries: requests.length,
          estimatedEntries: close(weigh(requests)),
          ...expectedErrors(requests),
        };
      }),
    );
    const spans = between(telemetry.spans, period);
    const weightOf = (kind: RawSpan["kind"]): number => weigh(spans.filter((span) => span.kind === kind));
    const [sent, received] = [weightOf("producer"), weightOf("consumer")];
    expect(graph.nodes.filter(({ kind }) => kind === "queue").map(({ queue }) => queue)).toEqual(
      sent + received === 0
        ? []
        : [{ sent: close(sent), received: close(received), backlog: close(sent - received) }],
    );
    expect(
      graph.edges.filter(({ caller, callee }) => caller === "shop" && callee === "payment"),
    ).toMatchObject(expectedCalls(spans));
  });

  test("types of transactions have their counts, completion and amounts", async () => {
    const result = await api.get<TransactionsResult>(`/api/transactions?${range}`);
    const period = periodOf(result);
    const before = { from: 2 * period.from - period.to, to: period.from };
    for (const type of typesOf(telemetry.records)) {
      const found = result.types.find((one) => one.type === type);
      const of = (one: Period): TransactionCounts => countTransactions(telemetry.records, type, one);
      const { summary } = await api.get<TransactionTypeResult>(`/api/transactions/${type}?${range}`);
      const figures = [found?.current, found?.previous, summary.current].map(toCounts);
      expect([type, ...figures]).toEqual([type, of(period), of(before), of(period)]);
      const senders = sendersOf(telemetry.records, "transaction", "type", type);
      expect([type, found?.services, summary.services]).toEqual([type, senders, senders]);
    }
  });

  test("funnels have the people at each step, and those who left by their reasons", async () => {
    const withinDay = `${range}&windowMs=86400000`;
    const { funnels, ...resolved } = await api.get<FunnelsResult>(`/api/funnels?${withinDay}`);
    const period = periodOf(resolved);
    const before = { from: 2 * period.from - period.to, to: period.from };
    for (const summary of funnels) {
      const names = summary.steps.map(({ name }) => name);
      const [people, previous] = [period, before].map((one) =>
        peopleAtSteps(telemetry.records, summary.name, names, one),
      );
      // within a day, all may still go on
      const windowMs = 600_000;
      const left = droppedByReason(telemetry.records, [], summary.name, names, { ...period, windowMs });
      const abandoned = peopleWhoAbandoned(telemetry.records, summary.name, period);
      const path = `/api/funnels/${summary.name}`;
      const { funnel } = await api.get<FunnelResult>(`${path}?${withinDay}`);
      const { reasons } = await api.get<FunnelResult>(`${path}?${range}&windowMs=${windowMs}`);
      for (const found of [summary, funnel])
        expect([found.steps.map((step) => step.people), found.previous, found.abandoned]).toEqual([
          people,
          previous,
          abandoned,
        ]);
      expect(new Map(reasons.map(({ step, reason, count }) => [`${step}: ${reason}`, count]))).toEqual(left);
    }
  });

  test.each([5, 7.5, 60])(
    "alert readings over %d minutes are of what requests stand for",
    async (minutes) => {
      const at = Math.floor(telemetry.to / 60_000) * 60_000;
      const period = { from: at - minutes * 60_000, to: at };
      const read = async (source: Partial<Source>): Promise<readonly Sample[]> => {
        const input = createInput(source as Source, minutes * 60_000, 0, []);
        const readings = await createReader(api.store.queries).read([input], at);
        return (readings.get(input.id) as Extract<Reading, { groups: unknown }>).groups.map(
          ({ sample }) => sample,
        );
      };
      for (const service of services) {
        const requests = requestsOf(telemetry, service, period);
        const samples = await Promise.all([
          read({ service, measure: "rate" }),
          read({ service, measure: "errors" }),
          read({ service, measure: "within", limit: "500ms" }),
          read({ service, measure: "p95" }),
        ]);
        const { count, failed, perSecond, errorShare } = figuresOf(requests, period);
        const fast = requests.filter(({ durationMs }) => durationMs <= 500);
        const expected = [
          { value: close(perSecond) },
          { value: close(errorShare), part: failed, count },
          { value: close(weigh(fast) / weigh(requests)), part: fast.length, count },
          { value: close(percentile(requests, 0.95)! / 1000) },
        ];
        expect([service, ...samples]).toMatchObject([
          service,
          ...expected.map((sample) => (count === 0 ? [] : [sample])),
        ]);
      }
    },
  );
});

testAskedRoutes("oracle.test.ts");

/** Roll-ups extend a range to whole minutes, and say so. */
function periodOf({ from, to }: { readonly from: string; readonly to: string }): Period {
  return { from: Date.parse(from), to: Date.parse(to) };
}

function requestsOf({ spans }: Telemetry, name: string, period: Period): readonly RawSpan[] {
  return between(spans, period).filter((span) => span.service === name && isRequest(span));
}

/** A bucket of durations is so much wider than its beginning. */
const bucket = 2 ** 0.25 * 1.001;

function expectedPeriod(requests: readonly RawSpan[], period: Period): object {
  const { count, perSecond } = figuresOf(requests, period);
  const figures = {
    entries: count,
    estimatedRatePerSecond: close(perSecond),
    ...expectedErrors(requests),
  };
  const p95 = percentile(requests, 0.95);
  const isNear = (found: number | null): boolean =>
    found === null || p95 === undefined
      ? found === null && p95 === undefined
      : found / p95 < bucket && p95 / found < bucket;
  return { ...figures, p95Ms: expect.toSatisfy(isNear) as unknown };
}

/** No requests have no errors. */
function expectedErrors(spans: readonly RawSpan[]): object {
  const failed = spans.filter((span) => span.failed);
  return { errors: failed.length, errorRate: close(spans.length === 0 ? 0 : weigh(failed) / weigh(spans)) };
}

/** Calls of payment by the shop: those that payment saw, and those that the shop made. */
function expectedCalls(spans: readonly RawSpan[]): readonly object[] {
  const made = spans.filter(({ kind }) => kind === "client");
  const seen = spans.filter(({ service }) => service === "payment");
  if (seen.length === 0) return [];
  // a host that answers less than half of its calls, before sampling, is not known to be the service
  const answered = new Set(seen.map(({ trace, parent }) => `${trace} ${parent}`));
  const isKnown = weigh(made.filter(({ trace, id }) => answered.has(`${trace} ${id}`))) * 2 >= weigh(made);
  return [
    {
      calls: seen.length,
      ...expectedErrors(seen),
      ...(isKnown && { asCalled: { calls: made.length, ...expectedErrors(made) } }),
    },
  ];
}
