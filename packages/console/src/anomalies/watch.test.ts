// What is watched, in memory: minutes in, findings out.
import { createCountDetector, createDetector } from "detect";
import { expect, test } from "vitest";
import { createWatch, type Found, readSubject, type Unknown, type Watch, writeSubject } from "./watch.ts";
import type { MinuteRow } from "./subjects.ts";

const minute = 60_000;
const start = Date.UTC(2026, 10, 20);
const detector = createDetector();
const counts = createCountDetector({ windowMs: minute });
const digits = Math.log10((7 * 24 * 60 * 100) / 5);

function watch(maxSeries = 1000): Watch {
  return createWatch({ detector, counts, digits, maxSeries });
}

function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A Poisson number. */
function count(random: () => number, mean: number): number {
  let [found, left] = [0, Math.exp(-mean)];
  for (let product = random(); product > left; product *= random()) found++;
  return found;
}

function row(time: number, more: Partial<MinuteRow> = {}): MinuteRow {
  const total = more.total ?? 100;
  return {
    tenant: "",
    kind: "service",
    service: "shop",
    environment: "",
    name: "",
    time,
    volume: total,
    total,
    part: 0,
    durations: { 80: total },
    ...more,
  };
}

async function run(
  watched: Watch,
  minutes: number,
  rowsOf: (at: number, time: number) => readonly MinuteRow[],
  from = 0,
  unknownOf: () => Unknown | undefined = () => undefined,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let at = from; at < from + minutes; at++) {
    const time = start + at * minute;
    const result = await watched.step(time, rowsOf(at, time), unknownOf, async () => undefined);
    found.push(...result.found);
  }
  return found;
}

test("counting noise of quiet series is not an anomaly", async () => {
  const random = seeded(1);
  const watched = watch();
  const found = await run(watched, 480, (_, time) =>
    ["a", "b", "c", "d", "e", "f"].flatMap((service, index) => {
      const total = count(random, 0.2 * 2 ** index);
      const part = Math.min(total, count(random, total * 0.05));
      return total === 0 ? [] : [row(time, { service, total, part })];
    }),
  );
  expect(found.map(({ subject, measure, anomaly }) => [subject.service, measure, anomaly.kind])).toEqual([]);
});

test("one failed request among few is not an anomaly, many are", async () => {
  const watched = watch();
  const quiet = await run(watched, 300, (at, time) => [row(time, { total: 40, part: at === 250 ? 1 : 0 })]);
  expect(quiet).toEqual([]);
  const found = await run(watched, 3, (_, time) => [row(time, { total: 40, part: 20 })], 300);
  expect(found[0]).toMatchObject({ measure: "errors", anomaly: { direction: 1, observed: 0.5 }, ended: 0 });
});

test("a rate of nothing is missing after three minutes; nothing received at all is not", async () => {
  const random = seeded(2);
  const rows = (_: number, time: number): MinuteRow[] => [row(time, { total: count(random, 30) })];
  const [live, stopped] = [watch(), watch()];
  await run(live, 200, rows);
  const found = await run(live, 5, () => [], 200);
  expect(found[0]).toMatchObject({
    measure: "rate",
    anomaly: { kind: "missing", direction: -1, observed: 0, found: start + 202 * minute },
  });
  await run(stopped, 200, rows);
  expect(
    await run(
      stopped,
      5,
      () => [],
      200,
      () => "absent",
    ),
  ).toEqual([]);
});

test("an anomaly is one entry from its start to its end, which comes when the values are usual again", async () => {
  const random = seeded(3);
  const watched = watch();
  const rows = (at: number, time: number): MinuteRow[] => [
    row(time, { total: count(random, at >= 300 && at < 306 ? 450 : 60) }),
  ];
  const found = await run(watched, 330, rows);
  const rate = found.filter(({ measure }) => measure === "rate");
  expect(new Set(rate.map(({ anomaly }) => anomaly.found)).size).toBe(1);
  expect(Math.abs(rate[0]!.anomaly.started - start - 300 * minute)).toBeLessThanOrEqual(minute);
  expect(rate.at(-1)!.ended).toBeGreaterThan(start + 305 * minute);
  expect(rate.at(-1)!.ended).toBeLessThan(start + 320 * minute);
});

test("the series are limited, counted when left out, and those with much more traffic take a place at the full hour", async () => {
  const watched = watch(6);
  const step = (at: number, names: readonly string[]): ReturnType<Watch["step"]> => {
    const time = start + at * minute;
    const rows = names.map((service) =>
      row(time, { service, total: 10 ** ["a", "b", "c"].indexOf(service) }),
    );
    return watched.step(
      time,
      rows,
      () => undefined,
      async () => undefined,
    );
  };
  const names = (): string[] => [...watched.subjects.values()].map(({ service }) => service);
  for (let at = 1; at < 5; at++) await step(at, ["a", "b"]);
  let leftOut = 0;
  for (let at = 5; at < 60; at++) ({ leftOut } = await step(at, ["a", "b", "c"]));
  expect(leftOut).toBe(3);
  expect(names()).toEqual(["b", "a"]);
  const { dropped, admitted } = await step(60, ["a", "b", "c"]);
  expect([dropped[0]!.service, admitted[0]!.service]).toEqual(["a", "c"]);
  expect(watched.series).toBe(6);
  expect(names()).toEqual(["b", "c"]);
});

test("a subject continues identically from text", async () => {
  const rowsOf = (at: number, time: number): MinuteRow[] => {
    const random = seeded(at);
    const total = count(random, 35);
    return [row(time, { total, part: count(random, at > 380 ? 14 : 1) })];
  };
  const [kept, restored] = [watch(), watch()];
  await run(kept, 370, rowsOf);
  restored.restore(readSubject(writeSubject([...kept.subjects.values()][0]!))!);
  const [a, b] = [await run(kept, 30, rowsOf, 370), await run(restored, 30, rowsOf, 370)];
  expect(JSON.stringify(b)).toBe(JSON.stringify(a));
  expect(a.length).toBeGreaterThan(0);
});

test.each([
  "",
  "null",
  "{}",
  '{"kind":"service"}',
  '{"kind":"__proto__","series":{}}',
  "[1",
  '{"kind":"service","until":1,"series":{"rate":{}}}',
])("a stored text that is not a subject is not continued: %s", (text) => {
  expect(readSubject(text)).toBeUndefined();
});

test("a subject whose data is late has not gone while rows of it arrive", async () => {
  const day = 1440;
  const watched = watch();
  const isLate = () => "late" as const;
  const rows = (_: number, time: number): MinuteRow[] => [row(time, {})];
  await run(watched, 1, rows);
  await run(watched, 1, rows, 6 * day, isLate);
  await run(watched, 1, () => [], 8 * day, isLate);
  expect(watched.subjects.size).toBe(1);
  await run(watched, 1, () => [], 13 * day, isLate);
  expect(watched.subjects.size).toBe(0);
});
