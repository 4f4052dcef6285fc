// What is stored of a detector's runs. The store is a record of what it was given; the clock is the test's.
import { expect, test } from "vitest";
import { leadershipOf } from "../lease/leadership.fixture.ts";
import type { DetectorPass, LeftOut, StoredPass } from "../store/detector-passes.ts";
import { recordPasses } from "./record-passes.ts";

function watch(before: readonly StoredPass[] = []) {
  const saved: DetectorPass[] = [];
  const times: number[] = [];
  const now = { ms: 0, untilMs: 0, failure: "", leftOut: undefined as LeftOut | undefined, isAway: false };
  const job = recordPasses(
    {
      name: "bottlenecks",
      everyMs: 5_000,
      run: async () => {
        if (now.failure !== "") throw new Error(now.failure);
        now.untilMs = now.ms;
      },
    },
    {
      detector: "bottlenecks",
      untilMs: () => now.untilMs,
      leftOut: () => now.leftOut,
      passes: {
        read: async () => before,
        async save(pass, savedMs) {
          if (now.isAway) throw new Error("the store is away");
          times.push(savedMs);
          saved.push(pass);
        },
      },
      nowMs: () => now.ms,
    },
  );
  const leadership = leadershipOf();
  return {
    saved,
    times,
    now,
    leadership,
    runAt: (ms: number) => {
      now.ms = ms;
      return job.run(leadership.signal, leadership);
    },
  };
}

test("stores the first run, one a minute while nothing changes, and each failure and recovery at once", async () => {
  const { saved, now, runAt } = watch();
  await runAt(5_000);
  await runAt(10_000);
  await runAt(65_000);
  now.failure = "Timeout exceeded";
  await expect(runAt(70_000)).rejects.toThrow("Timeout exceeded");
  await expect(runAt(75_000)).rejects.toThrow("Timeout exceeded");
  now.failure = "";
  await runAt(80_000);
  expect(saved.map(({ untilMs, reason }) => [untilMs, reason])).toEqual([
    [5_000, ""],
    [65_000, ""],
    [65_000, "Timeout exceeded"],
    [80_000, ""],
  ]);
});

test("what a console before has left out stays until another part is left out", async () => {
  const leftOut = { fromMs: 1, toMs: 2, reason: "Memory limit exceeded" };
  const { saved, now, runAt } = watch([
    { detector: "bottlenecks", untilMs: 2, reason: "", leftOut, savedMs: 0 },
  ]);
  await runAt(5_000);
  now.leftOut = { fromMs: 6_000, toMs: 7_000, reason: "Timeout exceeded" };
  await runAt(10_000);
  expect(saved.map((pass) => pass.leftOut)).toEqual([leftOut, now.leftOut]);
});

test("a run that fails first after a restart is unknown since the last one before", async () => {
  const { saved, now, runAt } = watch([{ detector: "bottlenecks", untilMs: 5_000, reason: "", savedMs: 0 }]);
  now.failure = "Timeout exceeded";
  await expect(runAt(90_000)).rejects.toThrow("Timeout exceeded");
  expect(saved.map(({ untilMs }) => untilMs)).toEqual([5_000]);
});

test("after a clock that was ahead nothing is said of the future, and the newest record counts", async () => {
  const ahead = { detector: "bottlenecks", untilMs: 9_000_000, reason: "", savedMs: 9_000_000 };
  const { saved, times, runAt } = watch([ahead]);
  await runAt(60_000);
  await runAt(120_000);
  expect(saved.map(({ untilMs }) => untilMs)).toEqual([60_000, 120_000]);
  expect(times).toEqual([9_000_001, 9_000_002]);
});

test("a store that does not take the record keeps the detector from nothing, and has it later", async () => {
  const { saved, now, runAt } = watch();
  now.isAway = true;
  await runAt(5_000);
  now.isAway = false;
  await runAt(10_000);
  expect(saved.map(({ untilMs }) => untilMs)).toEqual([10_000]);
});

test("a console that has lost the lease stores nothing", async () => {
  const { saved, leadership, runAt } = watch();
  leadership.lose();
  await runAt(5_000);
  expect(saved).toEqual([]);
});
