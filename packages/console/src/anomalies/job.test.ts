// What is skipped after a pause. The store has one request a minute, and the clock is the test's.
import { expect, test } from "vitest";
import type { AnomalyStore, StoredState } from "../store/anomalies.ts";
import { pauseReason } from "../store/detector-passes.ts";
import { createAnomalyJob, delayMs } from "./job.ts";

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-03-02T09:00:00Z");

function watch() {
  const states = new Map<string, StoredState>();
  const store: AnomalyStore = {
    async minutes(source, from, to) {
      const times = Array.from({ length: (to - from) / 60 }, (_, index) => from + index * 60);
      const row = { tenant: "", service: "shop", environment: "", volume: 1, total: 1, part: 0 };
      return source === "services" ? times.map((time) => ({ ...row, time })) : [];
    },
    firstMinute: async (from) => from,
    async *states() {
      yield [...states.values()];
    },
    open: async () => [],
    async saveStates(saved) {
      for (const one of saved) states.set(one.subject, one);
    },
    saveAnomalies: async () => undefined,
  };
  let nowMs = 0;
  const begin = () => createAnomalyJob({ store, budget: 5, maxSeries: 100, nowMs: () => nowMs });
  return {
    begin,
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
