// An anomaly of a gauge ends when its values are back, and not before: measured with seeds, on shifts within the band and beyond it.
import { createDetector } from "detect";
import { expect, test } from "vitest";
import { createRandom } from "../replay/random.ts";
import { anomalyEvaluator } from "./anomaly.ts";
import { createInput } from "./reading.ts";
import type { Json } from "./verdict.ts";

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
function seriesOf(noise: Noise, hours: number): Series {
  const begin = hours * 60;
  const values = Array.from(
    { length: begin + faultMinutes + restMinutes },
    (_, minutes) => 100 + 2 * noise(minutes),
  );
  const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: 5 });
  const state = detector.start();
  for (const [minutes, value] of values.slice(0, begin).entries())
    detector.step(state, start + minutes * minuteMs, value);
  return { values, begin, kept: { a: state as unknown as Json } };
}

/** Minutes since the beginning of a fault of two hours of `deviations` in which the rule fires. */
function firing(
  { values, begin, kept: before }: Series,
  deviations: number,
  direction?: "above" | "below",
): readonly number[] {
  const evaluator = anomalyEvaluator("a", timing, { direction });
  const kept: Record<string, Json> = structuredClone(before);
  const found: number[] = [];
  for (const [index, usual] of values.slice(begin).entries()) {
    const value = usual + (index < faultMinutes ? 2 * deviations : 0);
    const { outcome } = evaluator.evaluate({
      at: start + (begin + index) * minuteMs,
      isFiring: found.at(-1) === index - 1,
      read: () => ({ value }),
      coveredMs: () => minuteMs,
      recall: (name) => kept[name],
      keep: (name, one) => void (kept[name] = one),
    });
    if (outcome === "holds") found.push(index);
  }
  return found;
}

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
  expect(found).toEqual(Array.from({ length: found.length }, (_, index) => index));
  expect(found.at(-1)).toBeGreaterThanOrEqual(faultMinutes - 1);
  expect(found.at(-1)).toBeLessThan(faultMinutes + 6);
});

test("a value above a level that fell does not hold an alert for rises", () => {
  const fallen = changed(seriesOf(noiseOf(1, 0.8), 25), (minutes) => (minutes === 10 ? -10 : -50));
  const found = firing(fallen, 0, "above");
  expect(found[0]).toBe(10);
  expect(found.length).toBeLessThan(4);
});

test.each([0.97, 0.99])(
  "a series with a correlation of %d is back where it is in the band",
  (correlation) => {
    for (const seed of [1, 2]) {
      const series = seriesOf(noiseOf(seed, correlation), 25);
      for (const jump of [8, -8])
        expect(firing(series, jump)).toEqual(Array.from({ length: faultMinutes }, (_, minutes) => minutes));
      const spike = changed(series, (minutes) => (minutes === 0 ? 16 : 0));
      expect(firing(spike, 0).at(-1)).toBeLessThan(4);
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
