// What is skipped after a pause, and while data is late. The store has some thirty requests a minute, and the clock is the test's.
import { expect, test } from "vitest";
import type { AnomalyStore, LateSignal, MinuteSource, StoredState } from "../store/anomalies.ts";
import { lateReason, pauseReason } from "../store/detector-passes.ts";
import { createAnomalyJob, delayMs } from "./job.ts";

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-03-02T09:00:00Z");

interface Data {
  late: readonly LateSignal[];
  /** The requests end there, Unix ms. */
  until: number;
  /** Of the requests since the start, so much is there. */
  share: number;
  readonly source: MinuteSource;
}

function watch(given: Partial<Data> = {}) {
  const data: Data = { late: [], until: Infinity, share: 1, source: "services", ...given };
  const found: string[] = [];
  const starts = new Set<number>();
  const states = new Map<string, StoredState>();
  const [service, name] = data.source === "services" ? ["shop", ""] : ["", "purchase"];
  const store: AnomalyStore = {
    async minutes(source, from, to) {
      const times = Array.from({ length: (to - from) / 60 }, (_, index) => from + index * 60);
      const rowAt = (time: number) => {
        const total = Math.ceil((28 + ((time / 60) % 5)) * (time * 1000 < start ? 1 : data.share));
        return { tenant: "", service, environment: "", name, volume: total, total, part: 0, time };
      };
      return source === data.source ? times.filter((time) => time * 1000 < data.until).map(rowAt) : [];
    },
    firstMinute: async (from) => from,
    late: async () => data.late,
    async *states() {
      yield [...states.values()];
    },
    open: async () => [],
    async saveStates(saved) {
      for (const one of saved) states.set(one.subject, one);
    },
    async saveAnomalies(anomalies) {
      for (const { kind, started } of anomalies) {
        found.push(kind);
        starts.add(started * 1000);
      }
    },
  };
  let nowMs = 0;
  const begin = () => createAnomalyJob({ store, budget: 5, maxSeries: 100, nowMs: () => nowMs });
  return {
    begin,
    data,
    found,
    starts,
    async tick(job: ReturnType<typeof begin>, untilMs: number) {
      nowMs = untilMs + delayMs;
      await job.tick(signal);
      return job.figures;
    },
  };
}

const { signal } = new AbortController();
const leftOut = { fromMs: start, toMs: start + 2 * hour, reason: pauseReason };

test("after a pause of more than six hours the minutes before are left out", async () => {
  const { begin, tick } = watch();
  const job = begin();
  expect(await tick(job, start)).toMatchObject({ until: start, skipped: undefined });
  expect(await tick(job, start + 8 * hour)).toMatchObject({ until: start + 8 * hour, skipped: leftOut });
});

test("a console that begins after such a pause has left them out too", async () => {
  const { begin, tick } = watch();
  await tick(begin(), start);
  expect(await tick(begin(), start + 8 * hour)).toMatchObject({ skipped: leftOut });
  expect(await tick(begin(), start + 14 * hour)).toMatchObject({ skipped: undefined });
});

const lateBy = (more: Partial<LateSignal>): LateSignal => ({
  tenant: "",
  service: "shop",
  signal: "spans",
  upToMs: start,
  sends: [],
  ...more,
});

test.each<[what: string, late: readonly LateSignal[], found: readonly string[]]>([
  ["found while nothing is late", [], ["missing"]],
  ["not known while the spans of its service are late", [lateBy({})], []],
  ["found while another service is late", [lateBy({ service: "payment" })], ["missing"]],
  ["found while the service of another tenant is late", [lateBy({ tenant: "b" })], ["missing"]],
  ["found while only logs of its service are late", [lateBy({ signal: "logs" })], ["missing"]],
  ["found in the time that is complete", [lateBy({ upToMs: start + 6 * minute })], ["missing"]],
])("that a service stopped is %s", async (_, late, kinds) => {
  const { begin, tick, found } = watch({ late, until: start });
  const job = begin();
  for (let at = 0; at <= 6; at++) await tick(job, start + at * minute);
  expect([...new Set(found)]).toEqual(kinds);
});

const purchases: LateSignal = lateBy({
  signal: "business",
  sends: [{ kind: "transaction", name: "purchase" }],
});

test.each<[source: MinuteSource, late: LateSignal, share: number]>([
  ["services", lateBy({}), 0],
  ["services", lateBy({}), 0.1],
  ["transactions", purchases, 0],
  ["transactions", purchases, 0.1],
])("of late %s a stop is found once the data is there", async (source, late, share) => {
  const { begin, tick, data, found, starts } = watch({ source, late: [late], share });
  if (share === 0) data.until = start;
  const job = begin();
  for (let at = 0; at <= 10; at++) await tick(job, start + at * minute);
  expect(found).toEqual([]);
  Object.assign(data, { late: [], share: 1, until: start + 4 * minute });
  await tick(job, start + 11 * minute);
  expect([...new Set(found)]).toEqual(["missing"]);
  expect([...starts]).toEqual([start + 4 * minute]);
});

test("late data that arrives was not a fall", async () => {
  const { begin, tick, data, found } = watch({ late: [lateBy({})], until: start });
  const job = begin();
  for (let at = 0; at <= 10; at++) await tick(job, start + at * minute);
  Object.assign(data, { late: [], until: Infinity });
  for (let at = 11; at <= 20; at++) await tick(job, start + at * minute);
  expect(found).toEqual([]);
});

test("a service that is always late is evaluated as far as its data is complete", async () => {
  const { begin, tick, data, found, starts } = watch({ until: start + 4 * minute });
  const job = begin();
  for (let at = 0; at <= 20; at++) {
    data.late = [lateBy({ upToMs: start + (at - 10) * minute })];
    await tick(job, start + at * minute);
  }
  expect([...new Set(found)]).toEqual(["missing"]);
  expect([...starts]).toEqual([start + 4 * minute]);
});

test("what is more than six hours late is left out, and continues with what is not", async () => {
  const { begin, tick, data } = watch({ late: [lateBy({})] });
  const job = begin();
  await tick(job, start);
  expect(await tick(job, start + 6 * hour)).toMatchObject({ skipped: undefined });
  await tick(job, start + 7 * hour);
  const skipped = { fromMs: start, toMs: start + 2 * hour, reason: lateReason };
  expect(await tick(job, start + 8 * hour)).toMatchObject({ skipped, until: start + 8 * hour });
  data.late = [];
  await tick(job, start + 8 * hour + minute);
  const last = { ...skipped, toMs: start + 2 * hour + minute };
  expect(await tick(job, start + 10 * hour)).toMatchObject({ skipped: last });
});

test("a service that is always more than six hours late is left out for weeks, and not forgotten", async () => {
  const { begin, tick, data } = watch({ until: start });
  const job = begin();
  await tick(job, start);
  const weeks = start + 15 * 24 * hour;
  for (let at = start + hour; at <= weeks; at += 6 * hour) {
    data.late = [lateBy({ upToMs: at - 7 * hour })];
    await tick(job, at);
  }
  const skipped = { toMs: start + 349 * hour, reason: lateReason };
  expect(job.figures).toMatchObject({ subjects: 1, skipped });
  data.late = [];
  for (let at = weeks; at <= weeks + 8 * 24 * hour; at += 6 * hour) await tick(job, at);
  expect(job.figures.subjects).toBe(0);
});
