// Anomalies against the oracle: the list has those that lasted at some time of the range, as they were last known; the detector reads the
// transactions of each minute that the page of this minute has.
import type { Anomaly } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoredAnomaly } from "../../src/store/anomalies.ts";
import { allPages, now, openApi, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { countBy, inOrder, iso, rangeOf } from "./figures.ts";
import { anomaliesOf } from "./generate-anomalies.ts";
import { telemetryOf } from "./generate.ts";
import { seeds } from "./seeds.ts";
import { receivedOf } from "./store.ts";
import { readTransactions } from "./transactions.ts";

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const anomalies = anomaliesOf(seed);
  let api: TestApi;
  beforeAll(async () => {
    api = await openApi();
    // found first, and written again when they end
    await api.store.anomalies.saveAnomalies(
      anomalies.map((one) => ({ ...one, ended: 0, observed: 0, updated: one.found })),
    );
    await api.store.anomalies.saveAnomalies(anomalies);
  });
  afterAll(() => api.close());

  test.each([
    ["", () => true],
    ["&service=shop", ({ service }: StoredAnomaly) => service === "shop"],
    ["&subject=transaction&name=purchase", ({ name }: StoredAnomaly) => name === "purchase"],
    ["&environment=staging", ({ environment }: StoredAnomaly) => environment === "staging"],
    ["&kind=shift&measure=p95", ({ kind, measure }: StoredAnomaly) => kind === "shift" && measure === "p95"],
    ["&open=true", ({ ended }: StoredAnomaly) => ended === 0],
  ] as const)("the list%s has each with its values, the latest found first", async (query, holds) => {
    const { items } = await allPages<Anomaly>(api, `/api/anomalies?${rangeOf({ from, to })}${query}&limit=7`);
    const expected = anomalies
      .filter(holds)
      .filter(({ started, ended }) => started * 1000 < to && (ended === 0 || ended * 1000 >= from))
      .toSorted((a, b) => b.found - a.found || (a.id < b.id ? 1 : -1));
    expect(
      items.map(({ id, start, found, end, expected: usual, observed, score }) => [
        id,
        start,
        found,
        end,
        usual,
        observed,
        score,
      ]),
    ).toEqual(
      expected.map((one) => [
        one.id,
        iso(one.started * 1000),
        iso(one.found * 1000),
        one.ended === 0 ? null : iso(one.ended * 1000),
        one.expected,
        one.observed,
        one.score,
      ]),
    );
  });
});

const minute = 60_000;
const chunk = 10 * minute;

describe.each(seeds)("minutes of store %i", (seed) => {
  const telemetry = telemetryOf(seed);
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf({ ...telemetry, spans: [] }, seed);
  });
  afterAll(() => api.close());

  /** What was known at the end of the minute, from records of the hour before. */
  function endedIn(from: number, since: number) {
    const to = from + minute;
    const known = telemetry.records.filter(({ at }) => at >= since && at < to);
    const ended = readTransactions(known, to).filter(({ end }) => end !== undefined && end.at >= from);
    return [...Map.groupBy(ended, ({ type }) => type)].map(([name, own]) => {
      const completed = own.filter(({ end }) => end!.outcome === "completed");
      const buckets = countBy(completed, ({ end }) =>
        String(Math.floor(Math.log2(end!.durationMs! * 1e6 + 1) * 4)),
      );
      return { time: from / 1000, name, total: own.length, part: completed.length, durations: buckets };
    });
  }

  test("each transaction counts in the minute of its first end, or in which its time ran out", async () => {
    const ends = { read: [] as unknown[], expected: [] as unknown[] };
    for (let from = now - 4 * 60 * minute; from < now; from += chunk) {
      const rows = await api.store.anomalies.minutes("transactions", from / 1000, (from + chunk) / 1000, 100);
      ends.read.push(
        ...rows.map(({ time, name, total, part, durations = {} }) => ({
          time,
          name,
          total,
          part,
          durations: Object.fromEntries(Object.entries(durations).map(([at, count]) => [at, Number(count)])),
        })),
      );
      for (let at = from; at < from + chunk; at += minute)
        ends.expected.push(...endedIn(at, from - 60 * minute));
    }
    expect(inOrder(ends.read)).toEqual(inOrder(ends.expected));
  });
});

testAskedRoutes("anomalies.test.ts");
