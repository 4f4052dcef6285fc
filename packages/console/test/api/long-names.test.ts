// Telemetry with long values, and with many groups: lists are limited, and their pages go on where they are cut.
// @module-tag extended
import type { LogFacetsResult, MetricResult, SpanGroupsResult, TracesResult } from "contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, attributes, log, openApi, resource, sample, series, span, type TestApi } from "./harness.ts";

/** Bytes of an answer: below 8 MB. */
const mostBytes = 7_000_000;
const count = 260;
const groups = 1_200;
let api: TestApi;

beforeAll(async () => {
  api = await openApi();
  await api.write((sink) => {
    for (let n = 0; n < count; n++) {
      const startNs = at(-60_000 - n);
      const values = attributes({ tier: `tier ${n}${"x".repeat(20_000)}`, note: "n".repeat(40_000) });
      sink.span(span({ traceId: `t${n}`, spanId: `s${n}`, startNs, attributes: values }));
    }
    for (let n = 0; n < 50; n++)
      sink.log(log({ resource: resource(`service ${n}${"x".repeat(100_000)}`), identity: BigInt(n + 1) }));
    for (let n = 0; n < groups; n++) {
      const of = series("queue.size", { attributes: attributes({ queue: `q${n}` }) });
      sink.sample(sample(of, at(-60_000), n));
    }
  });
});

afterAll(() => api.close());

async function get<Result>(path: string): Promise<Result> {
  const answer = await api.get<Result>(path);
  expect(JSON.stringify(answer).length).toBeLessThan(mostBytes);
  return answer;
}

test.each(["newest", "spans"])("pages of traces by %s go on where long values cut them", async (order) => {
  const items: TracesResult["items"][number][] = [];
  let pages = 0;
  for (let cursor: string | null = ""; cursor !== null; pages++) {
    const page: TracesResult = await get(
      `/api/traces?limit=500&order=${order}&column=note&cursor=${encodeURIComponent(cursor)}`,
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  expect(pages).toBeGreaterThan(1);
  expect(items).toHaveLength(count);
  expect(new Set(items.map(({ traceId }) => traceId)).size).toBe(count);
  expect(new Set(items.map(({ values }) => values["note"]?.length))).toEqual(new Set([40_000]));
});

test("groups of spans say that there are more", async () => {
  const path = "/api/traces/groups?by=tier&limit=500";
  const { groups: listed, truncated } = await get<SpanGroupsResult>(path);
  expect(listed.length).toBeGreaterThan(50);
  expect([listed.length < count, truncated]).toEqual([true, true]);
});

test("facets of log records have as many services as there is room for", async () => {
  const { services, truncatedServices } = await get<LogFacetsResult>("/api/logs/facets");
  expect([services.length, truncatedServices]).toEqual([19, 31]);
});

test("a gauge has the groups of a limit, and counts those beyond it", async () => {
  const path = "/api/metrics/queue.size?groupBy=queue";
  const { series: listed, other, truncated } = await get<MetricResult>(path);
  expect([listed.length, other, listed.length + truncated]).toEqual([20, null, groups]);
  const limited = await get<MetricResult>(`${path}&limit=5`);
  expect([limited.series.length, limited.truncated]).toEqual([5, groups - 1_000]);
  const narrow = await get<MetricResult>(`${path}&limit=5&stepMs=2000`);
  expect([narrow.series.length, narrow.truncated]).toEqual([5, groups - 111]);
  const whole = await get<MetricResult>("/api/metrics/queue.size?aggregation=sum");
  expect([whole.series.length, whole.truncated]).toEqual([1, 0]);
});
