// Up to when data is complete, against the oracle: it looks through all requests that were sent.
import type { CompletenessResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createIntake } from "../../src/receive/intake.ts";
import { now, openApi, type TestApi } from "../api/harness.ts";
import { createMemoryWriter } from "../support/memory-writer.ts";
import { attributes, makeSpan, makeTraces } from "../support/messages.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { randomOf } from "./random.ts";
import { seeds } from "./seeds.ts";

/** One request of one instance. */
interface Sent {
  readonly service: string;
  readonly instance: string;
  readonly atMs: number;
  readonly ageMs: number;
  /** Whether the sender says `ageMs`; else the end of its span is that old. */
  readonly says: boolean;
}

/** Instances send at regular times, some of them late at first, and some end. */
function requestsOf(seed: number): readonly Sent[] {
  const random = randomOf(seed);
  const requests: Sent[] = [];
  for (let at = 0; at < 30; at++) {
    const says = random.chance(0.5);
    const everyMs = random.pick([2000, 5000, 20_000]);
    const serviceEndMs = random.pick([0, 0, 0, 30_000, 700_000]);
    const instances = random.whole(1, 3);
    for (let of = 0; of < instances; of++) {
      const endMs = serviceEndMs + random.pick([0, 0, 0, 900_000]);
      const lateUntilMs = random.chance(0.4) ? endMs + random.pick([0, 8000, 60_000]) : Infinity;
      for (let agoMs = endMs + everyMs * 40 + of * 100; agoMs >= endMs; agoMs -= everyMs) {
        const ageMs = agoMs >= lateUntilMs ? random.whole(61_000, 600_000) : random.whole(0, 900);
        const instance = `instance-${of}`;
        requests.push({ service: `service-${at}`, instance, atMs: now - agoMs, ageMs, says });
      }
    }
  }
  return requests.toSorted((a, b) => a.atMs - b.atMs);
}

interface Expected {
  readonly state: string;
  readonly behindMs: number;
  readonly lastReceivedAt: string;
}

/** What is known of one service at {@link now}. */
function expectedOf(sent: readonly Sent[]): Expected {
  const newestMs = sent.at(-1)!.atMs;
  const sinceMs = now - newestMs;
  const lastReceivedAt = new Date(newestMs).toISOString();
  const live = [...Map.groupBy(sent, ({ instance }) => instance).values()].filter(
    (of) => newestMs - of.at(-1)!.atMs <= silentMs(of),
  );
  const lagMs = Math.max(...live.map(lagOf));
  if (lagMs > 60_000) return { state: "late", behindMs: sinceMs + lagMs, lastReceivedAt };
  if (sinceMs > silentMs(sent)) return { state: "silent", behindMs: sinceMs, lastReceivedAt };
  return { state: "current", behindMs: Math.max(lagMs, usualLagOf(sent)), lastReceivedAt };
}

/** Requests come at regular times. */
function silentMs(sent: readonly Sent[]): number {
  const gapMs = sent[1]!.atMs - sent[0]!.atMs;
  return Math.max(60_000, 10 * gapMs);
}

/** Of a sender that says it the largest within ten seconds, else that of the newest record. */
function lagOf(sent: readonly Sent[]): number {
  const recent = sent.filter(
    ({ says, atMs }, at) => at === sent.length - 1 || (says && Math.floor(atMs / 1000) * 1000 > now - 10_000),
  );
  return Math.max(...recent.map(({ ageMs }) => ageMs));
}

const limitsMs = [250, 500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000];

/** 95 % of the stretches of ten seconds have no larger one. */
function usualLagOf(sent: readonly Sent[]): number {
  const stretches = Map.groupBy(sent, ({ atMs }) => Math.floor(atMs / 10_000));
  const largest = [...stretches.values()].slice(0, -1).map((of) => Math.max(...of.map(({ ageMs }) => ageMs)));
  const isUsual = (limit: number): boolean =>
    largest.filter((ageMs) => ageMs > limit).length <= 0.05 * largest.length;
  return limitsMs.find(isUsual) ?? 60_000;
}

describe.each(seeds)("store %i", (seed) => {
  const requests = requestsOf(seed);
  let api: TestApi;
  beforeAll(async () => {
    api = await openApi();
    let clock = 0;
    const intake = createIntake(createMemoryWriter(), () => clock);
    for (const { service, instance, atMs, ageMs, says } of requests) {
      clock = atMs;
      const resource = attributes({ "service.name": service, "service.instance.id": instance });
      const endTimeUnixNano = BigInt(atMs - ageMs) * 1_000_000n;
      const span = makeSpan({ startTimeUnixNano: endTimeUnixNano - 1n, endTimeUnixNano });
      const sent = says ? { atMs, oldestAgeMs: ageMs } : undefined;
      await intake.traces(makeTraces([span], resource), 1, { tenant: "", sent });
    }
    clock = now;
    await api.store.completeness.save(intake.lags.takeChanged());
  });
  afterAll(() => api.close());

  test("each service is complete up to the time that its requests say", async () => {
    const { items } = await api.get<CompletenessResult>("/api/completeness");
    const byService = Map.groupBy(requests, ({ service }) => service);
    expect(new Map(items.map((item) => [item.service, item]))).toEqual(
      new Map(
        [...byService].map(([service, sent]) => {
          const expected = expectedOf(sent);
          const completeUpTo = new Date(now - expected.behindMs).toISOString();
          const source = sent[0]!.says ? "sender" : "arrival";
          return [service, { service, signal: "spans", source, completeUpTo, ...expected }];
        }),
      ),
    );
  });

  test("all data is complete up to the earliest that is not silent", async () => {
    const answer = await api.get<CompletenessResult>("/api/completeness?limit=1");
    const all = [...Map.groupBy(requests, ({ service }) => service).values()].map(expectedOf);
    const states = Map.groupBy(all, ({ state }) => state);
    const count = (state: string): number => states.get(state)?.length ?? 0;
    const behind = all.filter(({ state }) => state !== "silent").map(({ behindMs }) => behindMs);
    expect(answer).toMatchObject({
      completeUpTo: new Date(now - Math.max(...behind)).toISOString(),
      counts: { current: count("current"), late: count("late"), silent: count("silent") },
    });
    expect(answer.items).toHaveLength(1);
  });
});

testAskedRoutes("completeness.test.ts");
