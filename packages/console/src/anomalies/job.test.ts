// What is skipped after a pause, and while data is late. The store has some thirty requests a minute, and the clock is the test's.
import { expect, test } from "vitest";
import type { AnomalyStore, LateSignal, StoredState } from "../store/anomalies.ts";
import { pauseReason } from "../store/detector-passes.ts";
import { createAnomalyJob, delayMs } from "./job.ts";

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-03-02T09:00:00Z");

/** @param until the requests end there, Unix ms. */
function watch({ late = [], until = Infinity }: { late?: readonly LateSignal[]; until?: number } = {}) {
  const found: string[] = [];
  const states = new Map<string, StoredState>();
  const store: AnomalyStore = {
    async minutes(source, from, to) {
      const times = Array.from({ length: (to - from) / 60 }, (_, index) => from + index * 60);
      const rowAt = (time: number) => {
        const total = 28 + ((time / 60) % 5);
        return { tenant: "", service: "shop", environment: "", volume: total, total, part: 0, time };
      };
      return source === "services" ? times.filter((time) => time * 1000 < until).map(rowAt) : [];
    },
    firstMinute: async (from) => from,
    late: async () => late,
    async *states() {
      yield [...states.values()];
    },
    open: async () => [],
    async saveStates(saved) {
      for (const one of saved) states.set(one.subject, one);
    },
    saveAnomalies: async (anomalies) => void found.push(...anomalies.map(({ kind }) => kind)),
  };
  let nowMs = 0;
  const begin = () => createAnomalyJob({ store, budget: 5, maxSeries: 100, nowMs: () => nowMs });
  return {
    begin,
    found,
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
