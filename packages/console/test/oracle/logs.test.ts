// Log records against the oracle: the list, the bars above it, the counts beside it, patterns and neighbours, each of the same records.
import type {
  AttributesResult,
  LogContextResult,
  LogFacetsResult,
  LogHistogramResult,
  LogPatternsResult,
  LogRecord,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { countBy, inOrder, periodBefore, periodOf, rangeOf, sum } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { type Line, logLinesOf } from "./log-lines.ts";
import { between } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { sendLogs } from "./send-logs.ts";
import { idOf, storeOf, toNs } from "./store.ts";

const conditions: readonly (readonly [string, (line: Line) => boolean])[] = [
  ["", () => true],
  ["service=mail", ({ service }) => service === "mail"],
  ["environment=staging", ({ environment }) => environment === "staging"],
  ["severity=warn", ({ severity }) => severity >= 13],
  ["severity=error&service=shop", ({ severity, service }) => severity >= 17 && service === "shop"],
  ["text=declined", ({ saying }) => saying === "payment declined"],
  ["kind=event", ({ event }) => event !== ""],
  ["kind=log", ({ event }) => event === ""],
  ["eventName=shop.noted", ({ event }) => event === "shop.noted"],
  [`traceId=${Buffer.from(idOf("request-7", 16)).toString("hex")}`, ({ trace }) => trace === "request-7"],
  ["filter=region%3Deu", ({ attributes }) => attributes["region"] === "eu"],
  ["filter=!region%20exists", ({ attributes }) => !("region" in attributes)],
  ["filter=retried%3Dtrue", ({ attributes }) => attributes["retried"] === true],
];

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const lines = logLinesOf(seed);
  const range = rangeOf({ from, to });
  const own = between(lines, { from, to });
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf({ from, to, spans: [], records: [] }, seed);
    await sendLogs(api, lines, seed);
  });
  afterAll(() => api.close());

  test.each(conditions)(
    "%s: the list, the bars and the counts are of the same records",
    async (condition, holds) => {
      const matching = own.filter(holds);
      const { items } = await allPages<LogRecord>(api, `/api/logs?${range}&${condition}&limit=90`);
      expect(inOrder(items.map(toLine))).toEqual(inOrder(matching.map(lineOf)));
      expect(items.map(({ timeNs }) => timeNs)).toEqual(
        matching
          .map(({ at }) => String(toNs(at)))
          .toSorted()
          .toReversed(),
      );

      const histogram = await api.get<LogHistogramResult>(`/api/logs/histogram?${range}&${condition}`);
      const { stepMs } = histogram;
      expect(histogram.buckets.map(({ time, counts }) => [time, withoutZeros(counts)])).toEqual(
        histogram.buckets.map(({ time }) => {
          const start = Date.parse(time);
          const inBucket = between(matching, { from: start, to: start + stepMs });
          return [time, countBy(inBucket, severityOf)];
        }),
      );
      expect(sum(histogram.buckets.flatMap(({ counts }) => Object.values(counts)))).toBe(matching.length);

      const facets = await api.get<LogFacetsResult>(`/api/logs/facets?${range}&${condition}`);
      expect(toCounts(facets.services)).toEqual(countBy(matching, ({ service }) => service));
      for (const key of ["region", "retried"]) {
        const having = matching.filter(({ attributes }) => key in attributes);
        const found = facets.attributes.find((one) => one.key === key);
        const counts = countBy(having, ({ attributes }) => String(attributes[key]));
        expect([key, found?.count ?? 0, toCounts(found?.values ?? [])]).toEqual([key, having.length, counts]);
      }
    },
  );

  test.each(["", "service=mail", "severity=warn", "kind=event", "filter=region%3Deu"])(
    "patterns %s have the records of their texts",
    async (condition) => {
      const holds = conditions.find(([one]) => one === condition)![1];
      const path = `/api/logs/patterns?${range}&${condition}`;
      const result = await api.get<LogPatternsResult>(path);
      const period = periodOf(result);
      const now = between(lines, period).filter(holds);
      const before = between(lines, periodBefore(period)).filter(holds);
      expect([result.records, result.other]).toEqual([now.length, 0]);
      const { items } = await allPages<LogPatternsResult["items"][number]>(api, `${path}&limit=200`);
      const found = items.map((one) => ({
        kind: one.kind,
        saying: sayingOf(one.template),
        count: one.count,
        before: one.before,
        errors: one.errors,
        services: one.services.toSorted(),
        total: sum(one.counts),
      }));
      const all = [...now, ...before];
      const groups = Map.groupBy(all, ({ event, saying }) => `${event === "" ? "log" : "event"} ${saying}`);
      const expected = [...groups.values()].map((group) => {
        const inRange = group.filter((line) => now.includes(line));
        const earlier = group.filter((line) => before.includes(line));
        return {
          kind: group[0]!.event === "" ? "log" : "event",
          saying: group[0]!.saying,
          count: inRange.length,
          before: earlier.length,
          errors: inRange.filter(({ severity }) => severity >= 17).length,
          services: [...new Set(inRange.map(({ service }) => service))].toSorted(),
          total: inRange.length,
        };
      });
      expect(inOrder(found)).toEqual(inOrder(expected));
      const states = countBy(items, ({ state }) => state);
      expect(withoutZeros(result.states)).toEqual(states);
      for (const { state, count, before: earlier } of items) {
        // fewer than five say nothing
        expect(state === "gone").toBe(count === 0 && earlier >= 5);
        expect([state === "new", earlier > 0]).not.toEqual([true, true]);
      }
    },
  );

  test("the neighbours of a record are those of its service and environment, in time", async () => {
    const { items } = await allPages<LogRecord>(api, `/api/logs?${range}&limit=500`);
    for (const record of items.filter((_, index) => index % 60 === 0)) {
      const context = await api.get<LogContextResult>(`/api/logs/${record.id}/context?count=5&of=service`);
      const times = lines
        .filter((line) => line.service === record.service && line.environment === record.environment)
        .map(({ at }) => toNs(at))
        .toSorted(byTime);
      const time = BigInt(record.timeNs);
      const around = [...context.before, context.record, ...context.after].map(({ timeNs }) =>
        BigInt(timeNs),
      );
      expect(around).toEqual(around.toSorted(byTime));
      const [earlier, later] = [times.filter((one) => one < time), times.filter((one) => one > time)];
      // equal records of one moment are on either side
      const same = times.length - earlier.length - later.length;
      const first = around.filter((one) => one < time);
      expect(first).toEqual(earlier.slice(earlier.length - first.length));
      expect(first.length).toBeGreaterThanOrEqual(Math.min(5, earlier.length) - (same - 1));
      const last = around.filter((one) => one > time);
      expect(last).toEqual(later.slice(0, last.length));
      expect(last.length).toBeGreaterThanOrEqual(Math.min(5, later.length) - (same - 1));
    }
  });

  test("attributes and their values are counted by the days of the range", async () => {
    const { keys } = await api.get<AttributesResult>(`/api/attributes?${range}&signal=logs&limit=500`);
    const byKey = Object.fromEntries(keys.map(({ key, count }) => [key, count]));
    for (const key of ["region", "retried", "user.id"])
      expect([key, byKey[key] ?? 0]).toEqual([
        key,
        lines.filter(({ attributes }) => key in attributes).length,
      ]);
    const { values } = await api.get<AttributesResult>(`/api/attributes?${range}&signal=logs&key=region`);
    expect(toCounts(values)).toEqual(
      countBy(
        lines.filter(({ attributes }) => "region" in attributes),
        ({ attributes }) => String(attributes["region"]),
      ),
    );
  });
});

testAskedRoutes("logs.test.ts");

const byTime = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
const severities = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

/** Records without a severity count as `info`. */
const severityOf = ({ severity }: Line): string =>
  severity === 0 ? "info" : severities[Math.floor((severity - 1) / 4)]!;

const lineOf = ({ at, service, environment, severity, event, text }: Line): readonly unknown[] => [
  String(toNs(at)),
  service,
  environment,
  severity,
  event,
  text,
];

const toLine = (record: LogRecord): readonly unknown[] => [
  record.timeNs,
  record.service,
  record.environment,
  record.severityNumber,
  record.eventName,
  record.text,
];

function sayingOf(template: string): string {
  const [word] = ["payment", "order", "connection", "cache"].filter((one) => template.includes(one));
  const sayings = {
    payment: "payment declined",
    order: "order shipped",
    connection: "no connection",
    cache: "cache miss",
  };
  return word === undefined ? template : sayings[word as keyof typeof sayings];
}

function toCounts(
  values: readonly { readonly value: string; readonly count: number }[],
): Record<string, number> {
  return Object.fromEntries(values.map(({ value, count }) => [value, count]));
}

function withoutZeros(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .toSorted(),
  );
}
