// Traces, the heatmap and groups of spans against the oracle, and against each other.
import type { HeatmapResult, SpanDetail, SpanGroupsResult, Trace, TraceSummary } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { close, inOrder, periodOf, rangeOf, sum } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { between, isRequest, percentile, weigh } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { sendLogs } from "./send-logs.ts";
import { storeOf, toNs } from "./store.ts";
import type { RawSpan } from "./telemetry.ts";
import { hexOf, summarize, type Summary, toComparable } from "./trace-summaries.ts";
import { tracedOf } from "./traced.ts";

describe.each(seeds)("store %i", (seed) => {
  const telemetry = tracedOf(telemetryOf(seed), seed);
  const { from, to, spans } = telemetry;
  const range = rangeOf(telemetry);
  const traces = [...Map.groupBy(spans, ({ trace }) => trace).values()];
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf(telemetry, seed);
    await sendLogs(api, telemetry.logs, seed);
  });
  afterAll(() => api.close());

  const list = async (more: string): Promise<TraceSummary[]> =>
    (await allPages<TraceSummary>(api, `/api/traces?${range}&limit=70${more}`)).items;
  const begun = traces.filter((own) => {
    const start = Math.min(...own.map(({ at }) => at));
    return start >= from && start < to;
  });

  test("the list has each trace of the range with its figures", async () => {
    expect(inOrder((await list("")).map(toComparable))).toEqual(inOrder(begun.map(summarize)));
  });

  test.each([
    ["newest", (one: Summary) => one.startNs],
    ["slowest", (one: Summary) => one.durationNs],
    ["spans", (one: Summary) => one.spanCount],
    ["errors", (one: Summary) => one.errorCount],
  ] as const)("the order %s is that of the figures", async (order, figureOf) => {
    const found = (await list(`&order=${order}`)).map((one) => figureOf(toComparable(one)));
    const expected = begun.map((own) => figureOf(summarize(own)));
    expect(found.map(Number)).toEqual(expected.map(Number).toSorted((a, b) => b - a));
  });

  const some =
    (of: (span: RawSpan) => boolean) =>
    (own: readonly RawSpan[]): boolean =>
      own.some(of);
  test.each<[string, (own: readonly RawSpan[]) => boolean]>([
    ["service=payment", some(({ service }) => service === "payment")],
    ["name=charge", some(({ name }) => name === "charge")],
    ["status=error", some(({ failed }) => failed)],
    ["status=ok", (own) => !own.some(({ failed }) => failed)],
    ["minDurationMs=1500", (own) => BigInt(summarize(own).durationNs) >= 1_500_000_000n],
    ["maxDurationMs=1500", (own) => BigInt(summarize(own).durationNs) <= 1_500_000_000n],
    ["environment=staging", some(({ environment }) => environment === "staging")],
    ["filter=user.tier%3Dgold", some(({ attributes }) => attributes["user.tier"] === "gold")],
    ["filter=service%3Dpayment&filter=error", some(({ service, failed }) => service === "payment" && failed)],
    ["filter=!user.tier%20exists", some(({ attributes }) => !("user.tier" in attributes))],
    ["filter=entry%3Dtrue&service=mail", some((span) => span.service === "mail" && isRequest(span))],
  ])("%s finds the traces in which it holds", async (condition, holds) => {
    const found = await list(`&${condition}`);
    expect(inOrder(found.map(toComparable))).toEqual(inOrder(begun.filter(holds).map(summarize)));
  });

  test("within spans: traces with a span of the range", async () => {
    const found = await list("&within=spans&filter=service%3Dpayment");
    const expected = traces.filter((own) =>
      between(own, { from, to }).some(({ service }) => service === "payment"),
    );
    expect(inOrder(found.map(({ traceId }) => traceId))).toEqual(
      inOrder(expected.map((own) => hexOf(own[0]!.trace, 16))),
    );
  });

  test("a trace has its spans, logs and business records, and each span its facts", async () => {
    const chosen = begun.filter((_, index) => index % 40 === 0);
    for (const own of chosen) {
      const { trace } = own[0]!;
      const path = `/api/traces/${hexOf(trace, 16)}`;
      const found = await api.get<Trace>(path);
      const { startNs, durationNs } = summarize(own);
      expect([found.startNs, found.durationNs]).toEqual([startNs, durationNs]);
      expect(
        inOrder(
          found.spans.map(({ spanId, parentSpanId, name, kind, service, status }) => [
            spanId,
            parentSpanId,
            name,
            kind,
            service,
            status,
          ]),
        ),
      ).toEqual(
        inOrder(
          own.map((span) => [
            hexOf(`${trace} ${span.id}`, 8),
            span.parent === "" ? "" : hexOf(`${trace} ${span.parent}`, 8),
            span.name,
            span.kind,
            span.service,
            span.failed ? "error" : "unset",
          ]),
        ),
      );
      const lines = telemetry.logs.filter((line) => line.trace === trace);
      const records = new Set(telemetry.records.filter((one) => one.trace === trace).map(({ uid }) => uid));
      expect(
        found.logs
          .filter(({ eventName }) => eventName === "")
          .map(({ text }) => text)
          .toSorted(),
      ).toEqual(lines.map(({ text }) => text).toSorted());
      expect(found.businessEvents.map(({ uid }) => uid).toSorted()).toEqual([...records].toSorted());
      const last = own.at(-1)!;
      const { span } = await api.get<SpanDetail>(`${path}/spans/${hexOf(`${trace} ${last.id}`, 8)}`);
      expect([span.name, span.startNs, span.durationNs]).toEqual([
        last.name,
        String(toNs(last.at)),
        String(toNs(last.durationMs)),
      ]);
    }
  });

  test.each<[string, (span: RawSpan) => boolean]>([
    ["", isRequest],
    ["spans=all", () => true],
    ["service=shop", (span) => span.service === "shop" && isRequest(span)],
    ["spans=all&name=charge", ({ name }) => name === "charge"],
    ["spans=all&filter=user.tier%3Dgold", ({ attributes }) => attributes["user.tier"] === "gold"],
    ["filter=error", (span) => isRequest(span) && span.failed],
    ["spans=all&environment=staging", ({ environment }) => environment === "staging"],
  ])("the heatmap %s counts spans by time and duration", async (condition, counts) => {
    const result = await api.get<HeatmapResult>(`/api/heatmap?${range}&${condition}`);
    // roll-ups have whole minutes; neither has the time before the range in which the first step begins
    const asked = periodOf(result);
    expect(asked.from).toBe(
      result.source === "spans" ? telemetry.from : Math.floor(telemetry.from / 60_000) * 60_000,
    );
    const own = between(spans, asked).filter(counts);
    expect(toCells(result, result.counts)).toEqual(cellsOf(result, own));
    const failed = own.filter((span) => span.failed);
    // a roll-up has none
    expect(result.errors === null).toBe(result.source === "roll-up");
    expect(result.errors === null ? cellsOf(result, failed) : toCells(result, result.errors)).toEqual(
      cellsOf(result, failed),
    );
  });

  test.each<[string, (span: RawSpan) => string | undefined, (span: RawSpan) => boolean]>([
    ["by=service.name", ({ service }) => service, () => true],
    ["by=name", ({ name }) => name, () => true],
    ["by=name&service=shop", ({ name }) => name, ({ service }) => service === "shop"],
    ["by=deployment.environment.name", ({ environment }) => environment, () => true],
    ["by=user.tier", ({ attributes }) => attributes["user.tier"], () => true],
    ["by=service&name=charge", ({ service }) => service, ({ name }) => name === "charge"],
    ["by=status", ({ failed }) => (failed ? "error" : "unset"), () => true],
    ["by=kind&service=shop", ({ kind }) => kind, ({ service }) => service === "shop"],
    [
      "by=entry&filter=user.tier%3Dgold",
      (span) => String(isRequest(span)),
      ({ attributes }) => attributes["user.tier"] === "gold",
    ],
    ["by=user.tier&filter=error", ({ attributes }) => attributes["user.tier"], ({ failed }) => failed],
    [
      "by=server.address&filter=entry%3Dfalse",
      ({ attributes }) => attributes["server.address"],
      (span) => !isRequest(span),
    ],
  ])(
    "groups %s have the figures of their spans, and as many as the heatmap",
    async (condition, valueOf, counts) => {
      const result = await api.get<SpanGroupsResult>(`/api/traces/groups?${range}&${condition}`);
      const own = between(spans, periodOf(result)).filter(counts);
      const groups = [...Map.groupBy(own, valueOf)].filter(([value]) => value !== undefined);
      const frequency = result.groups.map(({ estimatedSpans }) => estimatedSpans);
      expect(frequency).toEqual(frequency.toSorted((a, b) => b - a));
      expect(Object.fromEntries(result.groups.map(({ value, ...group }) => [value, group]))).toMatchObject(
        Object.fromEntries(groups.map(([value, group]) => [value, expectedGroup(group)])),
      );
      expect(result.groups).toHaveLength(groups.length);
      const without = own.filter((span) => valueOf(span) === undefined).length;
      expect([without, null]).toContain(result.without);

      const more = condition.replace(/^by=[^&]*&?/, "");
      const heatmap = await api.get<HeatmapResult>(
        `/api/heatmap?${rangeOf(periodOf(result))}&spans=all&${more}`,
      );
      const seen = between(spans, periodOf(heatmap)).filter(counts).length;
      expect(sum(heatmap.counts.flat())).toBe(seen);
    },
  );
});

testAskedRoutes("traces.test.ts");

/** Counts above 0, by column and row. */
function toCells({ times, lowsMs }: HeatmapResult, counts: readonly (readonly number[])[]): object {
  const cells = counts.flatMap((column, at) =>
    column.map((count, row) => [`${times[at]} ${lowsMs[row]}`, count] as const),
  );
  return Object.fromEntries(cells.filter(([, count]) => count > 0).toSorted());
}

function cellsOf({ times, lowsMs, stepMs }: HeatmapResult, spans: readonly RawSpan[]): object {
  const cells = new Map<string, number>();
  for (const { at, durationMs } of spans) {
    const column = times.findLast((time) => time <= at && at < time + stepMs);
    const row = lowsMs.findLast((low) => low <= durationMs * (1 + 1e-9));
    const cell = `${column} ${row}`;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return Object.fromEntries([...cells].toSorted());
}

/** A bucket of durations is so much wider than its beginning. */
const bucket = 2 ** 0.25 * 1.001;

function expectedGroup(own: readonly RawSpan[]): object {
  const failed = own.filter((span) => span.failed);
  const figures = {
    spans: own.length,
    estimatedSpans: close(weigh(own)),
    errors: failed.length,
    errorRate: close(weigh(failed) / weigh(own)),
  };
  // of spans that were sampled out roll-ups have the bucket
  const mean = sum(own.map(({ durationMs, weight }) => durationMs * weight)) / weigh(own);
  const isMean = (found: number): boolean => Math.abs(found / mean - 1) < 0.091;
  const meanMs = expect.toSatisfy(isMean) as unknown;
  if (new Set(own.map(({ weight }) => weight)).size > 1) return { ...figures, meanMs };
  const p95 = percentile(own, 0.95)!;
  const isNear = (found: number): boolean => found / p95 < bucket && p95 / found < bucket;
  return { ...figures, meanMs, p95Ms: expect.toSatisfy(isNear) as unknown };
}
