// Which hours come due, and what happens when one cannot be judged. The store is a record of what it was asked.
import { expect, test } from "vitest";
import type { FindingHistoryStore, HistoryCursor } from "../../store/finding-history.ts";
import { createHistoryJob } from "./job.ts";

const hour = 3_600;
const begin = 500_000 * hour;

interface Watched {
  readonly notes: string[];
  /** Hours that were judged, in hours since the first; of a running one with its minutes. */
  readonly judged: (number | readonly [hour: number, minutes: number])[];
  /** Kinds whose stored rows were replaced. */
  readonly replaced: string[];
  /** Asked times of receipt, in seconds since the first. */
  readonly asked: (readonly [from: number, to: number])[];
  /** Hours that received spans, by the second of receipt. */
  readonly received: Map<number, number>;
  /** What is stored of the job, and whether the store is unavailable. */
  readonly stored: { cursor?: HistoryCursor; isAway?: boolean };
  /** How many hours each stored cursor had left. */
  readonly left: number[];
  /** And when it was stored, Unix ms. */
  readonly times: number[];
  tick(second: number, signal?: AbortSignal): Promise<void>;
}

/** @param pace seconds that each hour takes. */
function watch(fail: (hours: number) => boolean = () => false, pace = 0): Watched {
  const notes: string[] = [];
  const judged: (number | readonly [number, number])[] = [];
  const replaced: string[] = [];
  const asked: [number, number][] = [];
  const received = new Map<number, number>();
  const stored: Watched["stored"] = {};
  const left: number[] = [];
  const times: number[] = [];
  let second = begin;
  const ask = async <Answer>(answer: Answer): Promise<Answer> => {
    if (stored.isAway === true) throw new Error("connection refused");
    return answer;
  };
  const history: FindingHistoryStore = {
    cursor: () => ask(stored.cursor),
    saveCursor: async (cursor) => {
      stored.cursor = cursor;
      left.push(cursor.hours.length);
      times.push(cursor.savedMs);
    },
    async hours(from, to) {
      asked.push([from - begin, to - begin]);
      return [...new Set([...received].filter(([at]) => at >= from && at < to).map(([, of]) => of))];
    },
    async clients({ hour: of, minutes }) {
      if (fail(judged.length)) throw new Error("too much memory");
      await ask([]);
      second += pace;
      judged.push(minutes === 60 ? (of - begin) / hour : [(of - begin) / hour, minutes]);
      return [];
    },
    versions: () => ask([]),
    entries: async () => [],
    calls: async () => [],
    profiles: () => ask([]),
    runs: async () => [],
    memory: () => ask([]),
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
    stored,
    left,
    times,
    tick: (at, signal = usual) => {
      second = at;
      return job.tick(signal);
    },
  };
}

test("an hour is judged in thirds while it lasts, each five minutes after its end, and once whole", async () => {
  const { judged, received, tick } = watch();
  received.set(begin + 60, begin);
  await tick(begin + 1_499);
  expect(judged).toEqual([]);
  await tick(begin + 1_500);
  await tick(begin + 1_560);
  expect(judged).toEqual([[0, 20]]);
  // spans of the second third may be among those received in the first round
  await tick(begin + 2_700);
  await tick(begin + hour + 299);
  expect(judged.slice(1)).toEqual([[0, 40]]);
  await tick(begin + hour + 300);
  await tick(begin + 2 * hour + 300);
  expect(judged.slice(2)).toEqual([0]);
});

test("an hour that has only just begun comes due with its first third", async () => {
  const { judged, received, tick } = watch();
  // received in the five minutes in which the hour before is still awaited
  received.set(begin + hour + 200, begin + hour);
  await tick(begin + hour + 300);
  expect(judged).toEqual([]);
  await tick(begin + hour + 1_500);
  expect(judged).toEqual([[1, 20]]);
});

test("times of receipt are read once, but for what is stored late", async () => {
  const { asked, tick } = watch();
  await tick(begin + hour + 300);
  await tick(begin + hour + 1_499);
  await tick(begin + hour + 1_500);
  expect(asked).toEqual([
    [300 - hour - 120, hour + 300],
    [hour + 300 - 120, hour + 1_500],
  ]);
});

test("hours with late and imported spans are judged again, the latest first", async () => {
  const { judged, received, tick } = watch();
  received.set(begin + 60, begin);
  await tick(begin + hour + 300);
  expect(judged).toEqual([0]);
  received.set(begin + hour + 400, begin).set(begin + hour + 500, begin - 48 * hour);
  await tick(begin + 2 * hour + 300);
  expect(judged.slice(1)).toEqual([0, -48]);
});

test("all hours of an import are judged, however many", async () => {
  const { judged, notes, received, stored, tick } = watch();
  for (let back = 0; back < 2_300; back++) received.set(begin + 60 + back, begin - back * hour);
  await tick(begin + hour + 300);
  expect(judged).toHaveLength(2_300);
  expect(judged.at(-1)).toBe(-2_299);
  expect(notes).toEqual([]);
  expect(stored.cursor).toMatchObject({ received: begin + hour + 300, hours: [] });
});

test("a restart in the middle of an import goes on with the hours that are left", async () => {
  const hours = 500;
  const stopped = new AbortController();
  const before = watch((count) => {
    if (count === 300) stopped.abort();
    return false;
  }, 1);
  for (let back = 0; back < hours; back++) before.received.set(begin + 60 + back, begin - back * hour);
  await before.tick(begin + hour + 300, stopped.signal);
  expect(before.judged).toHaveLength(301);

  // a day later: what was received meanwhile does not widen the search beyond the cursor
  const after = watch();
  after.stored.cursor = before.stored.cursor!;
  await after.tick(begin + 24 * hour + 300);
  expect(
    after.times.every((time, place) => time > (after.times[place - 1] ?? before.stored.cursor!.savedMs)),
  ).toBe(true);
  expect(after.asked).toEqual([[hour + 300 - 120, 24 * hour + 300]]);
  expect(new Set([...before.judged, ...after.judged]).size).toBe(hours);
  // not from the beginning
  expect(after.judged.length).toBeLessThan(hours - 270 + 1);
  expect(after.stored.cursor.hours).toEqual([]);
});

test("a long round stores what is left every half minute", async () => {
  const { left, received, tick } = watch(undefined, 1);
  for (let back = 0; back < 100; back++) received.set(begin + 60 + back, begin - back * hour);
  await tick(begin + hour + 300);
  expect(left).toEqual([100, 70, 40, 10, 0]);
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
  received.set(begin + 60, begin);
  await expect(tick(begin + hour + 300)).rejects.toThrow("too much memory");
  await expect(tick(begin + hour + 360)).rejects.toThrow("too much memory");
  expect(notes).toEqual([]);
  await tick(begin + hour + 420);
  expect(notes).toHaveLength(1);
  expect(notes[0]).toContain(
    "is not compared with its history for slow-statement: 3 attempts failed. Error: too much memory",
  );
  // the other kinds were judged at once, and nothing of the one that failed is gone
  expect(replaced).toEqual(["version-regression", "resource-growth"]);
  isDown = false;
  received.set(begin + hour + 400, begin + hour);
  await tick(begin + 2 * hour + 300);
  expect(judged).toEqual([1]);
});

test("no hour of an import is left out because the store is unavailable for ten minutes", async () => {
  const away = watch((hours) => {
    if (hours === 3 && away.stored.isAway === undefined) away.stored.isAway = true;
    return false;
  });
  const { judged, notes, received, stored, tick } = away;
  for (let back = 0; back < 6; back++) received.set(begin + 60 + back, begin - back * hour);
  for (let minute = 0; minute < 10; minute++)
    await expect(tick(begin + hour + 300 + minute * 60)).rejects.toThrow("connection refused");
  stored.isAway = false;
  await tick(begin + hour + 900);
  expect(notes).toEqual([]);
  expect(judged).toEqual([0, -1, -2, -3, -4, -5]);
  expect(stored.cursor?.hours).toEqual([]);
});

test("when a kind fails until more of the hour is over, the other kinds are judged again, too", async () => {
  let isBroken = false;
  const { judged, replaced, received, tick } = watch(() => isBroken);
  received.set(begin + 60, begin);
  await tick(begin + 1_500);
  isBroken = true;
  await expect(tick(begin + 2_700)).rejects.toThrow("too much memory");
  isBroken = false;
  replaced.length = 0;
  await tick(begin + hour + 300);
  expect(judged).toEqual([[0, 20], 0]);
  expect(replaced).toEqual(["slow-statement", "version-regression", "resource-growth"]);
});

test("the first leader begins two hours back, and an aborted one judges nothing", async () => {
  const { judged, asked, received, tick } = watch();
  received.set(begin + 60, begin);
  const aborted = new AbortController();
  aborted.abort();
  await tick(begin + hour + 300, aborted.signal);
  expect(judged).toEqual([]);
  await tick(begin + hour + 300);
  expect(judged).toEqual([0]);
  expect(asked).toEqual([[300 - hour - 120, hour + 300]]);
});
