import { expect, test } from "vitest";
import type { Range } from "../time/range.ts";
import { askSamples, type FactSample, toFactSamples } from "./fact-sample.ts";

const startNs = BigInt(Date.parse("2026-11-02T00:00:00Z")) * 1_000_000n;
const dayNs = 86_400_000_000_000n;
const daysOf = (days: number): Range => ({ fromNs: startNs, toNs: startNs + BigInt(days) * dayNs });
const toFactSample = (size: number, range: Range): FactSample => toFactSamples(size, range)[0]!;
const hoursIn = (range: Range, size: number): string[] =>
  (toFactSample(size, range).params["hours"] as string[] | undefined) ?? [];

test("few people, and those of a short range, are taken from all hours", () => {
  expect(toFactSample(30_000, daysOf(30))).toMatchObject({ share: 1 });
  expect(hoursIn(daysOf(30), 30_000)).toEqual([]);
  expect(hoursIn(daysOf(4), 3_000_000)).toEqual([]);
  expect(toFactSample(3_000_000, daysOf(4)).share).toBe(100);
  // every fifth hour meets each hour of the day in five days
  expect(hoursIn(daysOf(5), 3_000_000)).not.toEqual([]);
});

test("the share is that of the hours times that of the hashes", () => {
  const sample = toFactSample(3_300_000, daysOf(30));
  expect(sample.share).toBe(115);
  expect(sample.params).toMatchObject({ first: 0n, last: 2n ** 64n / 5n - 1n });
  expect(toFactSample(180_000, daysOf(30)).share).toBe(10);
});

test("each hour of the day and each day of the week is met equally often", () => {
  for (const [size, weeks] of [
    [3_300_000, 23],
    [400_000, 11],
    [180_000, 5],
  ] as const) {
    const times = hoursIn(daysOf(7 * weeks), size).map((text) => new Date(`${text.replace(" ", "T")}Z`));
    const counts = new Map<string, number>();
    for (const time of times) {
      const key = `${time.getUTCDay()} ${time.getUTCHours()}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect([...counts.values()].filter((count) => count !== 1).length).toBeLessThanOrEqual(1);
    expect(counts.size).toBeGreaterThanOrEqual(167);
  }
});

test("ranges that overlap have the same hours", () => {
  const [long, late] = [daysOf(30), { fromNs: startNs + dayNs, toNs: startNs + 31n * dayNs }];
  const [hours, others] = [long, late].map((range) => new Set(hoursIn(range, 3_300_000)));
  const inBoth = [...others!].filter((hour) => hour > "2026-11-04" && hour < "2026-12-01");
  expect(inBoth.length).toBeGreaterThan(25);
  expect(inBoth.filter((hour) => !hours!.has(hour))).toEqual([]);
});

test("samples with more hours have about as many people, the last of all hours", () => {
  const samples = toFactSamples(3_300_000, daysOf(30));
  expect(samples.map(({ share }) => share)).toEqual([115, 110, 110, 110]);
  expect(samples.map(({ params }) => (params["hours"] as string[] | undefined)?.length)).toEqual([
    32,
    66,
    145,
    undefined,
  ]);
});

test.each([
  ["enough at once", [700, 30_000, 30_000, 30_000], 0, 1],
  ["few in the first hours", [0, 9, 28_000, 30_000], 2, 3],
  ["only some where the rows are many", [500, 20_000, 0, 0], 1, 2],
  ["a rare step", [30, 31, 29, 30], 0, 4],
])("of %s: reads people until the hours do not explain so few", async (_, people, chosen, times) => {
  const samples = toFactSamples(3_300_000, daysOf(30));
  const asked: FactSample[] = [];
  const { sample, found } = await askSamples(samples, (one) => {
    asked.push(one);
    return Promise.resolve({ people: people[samples.indexOf(one)]! });
  });
  expect([samples.indexOf(sample), found.people]).toEqual([chosen, people[chosen]]);
  expect(asked).toEqual(samples.slice(0, times));
});
