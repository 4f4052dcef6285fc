// Rules with an anomaly on data that is late, doubled or missing, over a counter that begins anew, a clock that changes and a day without a
// console: on a real store. Nothing of it is an anomaly; what is one fires.
// @module-tag extended
import type { AlertRule } from "alerts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chosenTier } from "../../../../tools/testing/tiers.ts";
import { log, now, openApi, resource, sample, series, type TestApi } from "../api/harness.ts";
import { minute, startLive } from "./live-console.ts";

let api: TestApi;
let received = now;

beforeAll(async () => {
  api = await openApi(undefined, undefined, () => received);
}, 300_000);
afterAll(async () => api.close());

const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;
let identities = 0n;

type Name = "Latency" | "Orders" | "Logins";
type Rows = () => Promise<void>;

/** A gauge, a counter and an event of a tenant, about the same each minute, with a rule on each that is named. */
async function startUsual(tenant: string, names: readonly Name[], delay: "0s" | "5m") {
  const own = { ...resource("shop"), tenant };
  const latency = series("latency", { resource: own });
  const orders = series("orders", { resource: own, type: 2, temporality: 2, monotonic: true });
  const on = {
    Latency: { metric: "latency" },
    Orders: { metric: "orders", aggregation: "rate" },
    Logins: { event: "login" },
  } as const;
  const rules = names.map((name): AlertRule => ({
    name,
    on: on[name],
    window: "1m",
    delay,
    when: { anomaly: {} },
  }));
  const live = await startLive(api.store, { [tenant]: rules }, now);
  let [total, startMs, noise] = [100_000, now - 60 * minute, 0];
  // the senders' clock, which is right
  let ms = now;
  /** What the senders have of the next minute: samples, and log records. */
  function next(level = 40): readonly [samples: Rows, logs: Rows] {
    ms += minute;
    noise = (noise + 7) % 11;
    total += level + noise;
    const points = [
      sample(latency, ns(ms - 30_000), level + noise),
      sample(orders, ns(ms - 30_000), total, { startNs: ns(startMs) }),
    ];
    const logs = Array.from({ length: level + noise }, (_, index) =>
      log({
        resource: own,
        timeNs: ns(ms - minute + index * 400),
        eventName: "login",
        body: "login",
        identity: (identities += 1n),
      }),
    );
    return [
      () => api.write((sink) => points.forEach((one) => sink.sample(one))),
      () => api.write((sink) => logs.forEach((one) => sink.log(one))),
    ];
  }
  return {
    live,
    next,
    /** So many minutes in which all of it arrives at once. */
    pass: (count: number, level?: number) =>
      live.minutes(count, async (atMs) => {
        received = atMs;
        for (const write of next(level)) await write();
      }),
    restartProcess() {
      [total, startMs] = [0, ms];
    },
    skip(skippedMs: number) {
      ms += skippedMs;
    },
  };
}

test("late, doubled and missing data, and a counter that begins anew, send nothing", async () => {
  const { live, next, pass, restartProcess } = await startUsual(
    "imperfect",
    ["Latency", "Orders", "Logins"],
    "5m",
  );
  await pass(35);
  const held: Rows[] = [];
  await live.minutes(4, async () => void held.push(...next()));
  for (const write of held) await write();
  await pass(8);
  await live.minutes(3, async (atMs) => {
    received = atMs;
    for (const write of next()) for (let time = 0; time < 2; time++) await write();
  });
  await pass(8);
  restartProcess();
  await pass(8);
  // metrics are not sent for some minutes
  await live.minutes(6, async (atMs) => {
    received = atMs;
    await next()[1]();
  });
  await pass(12);
  expect(await live.sent()).toEqual([]);
  await pass(9, 400);
  expect((await live.sent()).toSorted()).toEqual(["Latency firing", "Logins firing", "Orders firing"]);
  expect(live.errors).toEqual([]);
});

// it goes both ways in each of them
const putMinutes = chosenTier() === "nightly" ? [60, -60] : [60];
test.each(putMinutes)("a clock that is put %d minutes forward and back sends nothing", async (byMinutes) => {
  const { live, pass } = await startUsual(`clock-${byMinutes}`, ["Latency", "Orders"], "0s");
  await pass(30);
  live.clock.setNow(live.clock.now() + byMinutes * minute);
  await pass(8);
  live.clock.setNow(live.clock.now() - byMinutes * minute);
  await pass(8);
  expect(await live.sent()).toEqual([]);
  await pass(4, 400);
  expect((await live.sent()).toSorted()).toEqual(["Latency firing", "Orders firing"]);
  expect(live.errors).toEqual([]);
});

test("a day without a console sends nothing", async () => {
  const { live, pass, skip } = await startUsual("off", ["Latency", "Orders", "Logins"], "0s");
  await pass(45);
  live.clock.advance(86_400_000);
  skip(86_400_000);
  await live.restart();
  await pass(8);
  expect(await live.sent()).toEqual([]);
  await pass(4, 400);
  expect((await live.sent()).toSorted()).toEqual(["Latency firing", "Logins firing", "Orders firing"]);
  expect(live.errors).toEqual([]);
});
