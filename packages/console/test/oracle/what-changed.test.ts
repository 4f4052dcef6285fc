// What changed with an anomaly, against the oracle: the times that are compared, errors that are new in them, other anomalies at the same
// time, example traces. Attribute values are those of what differs, which has an oracle of its own.
import type { Anomaly, AnomalyResult, DiffersResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { StoredAnomaly } from "../../src/store/anomalies.ts";
import { allPages, now, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { figuresOfGroup, groupsIn, matching, newGroups } from "./errors.ts";
import { closeOrNull, iso, periodOf } from "./figures.ts";
import { anomaliesOf } from "./generate-anomalies.ts";
import { errorTelemetryOf } from "./generate-errors.ts";
import { telemetryOf } from "./generate.ts";
import { between, isRequest, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { addErrors } from "./store-errors.ts";
import { receivedOf } from "./store.ts";
import { hexOf, summarize, toComparable } from "./trace-summaries.ts";
import type { RawSpan } from "./telemetry.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Of each list. */
const most = 10;
const mostTraces = 5;

describe.each(seeds)("store %i", (seed) => {
  const telemetry = telemetryOf(seed);
  const { errors } = errorTelemetryOf(seed);
  const stored = anomaliesOf(seed);
  const chosen = stored.slice(0, 6);
  const answers = new Map<string, AnomalyResult>();
  let api: TestApi;
  beforeAll(async () => {
    api = await receivedOf(telemetry, seed);
    await addErrors(api, errors, seed);
    await api.store.anomalies.saveAnomalies(stored);
  });
  afterAll(() => api.close());

  /** Each is asked once. */
  async function ask({ id }: StoredAnomaly): Promise<AnomalyResult> {
    const known = answers.get(id) ?? (await api.get<AnomalyResult>(`/api/anomalies/${id}`));
    answers.set(id, known);
    return known;
  }

  test("it has the list's values, and is compared with at least half an hour before it", async () => {
    const range = `from=${iso(now - 24 * hour)}&to=${iso(now)}`;
    const { items } = await allPages<Anomaly>(api, `/api/anomalies?${range}&limit=100`);
    for (const one of chosen) {
      const { anomaly, window, before } = await ask(one);
      expect(anomaly).toEqual(items.find(({ id }) => id === one.id));
      const expected = windowOf(one);
      const length = Math.max(expected.to - expected.from, 30 * minute);
      expect([periodOf(window), periodOf(before)]).toEqual([
        expected,
        { from: expected.from - length, to: expected.from },
      ]);
    }
  });

  test("errors are those of its service and environment that are new in it", async () => {
    const first = Math.min(...[...errors, ...telemetry.spans, ...telemetry.records].map(({ at }) => at));
    for (const one of chosen) {
      const period = windowOf(one);
      const of = {
        ...(one.service !== "" && { service: one.service }),
        environment: one.environment,
      };
      // new is what its service did not have before in its environment
      const own = matching(errors, of);
      const fresh = newGroups(own, period, first);
      const groups = [...groupsIn(own, period)].filter(([name]) => fresh.has(name));
      const found = await ask(one);
      expect(found.errors.failed).toBeNull();
      expect(
        new Map(found.errors.items.map(({ fingerprint, count, users }) => [fingerprint, { count, users }])),
      ).toEqual(
        new Map(
          groups.map(([name, group]) => {
            const { count, users } = figuresOfGroup(group);
            return [name, { count, users }];
          }),
        ),
      );
    }
  });

  test("others at the same time have what they share with it in time and shape, the most similar first", async () => {
    for (const one of chosen) {
      const own = windowOf(one);
      const others = stored
        .filter(({ id, started, ended }) => {
          const isLasting = ended === 0 || ended * 1000 >= own.from;
          return id !== one.id && started * 1000 < own.to && isLasting;
        })
        .map((other) => ({
          id: other.id,
          overlap: overlapOf(spanOf(one), spanOf(other)),
          correlation: correlationOf(one, other),
        }));
      const { related } = await ask(one);
      expect(related.items).toHaveLength(Math.min(most, others.length));
      for (const { anomaly, overlap, correlation } of related.items) {
        const expected = others.find(({ id }) => id === anomaly.id)!;
        expect([anomaly.id, overlap, correlation]).toEqual([
          expected.id,
          expect.closeTo(expected.overlap, 6),
          closeOrNull(expected.correlation),
        ]);
      }
      const likeness = ({ overlap, correlation }: (typeof others)[number]): number =>
        overlap + Math.abs(correlation ?? 0);
      const best = others.map(likeness).toSorted((a, b) => b - a);
      related.items.forEach(({ overlap, correlation }, at) =>
        expect(likeness({ id: "", overlap, correlation })).toBeCloseTo(best[at]!, 6),
      );
    }
  });

  test("traces have a request of it, and their figures", async () => {
    const traces = [...Map.groupBy(telemetry.spans, ({ trace }) => trace).values()];
    for (const one of chosen.filter(({ service }) => service !== "")) {
      const isMeant = (span: RawSpan): boolean =>
        isRequest(span) &&
        span.service === one.service &&
        span.environment === one.environment &&
        (one.subject !== "operation" || span.name === one.name) &&
        (one.measure !== "errors" || one.direction <= 0 || span.failed);
      const meant = traces.filter((own) => between(own, windowOf(one)).some(isMeant));
      const found = (await ask(one)).traces.items.map(toComparable);
      expect(found).toHaveLength(Math.min(mostTraces, meant.length));
      for (const trace of found)
        expect(trace).toEqual(
          meant.map(summarize).find(({ traceId }) => traceId === trace.traceId) ?? hexOf("no such trace", 16),
        );
    }
  });

  test("attribute values are those of what differs", { tags: ["extended"] }, async () => {
    for (const one of chosen) {
      const { dimensions, summary } = await ask(one);
      const asked = await api.get<DiffersResult>(`/api/differs?${questionOf(one)}`);
      expect([dimensions.failed, dimensions.items, summary]).toEqual([null, asked.findings, asked.summary]);
    }
  });
});

testAskedRoutes("what-changed.test.ts");

/** The anomaly with its last minute, at most its first six hours. */
function windowOf({ started, ended }: StoredAnomaly): Period {
  const from = started * 1000;
  const to = ended === 0 ? now : ended * 1000 + minute;
  return { from, to: Math.min(to, from + 6 * hour) };
}

function spanOf({ started, ended }: StoredAnomaly): Period {
  return { from: started * 1000, to: ended === 0 ? now : ended * 1000 + minute };
}

/** What both have in common of the time in which one of them lasts. */
function overlapOf(one: Period, other: Period): number {
  const common = Math.min(one.to, other.to) - Math.max(one.from, other.from);
  if (common <= 0) return 0;
  return common / (one.to - one.from + other.to - other.from - common);
}

/** How values at the same minutes move together, −1 to 1; `null` below five minutes, and where one does not move. */
function correlationOf(one: StoredAnomaly, other: StoredAnomaly): number | null {
  const pairs = one.minutes.flatMap((at, place) => {
    const same = other.minutes.indexOf(at);
    return same === -1 ? [] : [{ x: one.values[place]!, y: other.values[same]! }];
  });
  if (pairs.length < 5) return null;
  const mean = (of: (pair: (typeof pairs)[number]) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [x, y] = [mean((pair) => pair.x), mean((pair) => pair.y)];
  const covariance = mean((pair) => (pair.x - x) * (pair.y - y));
  const spread = Math.sqrt(mean((pair) => (pair.x - x) ** 2) * mean((pair) => (pair.y - y) ** 2));
  return spread === 0 ? null : covariance / spread;
}

/** What made it: failed requests, slow ones, transactions that were lost, people who left after the first step; else all in its time. */
function questionOf(one: StoredAnomaly): string {
  const { from, to } = windowOf(one);
  const before = from - Math.max(to - from, 30 * minute);
  const shared = `to=${iso(to)}&environment=${one.environment}&sample=few&limit=10`;
  if (one.subject === "funnel") return `${shared}&from=${iso(from)}&of=funnels&type=${one.name}&step=cart`;
  const times = `${shared}&from=${iso(before)}&selectFrom=${iso(from)}&selectTo=${iso(to)}`;
  if (one.subject === "transaction")
    return `${times}&of=transactions&type=${one.name}${one.direction < 0 ? "&outcome=failed&outcome=abandoned" : ""}`;
  const spans = `${times}&of=spans&service=${one.service}&filter=entry%3Dtrue`;
  if (one.subject === "operation")
    return `${spans}&name=${encodeURIComponent(one.name)}${one.direction > 0 ? "&select=status%3Derror" : ""}`;
  return one.direction > 0 ? `${spans}&minDurationMs=${one.expected}` : spans;
}
