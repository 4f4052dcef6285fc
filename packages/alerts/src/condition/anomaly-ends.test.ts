// An anomaly of a gauge ends when its values are back, and not before: measured with seeds, on shifts within the band and beyond it.
import { createDetector } from "detect";
import { expect, test } from "vitest";
import { createRandom } from "../replay/random.ts";
import { anomalyEvaluator } from "./anomaly.ts";
import { createInput } from "./reading.ts";
import type { Json, Verdict } from "./verdict.ts";

const [minuteMs, faultMinutes, restMinutes] = [60_000, 120, 30];
const start = Date.parse("2026-01-05T00:00:00Z");
const input = createInput({ metric: "latency" }, minuteMs, 0, []);
const timing = { input, step: input, minCount: 0, acceptMs: 0, holidays: [] };

type Noise = (minutes: number) => number;

/** Normal noise with deviation 1 whose neighbours have this correlation. */
function noiseOf(seed: number, correlation: number): Noise {
  const { next } = createRandom(seed * 7919);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  let last = normal();
  return () => (last = correlation * last + Math.sqrt(1 - correlation ** 2) * normal());
}

/** A rhythm of the day of three deviations. */
const seasonal = (seed: number): Noise => {
  const noise = noiseOf(seed, 0.3);
  return (minutes) => noise(minutes) + 3 * Math.sin((2 * Math.PI * minutes) / 1440);
};

interface Series {
  readonly values: readonly number[];
  readonly begin: number;
  readonly kept: Readonly<Record<string, Json>>;
}

/** What a rule knows after `hours` without a fault, and values of the time after it. */
function seriesOf(noise: Noise, hours: number, level = 100): Series {
  const begin = hours * 60;
  const values = Array.from(
    { length: begin + faultMinutes + restMinutes },
    (_, minutes) => level + 2 * noise(minutes),
  );
  const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: 1 });
  const state = detector.start();
  for (const [minutes, value] of values.slice(0, begin).entries())
    detector.step(state, start + minutes * minuteMs, value);
  return { values, begin, kept: { a: state as unknown as Json } };
}

/** What a rule says in each minute since the beginning of a fault of two hours of `deviations`. */
function verdicts(
  { values, begin, kept: before }: Series,
  deviations: number,
  direction?: "above" | "below",
): readonly Verdict[] {
  const evaluator = anomalyEvaluator("a", timing, { direction });
  const kept: Record<string, Json> = structuredClone(before);
  const found: Verdict[] = [];
  for (const [index, usual] of values.slice(begin).entries()) {
    const value = usual + (index < faultMinutes ? 2 * deviations : 0);
    const verdict = evaluator.evaluate({
      at: start + (begin + index) * minuteMs,
      isFiring: found.at(-1)?.outcome === "holds",
      read: () => ({ value }),
      coveredMs: () => minuteMs,
      recall: (name) => kept[name],
      keep: (name, one) => void (kept[name] = one),
    });
    found.push(verdict);
  }
  return found;
}

/** Minutes since the beginning of such a fault in which the rule fires. */
const firing = (...fault: Parameters<typeof verdicts>): readonly number[] =>
  verdicts(...fault).flatMap(({ outcome }, index) => (outcome === "holds" ? [index] : []));

/** With what `change` adds in each minute since the beginning. */
const changed = (series: Series, change: (minutes: number) => number): Series => ({
  ...series,
  values: series.values.map((value, index) =>
    index < series.begin ? value : value + change(index - series.begin),
  ),
});

test.each<[string, (seed: number) => Noise, hours: number, shifts: readonly number[], within: number]>([
  ["independent noise", (seed) => noiseOf(seed, 0), 25, [3, 6, 8, -4, -12], 6],
  ["noise with a correlation of 0.5", (seed) => noiseOf(seed, 0.5), 25, [6, 8, -6, -12], 10],
  ["noise with a correlation of 0.8", (seed) => noiseOf(seed, 0.8), 25, [12, -12], 15],
  ["a rhythm of the day", seasonal, 96, [8, 12, -8], 10],
])("in %s, an alert lasts as long as a shift of two hours", (_, noise, hours, shifts, within) => {
  for (const seed of [1, 2]) {
    const series = seriesOf(noise(seed), hours);
    for (const shift of shifts) {
      const found = firing(series, shift);
      const what = `${shift} deviations, seed ${seed}`;
      const [first = Infinity, last = Infinity] = [found[0], found.at(-1)];
      expect(first, `${what}: is found`).toBeLessThan(30);
      expect(found.length, `${what}: without an interruption`).toBe(last - first + 1);
      expect(last, `${what}: ends too early`).toBeGreaterThanOrEqual(faultMinutes - 1);
      expect(last, `${what}: ends too late`).toBeLessThan(faultMinutes + within);
    }
  }
});

test("a fault that becomes smaller fires until it is over", () => {
  const { values, begin, kept } = seriesOf(noiseOf(1, 0), 25);
  const smaller = values.map(
    (value, index) => value + (index >= begin + 40 && index < begin + 120 ? -14 : 0),
  );
  const found = firing({ values: smaller, begin, kept }, 12);
  expect(found).toEqual(Array.from({ length: found.length }, (_, index) => index + 1));
  expect(found.at(-1)).toBeGreaterThanOrEqual(faultMinutes - 1);
  expect(found.at(-1)).toBeLessThan(faultMinutes + 6);
});

test("a value above a level that fell does not hold an alert for rises", () => {
  const fallen = changed(seriesOf(noiseOf(1, 0.8), 25), (minutes) =>
    minutes === 10 || minutes === 11 ? -10 : -50,
  );
  const found = firing(fallen, 0, "above");
  expect(found[0]).toBe(11);
  expect(found.length).toBeLessThan(4);
});

test.each([0.97, 0.99])(
  "a series with a correlation of %d is back where it is in the band",
  (correlation) => {
    for (const seed of [1, 2]) {
      const series = seriesOf(noiseOf(seed, correlation), 25);
      for (const jump of [8, -8])
        expect(firing(series, jump)).toEqual(
          Array.from({ length: faultMinutes - 1 }, (_, minutes) => minutes + 1),
        );
      const spike = changed(series, (minutes) => (minutes < 2 ? 16 : 0));
      expect(firing(spike, 0).at(-1)).toBeLessThan(5);
    }
  },
);

test.each([0.001, -0.001])(
  "a spike of a constant gauge ends, though values after it differ by %d",
  (rest) => {
    const found = firing(
      changed(
        seriesOf(() => 0, 25),
        (minutes) => (minutes < 5 ? 1000 : rest),
      ),
      0,
    );
    expect(found).toContain(4);
    expect(found).not.toContain(6);
  },
);

test.each<[string, (minutes: number) => number]>([
  ["moves by a tiny part", () => 0.003],
  ["jitters by a tiny part", (minutes) => (minutes % 2) * 0.003],
])("a constant gauge that %s does not fire", (_, change) => {
  const moved = changed(
    seriesOf(() => 0, 25),
    change,
  );
  expect(firing(moved, 0)).toEqual([]);
  expect(firing(moved, 0.5)).toContain(10);
});

test.each([10, -30])("a spike of %d deviations that lasts one point does not fire", (deviations) => {
  for (const [seed, correlation] of [
    [1, 0],
    [2, 0.5],
  ] as const) {
    const series = seriesOf(noiseOf(seed, correlation), 25);
    const spikes = changed(series, (minutes) => (minutes % 40 === 7 ? 2 * deviations : 0));
    expect(firing(spikes, 0)).toEqual([]);
    const two = changed(series, (minutes) => (minutes === 7 || minutes === 8 ? 2 * deviations : 0));
    expect(firing(two, 0)).toContain(8);
  }
});

test.each<[string, level: number, noise: number, deviations: number]>([
  ["a time in seconds", 1_780_000_000, 1, 12],
  ["bytes", 1e9, 1, 12],
  ["bytes that hardly vary", 1e9, 0.001, 0.02],
  ["constant bytes", 1e9, 0, 250_000],
  ["a constant count of bytes, a page more", 1e9, 0, 2048],
])("noise decides about a step, not the level: %s", (_, level, noise, deviations) => {
  const own = noiseOf(1, 0);
  const series = seriesOf((minutes) => noise * own(minutes), 25, level);
  const found = firing(series, deviations);
  expect(found[0]).toBeLessThan(5);
  expect(found.at(-1)).toBeGreaterThanOrEqual(faultMinutes - 1);
  expect(firing(series, 0)).toEqual([]);
});

test.each<[string, minutes: number]>([
  ["ten minutes", 10],
  ["a day", 1440],
])("usual values after %s without any do not fire", (_, minutes) => {
  const series = seriesOf(noiseOf(1, 0), 25);
  const later = {
    ...series,
    begin: series.begin + minutes,
    values: [...Array.from({ length: minutes }, () => NaN), ...series.values],
  };
  expect(firing(later, 0)).toEqual([]);
  expect(firing(later, 12)[0]).toBeLessThan(5);
});

test("values that alternate far above and below fire as variation, until they are usual again", () => {
  for (const [seed, correlation] of [
    [1, 0],
    [2, 0.5],
  ] as const) {
    const own = changed(seriesOf(noiseOf(seed, correlation), 25), (minutes) =>
      minutes < faultMinutes ? 24 * (-1) ** minutes : 0,
    );
    const found = firing(own, 0);
    const last = found.at(-1)!;
    expect(found[0]).toBe(2);
    expect(found.length, "without an interruption").toBe(last - 1);
    expect(last).toBeGreaterThanOrEqual(faultMinutes - 1);
    expect(last).toBeLessThan(faultMinutes + 10);
    // what overshoots once is one event
    const both = changed(own, (minutes) => (minutes < faultMinutes ? -24 * (-1) ** minutes : 0));
    const blip = changed(both, (minutes) => (minutes % 40 === 7 ? -60 : minutes % 40 === 8 ? 40 : 0));
    expect(firing(blip, 0)).toEqual([]);
  }
});

test("a value that wanders does not fire where it is after a day without any", () => {
  for (const seed of [1, 2, 3]) {
    const { next } = createRandom(seed);
    let level = 0;
    const walk: Noise = () => (level += 0.2 * (next() + next() + next() + next() - 2));
    const series = seriesOf(walk, 25);
    const gap = { ...series, begin: series.begin + 1440, values: [...series.values] };
    for (let minutes = 0; minutes < 1440; minutes++) walk(minutes);
    const rest = Array.from({ length: faultMinutes + restMinutes }, (_, minutes) => 100 + 2 * walk(minutes));
    gap.values.splice(series.begin, Infinity, ...Array.from({ length: 1440 }, () => NaN), ...rest);
    expect(firing(gap, 0)).toEqual([]);
  }
});

test("the band from before a fault is as wide in each minute of it, whatever its values are", () => {
  const own = noiseOf(1, 0.8);
  const rounded = seriesOf((minutes) => Math.round(own(minutes)), 25);
  // the second value has the band that confirms
  const bands = verdicts(rounded, 20)
    .slice(2, faultMinutes)
    .map(({ values: { expected, low, high } = {} }) => [low! - expected!, high! - expected!] as const);
  for (const [low, high] of bands) {
    expect(low).toBeCloseTo(bands[0]![0], 1);
    expect(low).toBeGreaterThan(-100);
    expect(high).toBeCloseTo(bands[0]![1], 1);
  }
});
