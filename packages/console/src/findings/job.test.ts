// Which windows the job judges, with what share, and what it does when one fails. The store is a record of what it was asked.
import { expect, test } from "vitest";
import type { FindingStore, ReceivedWindow } from "../store/findings.ts";
import { createFindingJob, type FindingJob } from "./job.ts";

const begin = 1_800_000_000;

interface Watched {
  readonly job: FindingJob;
  readonly windows: ReceivedWindow[];
  readonly notes: string[];
  /** Spans by second of receipt. */
  readonly received: Map<number, number>;
  /** How often times of receipt were read. */
  readonly looks: number;
  /** Judges at `second`. */
  tick(second: number): Promise<void>;
}

function watch(more: Partial<FindingStore> = {}): Watched {
  const windows: ReceivedWindow[] = [];
  const notes: string[] = [];
  const received = new Map<number, number>();
  const { signal } = new AbortController();
  let second = begin;
  let looks = 0;
  const store: FindingStore = {
    async received(from, to) {
      looks++;
      return [...received]
        .filter(([at]) => at >= from && at < to)
        .map(([at, spans]) => ({ second: at, spans }))
        .toSorted((a, b) => a.second - b.second);
    },
    async traces(window) {
      windows.push(window);
      return [];
    },
    spans: async () => [],
    transactions: async () => [],
    stored: async () => [],
    save: async () => {},
    cursor: async () => begin - 100,
    saveCursor: async () => {},
    ...more,
  };
  const job = createFindingJob({ store, nowMs: () => second * 1000, note: (text) => notes.push(text) });
  return {
    job,
    windows,
    notes,
    received,
    get looks() {
      return looks;
    },
    tick: (at) => {
      second = at;
      return job.tick(signal);
    },
  };
}

test("late spans are judged apart, with the share of the first judgement", async () => {
  const { windows, received, tick } = watch();
  received.set(begin, 125_000).set(begin + 1, 10);
  received.set(begin + 60, 30);
  await tick(begin + 80);
  expect(windows).toMatchObject([
    { seconds: [begin, begin + 1], last: [begin, begin + 1], every: 4 },
    { seconds: [begin + 60], last: [begin + 60], every: 1 },
  ]);

  windows.length = 0;
  received.set(begin + 1, 11).set(begin + 75, 20);
  await tick(begin + 90);
  expect(windows).toMatchObject([
    // a trace has the share of the second in which its last span was received
    { seconds: [begin + 1], last: [begin + 1], from: begin + 1, every: 4 },
    { seconds: [begin + 1], last: [begin + 60], from: begin + 1, every: 1 },
    { seconds: [begin + 75], last: [begin + 75], from: begin + 75, every: 1 },
  ]);

  windows.length = 0;
  await tick(begin + 95);
  expect(windows).toEqual([]);
});

test("late spans do not change the share of fresh ones", async () => {
  const { windows, received, tick } = watch();
  received.set(begin, 45_000);
  await tick(begin + 20);
  received.set(begin, 45_001).set(begin + 15, 45_000);
  await tick(begin + 30);
  expect(windows.map(({ from, every }) => [from, every])).toEqual([
    [begin, 1],
    [begin, 1],
    [begin + 15, 1],
  ]);
});

test("a second that was empty when it was judged gets a share by what arrived late", async () => {
  const { windows, received, tick } = watch();
  received.set(begin + 5, 1);
  await tick(begin + 30);
  received.set(begin, 75_000);
  await tick(begin + 40);
  expect(windows.slice(1)).toMatchObject([
    { seconds: [begin], last: [begin], every: 2 },
    { seconds: [begin], last: [begin + 5], every: 1 },
  ]);
});

test("more spans than a window may have are sampled by trace, and not cut", async () => {
  const { windows, received, tick } = watch();
  received.set(begin, 60_000);
  await tick(begin + 20);
  expect(windows).toMatchObject([{ every: 2, limit: 50_000 }]);
});

test("a window that fails three times is left out, with one note", async () => {
  const tried: number[] = [];
  const { job, notes, received, tick } = watch({
    async traces({ from }) {
      tried.push(from);
      if (from === begin) throw new Error("Memory limit exceeded");
      return [];
    },
  });
  received.set(begin, 5).set(begin + 40, 5);
  await expect(tick(begin + 60)).rejects.toThrow("Memory limit");
  await expect(tick(begin + 65)).rejects.toThrow("Memory limit");
  await tick(begin + 70);
  await tick(begin + 75);
  expect(tried).toEqual([begin, begin, begin, begin + 40]);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toMatch(/are not judged: 3 attempts failed. Error: Memory limit exceeded/);
  expect(job.figures).toMatchObject({
    until: begin + 65,
    leftOut: { fromMs: begin * 1000, toMs: (begin + 10) * 1000, reason: "Error: Memory limit exceeded" },
  });
});

test("late spans that fail three times keep no fresh ones from being judged", async () => {
  let isBroken = false;
  const tried: number[] = [];
  const { notes, received, tick } = watch({
    async traces({ from }) {
      tried.push(from);
      if (isBroken && from === begin) throw new Error("Timeout");
      return [];
    },
  });
  received.set(begin, 5);
  await tick(begin + 20);
  isBroken = true;
  received.set(begin, 6).set(begin + 15, 5);
  await expect(tick(begin + 30)).rejects.toThrow("Timeout");
  await expect(tick(begin + 35)).rejects.toThrow("Timeout");
  await tick(begin + 40);
  await tick(begin + 45);
  expect(tried).toEqual([begin, begin, begin, begin, begin + 15]);
  expect(notes).toHaveLength(1);
});

test("what was received before a long pause is judged after it, and the pause takes few looks", async () => {
  const days = 60 * 86_400;
  const watched = watch({ cursor: async () => begin - days });
  watched.received.set(begin - days + 5, 3).set(begin - 5, 4);
  await watched.tick(begin + 10);
  expect(watched.windows.map(({ from }) => from - begin)).toEqual([5 - days, -5]);
  expect(watched.looks).toBeLessThan(20);
});
