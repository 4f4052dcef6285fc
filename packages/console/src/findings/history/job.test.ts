// Which hours come due, and what happens when one cannot be judged. The store is a record of what it was asked.
import { expect, test } from "vitest";
import type { FindingHistoryStore } from "../../store/finding-history.ts";
import { createHistoryJob } from "./job.ts";

const hour = 3_600;
const begin = 500_000 * hour;

interface Watched {
  readonly notes: string[];
  /** Hours that were judged, in hours since the first. */
  readonly judged: number[];
  /** Kinds whose stored rows were replaced. */
  readonly replaced: string[];
  /** Asked times of receipt, in seconds since the first. */
  readonly asked: (readonly [from: number, to: number])[];
  /** Hours that received spans, by the second of receipt. */
  readonly received: Map<number, number>;
  tick(second: number, signal?: AbortSignal): Promise<void>;
}

function watch(fail: () => boolean = () => false): Watched {
  const notes: string[] = [];
  const judged: number[] = [];
  const replaced: string[] = [];
  const asked: [number, number][] = [];
  const received = new Map<number, number>();
  let second = begin;
  const history: FindingHistoryStore = {
    async hours(from, to) {
      asked.push([from - begin, to - begin]);
      const found = [...received].filter(([at]) => at >= from && at < to).map(([, of]) => of);
      return [...new Set(found)].toSorted((a, b) => b - a);
    },
    async clients(of) {
      if (fail()) throw new Error("the store is down");
      judged.push((of - begin) / hour);
      return [];
    },
    versions: async () => [],
    entries: async () => [],
    calls: async () => [],
    profiles: async () => [],
    runs: async () => [],
    memory: async () => [],
    load: async () => [],
    requests: async () => [],
    stored: async (_, kind) => {
      replaced.push(kind);
      return [];
    },
  };
  const findings = { spans: async () => [], transactions: async () => [], save: async () => {} };
  const job = createHistoryJob({
    history,
    findings,
    nowMs: () => second * 1000,
    note: (text) => notes.push(text),
  });
  const { signal: usual } = new AbortController();
  return {
    notes,
    judged,
    replaced,
    asked,
    received,
    tick: (at, signal = usual) => {
      second = at;
      return job.tick(signal);
    },
  };
}

test("an hour is judged once, five minutes after its end", async () => {
  const { judged, asked, received, tick } = watch();
  received.set(begin + 60, begin);
  await tick(begin + hour + 299);
  expect(judged).toEqual([]);
  await tick(begin + hour + 300);
  expect(judged).toEqual([0]);
  await tick(begin + hour + 360);
  await tick(begin + 2 * hour + 299);
  expect(judged).toEqual([0]);
  expect(asked).toHaveLength(2);
});

test("an hour that has only just begun comes due with the next", async () => {
  const { judged, received, tick } = watch();
  // received in the five minutes in which the hour before is still awaited
  received.set(begin + hour + 100, begin + hour);
  await tick(begin + hour + 300);
  expect(judged).toEqual([]);
  await tick(begin + 2 * hour + 300);
  expect(judged).toEqual([1]);
});

test("hours with late and imported spans are judged again, the oldest first, and times of receipt once", async () => {
  const { judged, asked, received, tick } = watch();
  received.set(begin + 60, begin);
  await tick(begin + hour + 300);
  received.set(begin + hour + 400, begin).set(begin + hour + 500, begin - 48 * hour);
  await tick(begin + 2 * hour + 300);
  expect(judged).toEqual([0, -48, 0]);
  expect(asked[1]).toEqual([hour + 300, 2 * hour + 300]);
});

test("of an import the latest 200 hours are judged, with a note of those left out", async () => {
  const { judged, notes, received, tick } = watch();
  for (let back = 0; back < 230; back++) received.set(begin + 60 + back, begin - back * hour);
  await tick(begin + hour + 300);
  expect(judged).toHaveLength(200);
  expect(judged[0]).toBe(-199);
  expect(notes).toEqual([
    "Spans of 230 hours were received. The 30 earliest of these hours are not compared with their history.",
  ]);
});

test("spans of the future make no hour due", async () => {
  const { judged, received, tick } = watch();
  received.set(begin + 60, begin + 5 * hour);
  await tick(begin + hour + 300);
  expect(judged).toEqual([]);
});

test("a kind that fails three times in an hour is left out, with a note, and the others are judged", async () => {
  let isDown = true;
  const { judged, replaced, notes, received, tick } = watch(() => isDown);
  received.set(begin + 60, begin).set(begin + hour + 400, begin + hour);
  await expect(tick(begin + hour + 300)).rejects.toThrow("the store is down");
  await expect(tick(begin + hour + 360)).rejects.toThrow("the store is down");
  expect(notes).toEqual([]);
  await tick(begin + hour + 420);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain(
    "is not compared with its history for slow-statement: 3 attempts failed. Error: the store is down",
  );
  // the other kinds were judged at once, and nothing of the one that failed is gone
  expect(replaced).toEqual(["version-regression", "resource-growth"]);
  isDown = false;
  await tick(begin + 2 * hour + 300);
  expect(judged).toEqual([1]);
});

test("a new leader begins two hours back, and an aborted one judges nothing", async () => {
  const { judged, asked, received, tick } = watch();
  received.set(begin + 60, begin);
  const aborted = new AbortController();
  aborted.abort();
  await tick(begin + hour + 300, aborted.signal);
  expect(judged).toEqual([]);
  await tick(begin + hour + 300);
  expect(judged).toEqual([0]);
  expect(asked).toEqual([
    [300 - hour, hour + 300],
    [300 - hour, hour + 300],
  ]);
});
