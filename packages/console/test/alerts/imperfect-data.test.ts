// Data that is late, doubled or missing, counters that begin anew, clocks that change, and a console that was off: with rules, a real store
// and a receiver. What the state machine does is tested beside it.
// @module-tag extended
import type { AlertRule } from "alerts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ResourceRow, SeriesRow } from "../../src/store/rows.ts";
import {
  attributes,
  event,
  log,
  now,
  openApi,
  resource,
  sample,
  series,
  span,
  type TestApi,
} from "../api/harness.ts";
import { minute, startLive } from "./live-console.ts";

let api: TestApi;
let received = now;

beforeAll(async () => {
  api = await openApi(undefined, undefined, () => received);
}, 300_000);
afterAll(async () => api.close());

const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;
const resourceOf = (tenant: string): ResourceRow => ({ ...resource("shop"), tenant });
let identities = 0n;

/** Log events, spread over the minute before `ms`. */
function eventsBefore(tenant: string, name: string, ms: number, count: number) {
  return Array.from({ length: count }, (_, index) =>
    log({
      resource: resourceOf(tenant),
      timeNs: ns(ms - minute + index * 1_000),
      eventName: name,
      body: name,
      identity: (identities += 1n),
    }),
  );
}

test("data that arrives minutes late is neither missing nor few to a rule with a delay, and is evaluated once", async () => {
  const tenant = "late";
  const on = { event: "order.placed" } as const;
  const common = { window: "1m", delay: "5m" } as const;
  const rules: AlertRule[] = [
    { ...common, name: "Orders stop", on, when: { absent: true } },
    { ...common, name: "Few orders", on, when: { below: 4 } },
    { ...common, name: "Refusals", on: { event: "order.refused" }, when: { above: 3 } },
    // a window that contains the late minutes has them as soon as they are there
    { name: "Refusals of a quarter", on: { event: "order.refused" }, window: "15m", when: { above: 3 } },
  ];
  const live = await startLive(api.store, { [tenant]: rules }, now);
  await api.write((sink) => {
    for (let index = 0; index < 15; index++)
      for (const row of eventsBefore(tenant, "order.placed", now - index * minute, 5)) sink.log(row);
  });
  const held: (readonly ReturnType<typeof log>[])[] = [];
  const seen: string[] = [];
  await live.minutes(22, async (ms, index) => {
    received = ms;
    const rows = [
      ...eventsBefore(tenant, "order.placed", ms, 5),
      ...(index === 5 ? eventsBefore(tenant, "order.refused", ms, 6) : []),
    ];
    const isHeld = index >= 3 && index < 7;
    if (isHeld) held.push(rows);
    // the sender is back: what it had to keep comes with the rest
    const arrived = isHeld ? [] : [...held.splice(0).flat(), ...rows];
    await api.write((sink) => arrived.forEach((row) => sink.log(row)));
    if (index === 9) seen.push(...(await live.sent()));
  });
  expect(seen).toContain("Refusals of a quarter firing");
  const sent = await live.sent();
  expect(sent.toSorted()).toEqual([
    "Refusals firing",
    "Refusals of a quarter firing",
    "Refusals of a quarter recovered",
    "Refusals recovered",
  ]);
  expect(live.errors).toEqual([]);
});

test("a batch that is sent twice is counted once", async () => {
  const tenant = "twice";
  const own = resourceOf(tenant);
  const orders: SeriesRow = series("orders", { resource: own, type: 2, temporality: 1, monotonic: true });
  const rules: AlertRule[] = [
    { name: "Events", on: { event: "order.placed" }, window: "1m", when: { above: 7 } },
    { name: "Requests", on: { service: "shop", measure: "rate" }, window: "1m", when: { above: 7 / 60 } },
    {
      name: "Purchases",
      on: { transaction: "purchase", measure: "count" },
      window: "1m",
      when: { above: 7 },
    },
    { name: "Money", on: { transaction: "purchase", measure: "amount" }, window: "1m", when: { above: 70 } },
    { name: "Counted", on: { metric: "orders", aggregation: "sum" }, window: "1m", when: { above: 7 } },
    // the rows are there
    { name: "Some events", on: { event: "order.placed" }, window: "1m", when: { above: 4 } },
    {
      name: "Some requests",
      on: { service: "shop", measure: "rate" },
      window: "1m",
      when: { above: 4 / 60 },
    },
    {
      name: "Some purchases",
      on: { transaction: "purchase", measure: "count" },
      window: "1m",
      when: { above: 4 },
    },
    {
      name: "Some money",
      on: { transaction: "purchase", measure: "amount" },
      window: "1m",
      when: { above: 40 },
    },
    { name: "Some counted", on: { metric: "orders", aggregation: "sum" }, window: "1m", when: { above: 4 } },
  ];
  const live = await startLive(api.store, { [tenant]: rules }, now);
  await live.minutes(3, async (ms) => {
    received = ms;
    const logs = eventsBefore(tenant, "order.placed", ms, 5);
    const ids = logs.map((_, index) => `${ms}-${index}`);
    const requests = ids.map((id, index) =>
      span({ traceId: id, spanId: id, resource: own, kind: 2, startNs: ns(ms - minute + index * 1_000) }),
    );
    const purchases = ids.map((id, index) =>
      event({
        resource: own,
        kind: "transaction",
        phase: "ended",
        outcome: "completed",
        name: "purchase",
        entityId: id,
        uid: `uid-${id}`,
        amount: "10",
        currency: "EUR",
        timeNs: ns(ms - minute + index * 1_000),
      }),
    );
    const point = sample(orders, ns(ms - 30_000), 5, { startNs: ns(ms - 90_000) });
    for (let time = 0; time < 2; time++)
      await api.write((sink) => {
        for (const row of logs) sink.log(row);
        for (const row of requests) sink.span(row);
        for (const row of purchases) sink.businessEvent(row);
        sink.sample(point);
      });
  });
  expect((await live.sent()).toSorted()).toEqual(
    ["counted", "events", "money", "purchases", "requests"].map((name) => `Some ${name} firing`),
  );
  expect(live.errors).toEqual([]);
});

test("minutes without data neither end an alert nor begin one", async () => {
  const tenant = "missing";
  const own = resourceOf(tenant);
  const jobs = series("jobs", { resource: own });
  const rules: AlertRule[] = [
    { name: "Queue grows", on: { metric: "jobs" }, window: "1m", when: { above: 10 } },
    { name: "Queue is empty", on: { metric: "jobs" }, window: "1m", when: { below: 1 } },
    { name: "Queue grows for long", on: { metric: "jobs" }, window: "1m", for: "5m", when: { above: 10 } },
    { name: "Queue is silent", on: { metric: "jobs" }, window: "2m", when: { absent: true } },
  ];
  const live = await startLive(api.store, { [tenant]: rules }, now);
  const values = [5, 5, 5, 20, 20, 20, undefined, undefined, undefined, undefined, 20, 20, 5, 5, 5];
  await live.minutes(values.length, async (ms, index) => {
    received = ms;
    const value = values[index];
    if (value !== undefined)
      await api.write((sink) => sink.sample(sample(jobs, ns(received - 30_000), value)));
  });
  const sent = await live.sent();
  const of = (name: string) => sent.filter((one) => one.startsWith(`${name} `));
  expect(of("Queue grows")).toContain("Queue grows firing");
  expect(sent.filter((one) => /^Queue grows (firing|recovered)$/.test(one))).toEqual([
    "Queue grows firing",
    "Queue grows recovered",
  ]);
  expect(of("Queue is empty")).toEqual([]);
  expect(of("Queue is silent")).toEqual(["Queue is silent firing", "Queue is silent recovered"]);
  expect(live.errors).toEqual([]);
});

test.each(["cumulative", "delta"] as const)("a %s counter that begins anew changes no rate", async (kind) => {
  const tenant = `reset-${kind}`;
  const own = resourceOf(tenant);
  const orders = series("orders", {
    resource: own,
    type: 2,
    temporality: kind === "cumulative" ? 2 : 1,
    monotonic: true,
  });
  const rate = { metric: "orders", aggregation: "rate" } as const;
  const rules: AlertRule[] = [
    { name: "Too many", on: rate, window: "3m", when: { above: 1.5 } },
    { name: "Too few", on: rate, window: "3m", when: { below: 0.5 } },
    { name: "Usual", on: rate, window: "3m", when: { above: 0.8 } },
  ];
  const live = await startLive(api.store, { [tenant]: rules }, now);
  let [total, startMs] = [100_000, now - 60 * minute];
  const write = async (ms: number): Promise<void> => {
    total += 60;
    const value = kind === "cumulative" ? total : 60;
    await api.write((sink) => sink.sample(sample(orders, ns(ms), value, { startNs: ns(startMs) })));
    if (kind === "delta") startMs = ms;
  };
  for (let ago = 5; ago >= 0; ago--) await write(now - ago * minute - 5_000);
  await live.minutes(14, async (atMs, index) => {
    const ms = atMs - 5_000;
    received = atMs;
    // the process is restarted, twice: once at once, and once when it has counted for some seconds
    if (index === 4 || index === 9) [total, startMs] = [0, ms - (index === 4 ? 59_000 : 40_000)];
    await write(ms);
  });
  expect(await live.sent()).toEqual(["Usual firing"]);
  expect(live.errors).toEqual([]);
});

test.each([60, -60])(
  "a clock that is put %d minutes forward and back later sends nothing twice and loses nothing",
  async (byMinutes) => {
    const tenant = `clock-${byMinutes > 0 ? "ahead" : "behind"}`;
    const own = resourceOf(tenant);
    const jobs = series("jobs", { resource: own });
    const refused = series("refused", { resource: own });
    const rules: AlertRule[] = [
      { name: "Queue grows", on: { metric: "jobs" }, window: "2m", when: { above: 10 } },
      { name: "Refusals", on: { metric: "refused" }, window: "2m", for: "2m", when: { above: 10 } },
    ];
    const live = await startLive(api.store, { [tenant]: rules }, now);
    // the senders' clocks are right
    let ms = now;
    const pass = (values: readonly [number, number], count: number) =>
      live.minutes(count, async (atMs) => {
        received = atMs;
        await api.write((sink) => {
          sink.sample(sample(jobs, ns(ms + 30_000), values[0]));
          sink.sample(sample(refused, ns(ms + 30_000), values[1]));
        });
        ms += minute;
      });
    await pass([20, 5], 4);
    expect(await live.sent()).toEqual(["Queue grows firing"]);
    live.clock.setNow(live.clock.now() + byMinutes * minute);
    await pass([20, 5], 8);
    expect(await live.sent()).toEqual(["Queue grows firing"]);
    live.clock.setNow(live.clock.now() - byMinutes * minute);
    await pass([20, 20], 6);
    expect(await live.sent()).toEqual(["Queue grows firing", "Refusals firing"]);
    await pass([5, 5], 6);
    expect((await live.sent()).toSorted()).toEqual([
      "Queue grows firing",
      "Queue grows recovered",
      "Refusals firing",
      "Refusals recovered",
    ]);
    expect(live.errors).toEqual([]);
  },
);

test("a console that was off for a day sends what is true now, once", async () => {
  const tenant = "off";
  const own = resourceOf(tenant);
  const names = ["lasts", "ends", "waits", "fine"] as const;
  const all = new Map(
    names.map((name) => [name, series(name, { resource: own, attributes: attributes({ kind: name }) })]),
  );
  const rules = names.map((name): AlertRule => ({
    name,
    on: { metric: name },
    window: "5m",
    when: { above: 10 },
    ...(name === "waits" && { for: "10m" }),
  }));
  const live = await startLive(api.store, { [tenant]: rules }, now);
  const pass = (values: Readonly<Record<(typeof names)[number], number>>, count: number) =>
    live.minutes(count, async (atMs) => {
      received = atMs;
      await api.write((sink) => {
        for (const name of names) sink.sample(sample(all.get(name)!, ns(received - 5_000), values[name]));
      });
    });
  await pass({ lasts: 20, ends: 20, waits: 5, fine: 5 }, 3);
  await pass({ lasts: 20, ends: 20, waits: 20, fine: 5 }, 2);
  expect((await live.sent()).toSorted()).toEqual(["ends firing", "lasts firing"]);
  // meanwhile all of them go up and down each hour; no console evaluates
  await api.write((sink) => {
    for (let hour = 1; hour < 24; hour++)
      for (const name of names)
        sink.sample(sample(all.get(name)!, ns(live.clock.now() + hour * 3_600_000), hour % 2 === 0 ? 50 : 1));
  });
  live.clock.advance(86_400_000);
  await live.restart();
  await pass({ lasts: 20, ends: 5, waits: 20, fine: 5 }, 4);
  // `for` counts minutes that were evaluated
  expect((await live.sent()).slice(2)).toEqual(["ends recovered"]);
  await pass({ lasts: 20, ends: 5, waits: 20, fine: 5 }, 10);
  expect((await live.sent()).slice(2)).toEqual(["ends recovered", "waits firing"]);
  expect(live.errors).toEqual([]);
});
