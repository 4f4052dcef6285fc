// Objectives, and alerts as they were evaluated, with their history, messages and previews, against the oracle.
// @module-tag extended
import type { AlertRule, Objective } from "alerts";
import type {
  Alert,
  AlertHistoryResult,
  AlertResult,
  AlertsResult,
  DeliveriesResult,
  ObjectivesResult,
  PreviewResult,
} from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStoredOutbox } from "../../src/alerts/evaluate/stored-outbox.ts";
import type { Delivery } from "../../src/alerts/outbox.ts";
import { leadershipOf } from "../../src/lease/leadership.fixture.ts";
import { now, openApi, resource, span, type TestApi } from "../api/harness.ts";
import {
  budgetedOf,
  type Course,
  courseOfBurn,
  courseOfCount,
  evaluate,
  periodBefore,
  rounds,
} from "./alerting.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { ask } from "./asking.ts";
import { telemetryOf } from "./generate.ts";
import { randomOf } from "./random.ts";
import { expectedReading, type Read } from "./readings.ts";
import { between, isRequest, weigh } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { addSignals } from "./signals-store.ts";
import { signalsOf } from "./signals.ts";
import { storeOf } from "./store.ts";

const minute = 60_000;
const close = (value: number): unknown => expect.closeTo(value, 6) as unknown;
const iso = (at: number): string => new Date(at).toISOString();

const alerts: readonly AlertRule[] = [
  { on: { event: "voucher.rejected" }, when: { above: 1 }, name: "Vouchers" },
  { on: { log: "payment * declined", severity: "warn" }, when: { above: 0 }, name: "Declined" },
  { on: { transaction: "purchase", measure: "count" }, window: "15m", when: { above: 3 }, name: "Purchases" },
].map((rule) => ({ ...rule, flapping: { firings: 1_000, within: "1h" } }) as AlertRule);

const burn = [{ long: "1h", short: "5m", spends: 0.3, severity: "page" }] as const;
const objectives: readonly Objective[] = (
  [
    { name: "Shop answers", on: { service: "shop", measure: "errors" }, target: 0.9 },
    { name: "Shop is fast", on: { service: "shop", measure: "within", limit: "2500ms" }, target: 0.8 },
    { name: "Purchases complete", on: { transaction: "purchase", measure: "completion" }, target: 0.7 },
    { name: "Checkouts", on: { funnel: "checkout", from: "cart", to: "pay" }, target: 0.5 },
  ] as const
).map((one) => ({ ...one, period: "4h", alerts: [...burn] }));
/** `spends` of the period in the long window; at most half of all events. */
const factorOf = ({ target }: Objective): number => Math.min((0.3 * 4) / 1, Math.max(1, 0.5 / (1 - target)));
const ruleOf = ({ name }: Objective): string => `${name}: error budget burns`;

describe.each(seeds)("store %i", (seed) => {
  const signals = signalsOf(seed);
  const telemetry = telemetryOf(seed);
  const read: Read = { ...telemetry, ...signals, records: [...telemetry.records, ...signals.records] };
  const coursesAt = (knownAt?: number): ReadonlyMap<string, Course> =>
    new Map([
      ...alerts.map((rule) => [rule.name, courseOfCount(read, rule, knownAt)] as const),
      ...objectives.map(
        (objective) =>
          [ruleOf(objective), courseOfBurn(read, objective, factorOf(objective), knownAt)] as const,
      ),
    ]);
  const courses = coursesAt();
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf(read, seed);
    await addSignals(api, signals);
    await evaluate(api, { alerts, objectives });
  }, 240_000);
  afterAll(() => api.close());

  test("budgets and burn rates are of what events stand for", async () => {
    const result = await ask<ObjectivesResult>(api, "/api/objectives");
    const expected = objectives.map((objective) => {
      const { name, on, target, period } = objective;
      const badIn = (window: string): number | undefined =>
        budgetedOf(objective, expectedReading(read, on, periodBefore(now, window)))?.badShare;
      const bad = badIn(period!);
      const total = totalOf(read, objective);
      const burnOf = (window: string): unknown => {
        const found = badIn(window);
        return found === undefined ? null : close(found / (1 - target));
      };
      return [
        name,
        {
          total: close(total),
          good: close(bad === undefined ? 0 : (1 - bad) * total),
          allowed: close((1 - target) * total),
          share: bad === undefined ? null : close(1 - bad),
          left: close(bad === undefined ? 1 : 1 - bad / (1 - target)),
          burnRates: [
            {
              long: "1h",
              short: "5m",
              factor: close(factorOf(objective)),
              longRate: burnOf("1h"),
              shortRate: burnOf("5m"),
            },
          ],
          state: stateOf(courses.get(ruleOf(objective))!),
          error: "",
        },
      ];
    });
    expect(Object.fromEntries(result.objectives.map((one) => [one.name, one]))).toMatchObject(
      Object.fromEntries(expected),
    );
    const left = result.objectives.map((one) => one.left);
    expect(left).toEqual(left.toSorted((a, b) => a - b));
  });

  test("alerts have the states and values of their last evaluation", async () => {
    const { items, states } = await ask<AlertsResult>(api, "/api/alerts?from=-5h&limit=500");
    const listed = new Map(items.map((one) => [one.rule, one]));
    for (const [rule, course] of courses)
      expect([rule, pick(listed.get(rule))]).toEqual([rule, isKnown(course) ? lastOf(course) : undefined]);
    const count = (state: string): number =>
      [...courses.values()].filter((course) => isKnown(course) && stateOf(course) === state).length;
    expect({ ok: 0, firing: 0, ...states }).toEqual({ ok: count("ok"), firing: count("firing") });
  });

  test("histories have each change with its value, in the list and at the alert", async () => {
    const all = await ask<AlertHistoryResult>(api, "/api/alert-history?from=-5h&limit=500");
    const expected = [...courses].flatMap(([rule, course]) =>
      course.changes.map(({ at, kind, value }) => ({ rule, time: iso(at), kind, value: close(value) })),
    );
    const order = (a: { time: string; rule: string }, b: { time: string; rule: string }): number =>
      a.time < b.time ? 1 : a.time > b.time ? -1 : a.rule < b.rule ? -1 : 1;
    expect(
      all.items.map(({ rule, time, kind, value }) => ({ rule, time, kind, value })).toSorted(order),
    ).toEqual(expected.toSorted(order));
    const { items } = await ask<AlertsResult>(api, "/api/alerts?from=-5h&limit=500");
    for (const { id, rule } of items) {
      const { history } = await ask<AlertResult>(api, `/api/alerts/${id}?from=-5h`);
      const own = expected.filter((one) => one.rule === rule).toSorted(order);
      expect(history.map(({ time, kind, value }) => ({ rule, time, kind, value }))).toEqual(own);
    }
  });

  test("previews do what the evaluation did, with what became of transactions after their time ran out", async () => {
    const withLaterEnds = coursesAt(now);
    const asked = [
      ...alerts.map((content) => ({ content, kind: "alert", rule: content.name })),
      ...objectives.map((content) => ({ content, kind: "objective", rule: ruleOf(content) })),
    ];
    for (const { content, kind, rule } of asked) {
      const isOfTransactions = "transaction" in content.on!;
      const course = (isOfTransactions ? withLaterEnds : courses).get(rule)!;
      const { values, changes } = course;
      const preview = await ask<PreviewResult>(api, "/api/alert-rules/preview", {
        content,
        kind,
        from: iso(rounds[0]!),
        to: iso(now),
      });
      expect(preview.errors).toEqual([]);
      const [group] = preview.groups;
      const found = new Map(group?.points.map(({ time, value }) => [Date.parse(time), value]));
      expect([rule, rounds.map((at) => found.get(at) ?? undefined)]).toEqual([
        rule,
        values.map((value) => (value === undefined ? undefined : close(value))),
      ]);
      const firings = changes.filter((change) => change.kind === "firing").length;
      expect([rule, preview.firings, preview.minutesFiring]).toEqual([
        rule,
        firings,
        close(minutesFiring(course)),
      ]);
    }
  });

  test("deliveries are those that were made, in the list and at their message", async () => {
    const leadership = leadershipOf();
    const outbox = createStoredOutbox({
      store: api.store.alerts,
      nowMs: () => now,
      begun: () => new Set([""]),
    }).of(leadership);
    const random = randomOf(seed);
    const made = (await outbox.pending(() => true)).flatMap(({ id, at }) => {
      const attempts = random.whole(1, 3);
      return Array.from({ length: attempts }, (_, index): Delivery => ({
        noticeId: id,
        channel: random.pick(["chat", "mail"]),
        attempt: index + 1,
        at: at + (index + 1) * 1_000,
        outcome: index < attempts - 1 ? "retry" : random.pick(["sent", "dead"]),
        status: random.pick([200, 500]),
        ms: random.whole(1, 900),
      }));
    });
    await outbox.record(made, []);
    const shape = ({ noticeId, channel, attempt, outcome, status, ms }: Partial<Delivery>): string =>
      JSON.stringify([noticeId, channel, attempt, outcome, status, ms]);
    const all = await ask<DeliveriesResult>(api, "/api/deliveries?from=-5h&to=now%2B1h&limit=500");
    expect(all.items.map((one) => shape(one as Partial<Delivery>)).toSorted()).toEqual(
      made.map(shape).toSorted(),
    );
    const dead = await ask<DeliveriesResult>(
      api,
      "/api/deliveries?from=-5h&to=now%2B1h&limit=500&outcome=dead&channel=chat",
    );
    expect(dead.items).toHaveLength(
      made.filter(({ outcome, channel }) => outcome === "dead" && channel === "chat").length,
    );
    const { items } = await ask<AlertsResult>(api, "/api/alerts?from=-5h&limit=500");
    for (const { id: alert } of items) {
      const { notices } = await ask<AlertResult>(api, `/api/alerts/${alert}?from=-5h&to=now%2B1h`);
      for (const { id, deliveries } of notices)
        expect(deliveries.map((one) => shape(one as Partial<Delivery>))).toEqual(
          made.filter(({ noticeId }) => noticeId === id).map(shape),
        );
    }
  });
});

test("of many groups those with the least budget left are listed", async () => {
  const api = await openApi();
  try {
    await api.write((sink) => {
      for (let index = 0; index < 120; index += 1)
        sink.span(
          span({
            traceId: `many-${index}`,
            spanId: `many-${index}`,
            kind: 2,
            resource: resource(`service-${String(index).padStart(3, "0")}`),
            startNs: BigInt(now - 2 * minute) * 1_000_000n,
            status: index === 119 ? 2 : 0,
          }),
        );
    });
    const answers = {
      name: "All answer",
      on: { operation: "work", measure: "errors" },
      target: 0.9,
      groupBy: ["service.name"],
    };
    await evaluate(api, { alerts: [], objectives: [answers as unknown as Objective] }, [now]);
    const { objectives: listed, truncated } = await ask<ObjectivesResult>(api, "/api/objectives");
    expect([listed.length, truncated]).toEqual([100, 20]);
    expect(listed[0]).toMatchObject({ group: { "service.name": "service-119" }, good: 0, total: 1 });
  } finally {
    await api.close();
  }
});

testAskedRoutes("objectives.test.ts");

/** Events of the period before sampling. */
function totalOf(read: Read, { on, period }: Objective): number {
  const last = periodBefore(now, period!);
  if (!("service" in on)) return expectedReading(read, on, last)?.count ?? 0;
  return weigh(between(read.spans, last).filter((one) => one.service === on.service && isRequest(one)));
}

const isKnown = ({ values }: Course): boolean => values.some((value) => value !== undefined);

function stateOf({ isFiring }: Course): "firing" | "ok" {
  return isFiring.at(-1) === true ? "firing" : "ok";
}

function lastOf(course: Course): object {
  const value = course.values.findLast((one) => one !== undefined);
  return { state: stateOf(course), value: value === undefined ? null : close(value), evaluated: iso(now) };
}

function pick(alert: Alert | undefined): object | undefined {
  return alert && { state: alert.state, value: alert.value, evaluated: alert.evaluated };
}

function minutesFiring({ changes }: Course): number {
  const ends = [...changes.slice(1).map(({ at }) => at), now];
  return changes.reduce(
    (sum, { at, kind }, place) => sum + (kind === "firing" ? (ends[place]! - at) / minute : 0),
    0,
  );
}
