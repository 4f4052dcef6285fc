// @module-tag extended
// Ranges and steps across a change of the clocks: the console computes in UTC, whatever the zone of the browser, of its own process and of
// its engine. Pages send times in UTC; people may write them with the offset of their zone.
import type {
  FunnelsResult,
  LogHistogramResult,
  ServicesResult,
  TransactionsResult,
  TransactionTypeResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { TestApi } from "../api/harness.ts";
import { ownLocation } from "../store-contract/locations.ts";
import { close, periodBefore, periodOf, rangeOf, sum } from "./figures.ts";
import { peopleAtSteps } from "./funnels.ts";
import { telemetryOf } from "./generate.ts";
import { clockChangeOf, localRanges, movedTo, withOffset } from "./local-days.ts";
import { once } from "./persons.ts";
import { between, figuresOf, isRequest, type Period, servedIn } from "./requests.ts";
import { seedsOf } from "./seeds.ts";
import { receivedOf } from "./store.ts";
import { countTransactions, typesOf } from "./transactions.ts";

const hour = 3_600_000;

describe.each(seedsOf(2))("store %i", (seed) => {
  const change = clockChangeOf(seed);
  const telemetry = movedTo(change, telemetryOf(seed), seed);
  const { spans, records } = telemetry;
  let api: TestApi;
  let ranges: readonly Period[];
  beforeAll(async () => {
    vi.stubEnv("TZ", change.zone);
    ranges = localRanges(change);
    api = await receivedOf(telemetry, seed, await ownLocation());
  });
  afterAll(async () => {
    await api.close();
    vi.unstubAllEnvs();
  });

  test("the day has an hour or half an hour more or less", () => {
    const [{ from, to }] = ranges as [Period];
    expect([23, 23.5, 24.5, 25]).toContain((to - from) / hour);
    expect(new Date(change.at - 1).getTimezoneOffset()).not.toBe(new Date(change.at).getTimezoneOffset());
  });

  test("a time with the offset of its zone is the same time", async () => {
    for (const { from, to } of ranges) {
      const sent = `from=${encodeURIComponent(withOffset(from))}&to=${encodeURIComponent(withOffset(to))}`;
      const inUtc = await api.get<TransactionsResult>(`/api/transactions?${rangeOf({ from, to })}`);
      expect(await api.get(`/api/transactions?${sent}`)).toEqual(inUtc);
      expect(periodOf(inUtc)).toEqual({ from, to });
    }
  });

  test("services, transactions and funnels have the figures of the range and of the one before", async () => {
    for (const period of ranges) {
      const before = periodBefore(period);
      const { services } = await api.get<ServicesResult>(`/api/services?${rangeOf(period)}`);
      expect(services.map(({ name }) => name)).toEqual(
        [...new Set(between(spans, period).map(({ service }) => service))].toSorted(),
      );
      for (const { name, entries, estimatedRatePerSecond, previous } of services) {
        const own = spans.filter((span) => span.service === name && isRequest(span));
        const { count, perSecond } = figuresOf(between(own, period), servedIn(spans, name, period));
        expect([name, entries, estimatedRatePerSecond]).toEqual([name, count, close(perSecond)]);
        expect([name, previous?.entries ?? 0]).toEqual([name, between(own, before).length]);
      }
      const { types } = await api.get<TransactionsResult>(`/api/transactions?${rangeOf(period)}`);
      for (const type of typesOf(records)) {
        const found = types.find((one) => one.type === type);
        const expected = [period, before].map((one) => countTransactions(records, type, one));
        expect([type, found?.current.started ?? 0, found?.previous.started ?? 0]).toEqual([
          type,
          ...expected.map(({ started }) => started),
        ]);
        expect([type, found?.current.completed ?? 0, found?.previous.completed ?? 0]).toEqual([
          type,
          ...expected.map(({ completed }) => completed),
        ]);
      }
      const { funnels } = await api.get<FunnelsResult>(`/api/funnels?${rangeOf(period)}&windowMs=86400000`);
      for (const { name, steps, previous } of funnels) {
        const names = steps.map((step) => step.name);
        expect([steps.map(({ people }) => people), previous]).toEqual(
          [period, before].map((one) => peopleAtSteps(records, name, names, one)),
        );
      }
    }
  });

  test("steps of charts are of one length, and what happened is in its step", async () => {
    for (const period of ranges) {
      const { buckets, stepMs } = await api.get<LogHistogramResult>(`/api/logs/histogram?${rangeOf(period)}`);
      const own = between(once(records), period);
      expectEven(buckets, stepMs, period);
      expect(buckets.map(({ counts }) => sum(Object.values(counts)))).toEqual(
        buckets.map(({ time }) => between(own, stepAt(time, stepMs)).length),
      );
      for (const type of typesOf(between(records, period))) {
        const result = await api.get<TransactionTypeResult>(`/api/transactions/${type}?${rangeOf(period)}`);
        const { summary } = result;
        expectEven(summary.buckets, result.stepMs, period);
        expect([type, summary.buckets.map(({ completed }) => completed)]).toEqual([
          type,
          summary.buckets.map(({ time }) => {
            const step = stepAt(time, result.stepMs);
            const inRange = { from: Math.max(step.from, period.from), to: Math.min(step.to, period.to) };
            return countTransactions(records, type, inRange).completed;
          }),
        ]);
      }
    }
  });
});

function stepAt(time: string, stepMs: number): Period {
  const from = Date.parse(time);
  return { from, to: from + stepMs };
}

/** The steps follow each other from the begin of the range to its end. */
function expectEven(
  buckets: readonly { readonly time: string }[],
  stepMs: number,
  { from, to }: Period,
): void {
  const first = Math.floor(from / stepMs) * stepMs;
  expect(buckets.map(({ time }) => Date.parse(time))).toEqual(
    Array.from({ length: Math.ceil((to - first) / stepMs) }, (_, at) => first + at * stepMs),
  );
}
