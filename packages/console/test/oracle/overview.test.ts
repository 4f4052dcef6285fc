// Pages that show the same figure agree: lists, pages, the map, the heatmap, groups and traces, over the same whole minutes.
import type {
  HeatmapResult,
  ServiceDetail,
  ServiceGraph,
  ServicesResult,
  ServiceSummary,
  SpanGroupsResult,
  TracesResult,
  TransactionGroupsResult,
  TransactionsResult,
  TransactionTypeResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type TestApi } from "../api/harness.ts";
import { close, iso, periodOf, rangeOf, sum } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { between, isRequest, type Period, servedIn, weigh } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { storeOf } from "./store.ts";

const minute = 60_000;
const services = ["mail", "nightly", "payment", "shop"] as const;

describe.each(seeds)("store %i", (seed) => {
  const telemetry = telemetryOf(seed);
  const { spans } = telemetry;
  // whole minutes, so that all pages are of the same spans
  const whole: Period = {
    from: Math.floor(telemetry.from / minute) * minute,
    to: Math.floor(telemetry.to / minute) * minute,
  };
  const range = rangeOf(whole);
  let api: TestApi;
  let list: ServicesResult;
  let graph: ServiceGraph;
  beforeAll(async () => {
    api = await storeOf(telemetry, seed);
    list = await api.get<ServicesResult>(`/api/services?${range}`);
    graph = await api.get<ServiceGraph>(`/api/services/graph?${range}`);
  });
  afterAll(() => api.close());

  test.each(services)(
    "%s has the same figures in the list, on its page, on the map and in the heatmap",
    async (name) => {
      const listed = list.services.filter((one) => one.name === name);
      const isSeen = between(spans, whole).some(({ service }) => service === name);
      expect(listed).toHaveLength(isSeen ? 1 : 0);
      for (const one of listed) await expectSame(one);
    },
  );

  const expectSame = async (listed: ServiceSummary): Promise<void> => {
    const { name } = listed;
    const { current, ...page } = await api.get<ServiceDetail>(`/api/services/${name}?${range}`);
    expect([periodOf(list), periodOf(page), periodOf(graph)]).toEqual([whole, whole, whole]);
    const { entries, errors, errorRate, estimatedRatePerSecond } = listed;
    expect(current).toMatchObject({
      entries,
      errors,
      errorRate: close(errorRate),
      estimatedRatePerSecond: close(estimatedRatePerSecond),
    });
    const served = servedIn(spans, name, whole);
    expect(listed.ratesFrom).toBe(served.from === whole.from ? null : iso(served.from));
    expect([listed.p50Ms, listed.p95Ms]).toEqual([current.p50Ms, current.p95Ms]);
    expect(graph.nodes.find(({ id }) => id === name)).toMatchObject({
      entries,
      errors,
      errorRate: close(errorRate),
      ratesFrom: listed.ratesFrom,
      estimatedEntries: close((estimatedRatePerSecond * (served.to - served.from)) / 1000),
    });
    for (const filter of ["", "&filter=entry%3Dtrue"]) {
      const heatmap = await api.get<HeatmapResult>(`/api/heatmap?${range}&service=${name}${filter}`);
      expect(sum(heatmap.counts.flat())).toBe(entries);
      // a roll-up has none
      expect([errors, undefined]).toContain(
        heatmap.errors?.flat().reduce((total, count) => total + count, 0),
      );
    }
    const { groups } = await api.get<SpanGroupsResult>(
      `/api/traces/groups?${range}&by=service.name&filter=${encodeURIComponent("entry=true")}&service=${name}`,
    );
    expect(groups.map((one) => [one.value, one.spans, one.errors])).toEqual(
      entries === 0 ? [] : [[name, entries, errors]],
    );
  };

  test.each(services)("the steps of %s have the rates of their time in the range", async (name) => {
    const own = between(spans, whole).filter((span) => span.service === name && isRequest(span));
    const page = await api.get<ServiceDetail>(`/api/services/${name}?${range}`);
    const listed = list.services.filter((one) => one.name === name);
    for (const { stepMs, rates, estimatedRates } of [
      ...listed.map((one) => ({ ...one, stepMs: list.stepMs })),
      page,
    ]) {
      const counts = ratesIn(whole, stepMs, (step) => between(own, step).length);
      const estimates = ratesIn(whole, stepMs, (step) => weigh(between(own, step)));
      expect([rates, estimatedRates]).toEqual([counts.map(close), estimates.map(close)]);
    }
  });

  test("spans are as many in the heatmap as in groups, and in traces", async () => {
    const heatmap = await api.get<HeatmapResult>(`/api/heatmap?${range}&spans=all`);
    const own = between(spans, whole);
    expect(sum(heatmap.counts.flat())).toBe(own.length);
    for (const by of ["service.name", "name", "deployment.environment.name", "server.address"]) {
      const { groups, without } = await api.get<SpanGroupsResult>(
        `/api/traces/groups?${range}&by=${by}&limit=500`,
      );
      const named = own.filter((span) => by !== "server.address" || by in span.attributes);
      expect([by, sum(groups.map((one) => one.spans))]).toEqual([by, named.length]);
      expect([by, sum(groups.map((one) => one.estimatedSpans))]).toEqual([by, close(weigh(named))]);
      expect([own.length - named.length, null]).toContain(without);
    }
    const { items } = await allPages<TracesResult["items"][number]>(
      api,
      `/api/traces?${range}&within=spans&filter=entry%3Dtrue&limit=500`,
    );
    expect(items).toHaveLength(new Set(own.filter(isRequest).map(({ trace }) => trace)).size);
  });

  test("transactions have the same figures on the overview, on their page, by group and over time", async () => {
    const { types } = await api.get<TransactionsResult>(`/api/transactions?${range}`);
    for (const { type, current, previous, buckets } of types) {
      const { summary } = await api.get<TransactionTypeResult>(`/api/transactions/${type}?${range}`);
      expect([summary.current, summary.previous]).toEqual([current, previous]);
      const { groups } = await api.get<TransactionGroupsResult>(`/api/transaction-groups/${type}?${range}`);
      for (const outcome of ["completed", "failed", "abandoned"] as const) {
        expect(sum(buckets.map((bucket) => bucket[outcome]))).toBe(current[outcome]);
        expect(sum(groups.map(({ total }) => total[outcome]))).toBe(current[outcome]);
      }
    }
  });
});

/** Per second, by step. A step of which less than a quarter is in the range is counted with the one next to it. */
function ratesIn(whole: Period, stepMs: number, count: (step: Period) => number): number[] {
  const first = Math.floor(whole.from / stepMs) * stepMs;
  const steps = Array.from({ length: Math.ceil((whole.to - first) / stepMs) }, (_, at): Period => ({
    from: Math.max(whole.from, first + at * stepMs),
    to: Math.min(whole.to, first + (at + 1) * stepMs),
  }));
  return steps.map((step, at) => {
    const isShort = step.to - step.from < stepMs / 4;
    const beside = isShort ? steps[at === 0 ? 1 : at - 1] : undefined;
    const all = beside === undefined ? [step] : [beside, step];
    return sum(all.map(count)) / sum(all.map(({ from, to }) => (to - from) / 1000));
  });
}
