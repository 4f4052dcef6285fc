// @module-tag extended
// Counts in the first weeks: silent nights, weekends, a fault on the day when the week is known, few hours of history, and another clock.
import { expect, test } from "vitest";
import { acceptCounts, type CountState, createCountDetector, isCountState } from "./counts.ts";
import { poisson, seeded } from "./random.fixture.ts";

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
/** A Monday. */
const monday = Date.UTC(2026, 9, 5);
const detector = createCountDetector({ windowMs: minuteMs });

type Rate = (hour: number, day: number) => number;
const flat: Rate = () => 8;
const silentNights: Rate = (hour) => (hour < 6 ? 0 : 6 * Math.sin((Math.PI * (hour - 6)) / 18));
const shop: Rate = (hour) => (hour >= 8 && hour < 20 ? 10 : 0);
const office: Rate = (hour, day) =>
  day % 7 > 4 ? 0 : 12 * Math.max(0, Math.min(1, (hour - 7) / 1.5, (19 - hour) / 1.5));

/** The hours since `monday` at which findings begin and end, from hour `from` to `to`. */
function run(
  state: CountState,
  rate: Rate,
  from: number,
  to: number,
  seed = 1,
  watching = detector,
): number[] {
  const random = seeded(seed);
  const turns: number[] = [];
  let was = state.evidence.change !== null;
  for (let minute = from * 60; minute < to * 60; minute++) {
    const time = monday + minute * minuteMs;
    const mean = rate((minute / 60) % 24, Math.floor(minute / 1440));
    const is = watching.step(state, time + minuteMs, poisson(mean, random)).change !== undefined;
    if (is !== was) turns.push((minute + 1) / 60);
    was = is;
  }
  return turns;
}

/** `rate`, of which a part is left between two hours. */
const faulty =
  (rate: Rate, from: number, to: number, left = 0): Rate =>
  (hour, day) =>
    rate(hour, day) * (day * 24 + hour >= from && day * 24 + hour < to ? left : 1);

test.each([
  { name: "on day 7", from: 164, to: 172 },
  { name: "from day 5 to day 9", from: 130, to: 200 },
  { name: "from the first hours to day 8", from: 5, to: 190 },
])("a fault that lasts $name is one finding until it is over", ({ from, to }) => {
  const turns = run(detector.start(), faulty(flat, from, to), 0, 300);
  expect(turns).toHaveLength(2);
  expect(turns[0]! - from).toBeLessThan(0.2);
  expect(turns[1]! - to).toBeGreaterThan(0);
  expect(turns[1]! - to).toBeLessThan(0.5);
});

test.each([
  { name: "silent nights", rate: silentNights },
  { name: "a shop that opens and closes", rate: shop },
  { name: "an office without weekends", rate: office },
])("$name: at most the first silence is a finding, and it is over with the silence", ({ rate }) => {
  for (const seed of [1, 2, 3, 4]) {
    const turns = run(detector.start(), rate, 9, 21 * 24, seed);
    expect(turns.length).toBeLessThanOrEqual(2);
    const [begun = 0, over = 0] = turns;
    expect(over - begun).toBeLessThan(14);
  }
});

test("the first traffic after the start in the night is not a finding", () => {
  for (const seed of [1, 2, 3, 4]) expect(run(detector.start(), shop, 2, 19, seed)).toEqual([]);
});

test("finds in the first week that the traffic of a day is missing, and that there is traffic in the night", () => {
  expect(run(detector.start(), faulty(silentNights, 82, 86), 0, 96).at(-2)! - 82).toBeLessThan(0.3);
  const attacked: Rate = (hour, day) => (day === 3 && hour >= 2 && hour < 3 ? 200 : silentNights(hour, day));
  expect(run(detector.start(), attacked, 0, 96).at(-2)! - 74).toBeLessThan(0.1);
});

test("a rhythm that is an hour earlier, as with daylight saving time, is not a finding", () => {
  const steep: Rate = (hour) => 4 * Math.exp(1.6 * Math.sin((2 * Math.PI * (hour - 9)) / 24));
  let [before, after] = [0, 0];
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const state = detector.start();
    before += run(state, steep, 0, 20 * 24, seed).length;
    after += run(state, (hour, day) => steep((hour + 1) % 24, day), 20 * 24, 28 * 24, seed + 9).length;
  }
  expect(before).toBe(0);
  // one finding that ends
  expect(after).toBeLessThanOrEqual(2);
});

test("a few hours of history in a week expect nothing of the other hours", () => {
  for (const seed of [1, 2, 3]) {
    const state = detector.start();
    run(state, flat, 9, 19, seed);
    expect(run(state, flat, 168, 240, seed + 10)).toEqual([]);
  }
});

test("a level that is accepted is the usual one, however far it is from the old one", () => {
  for (const [day, left] of [
    [3, 0],
    [15, 0.02],
    [15, 30],
  ] as const) {
    const state = detector.start();
    run(state, flat, 0, day * 24);
    const changed = faulty(flat, 0, Infinity, left);
    expect(run(state, changed, day * 24, day * 24 + 3)).toHaveLength(1);
    acceptCounts(state);
    expect(run(state, changed, day * 24 + 3, day * 24 + 240)).toEqual([]);
    expect(detector.look(state).expected).toBeLessThan(8 * left * 1.1 + 0.02);
    expect(detector.look(state).expected).toBeGreaterThanOrEqual(8 * left * 0.9);
  }
});

test("a clock that was put back blinds no longer than a window", () => {
  const state = detector.start();
  run(state, flat, 0, 240);
  expect(detector.step(state, monday + 239 * hourMs, 8).change).toBeUndefined();
  expect(state.at).toBe(monday + 239 * hourMs);
  expect(run(state, () => 0, 239, 240)[0]! - 239).toBeLessThan(0.2);
  const since = state.evidence.change!.since;
  detector.step(state, monday + 3 * dayMs, 0);
  expect(state.at - state.evidence.change!.since).toBe(monday + 240 * hourMs - since + minuteMs);
});

test.each([
  { direction: "below", other: 3, hours: 30, fault: 0.5 },
  { direction: "above", other: 0.2, hours: 30, fault: 3 },
  // and before the other level is the usual one
  { direction: "below", other: 3, hours: 3, fault: 0.5 },
  { direction: "above", other: 0.2, hours: 3, fault: 3 },
] as const)(
  "$direction: after $hours hours at $other of the level, $fault of it is found",
  ({ direction, other, hours, fault }) => {
    const watching = createCountDetector({ windowMs: minuteMs, direction });
    const state = watching.start();
    run(state, flat, 0, 360, 1, watching);
    run(state, faulty(flat, 0, Infinity, other), 360, 360 + hours, 2, watching);
    run(state, faulty(flat, 0, Infinity, fault), 360 + hours, 361 + hours, 3, watching);
    const { change } = state.evidence;
    expect(change!.alternative < 1).toBe(direction === "below");
    expect(change!.foundAt).toBeGreaterThan(monday + (360 + hours) * hourMs);
  },
);

test.each([
  { direction: "below", other: 3 },
  { direction: "above", other: 0 },
  { direction: "above", other: 0.2 },
] as const)(
  "$direction: the end of 30 hours at $other of the level is not a change",
  ({ direction, other }) => {
    const watching = createCountDetector({ windowMs: minuteMs, direction });
    const state = watching.start();
    run(state, flat, 0, 360, 1, watching);
    run(state, faulty(flat, 0, Infinity, other), 360, 390, 2, watching);
    const found = run(state, flat, 390, 600, 3, watching);
    // a silence that is not accepted ends here
    expect(found.filter((hour) => hour > 390.1)).toEqual([]);
    expect(watching.look(state).expected).toBeGreaterThan(7);
    expect(watching.look(state).expected).toBeLessThan(9);
  },
);

test.each([
  { rate: 3, from: 9, fault: 9.5 },
  { rate: 8, from: 9, fault: 9.5 },
  { rate: 8, from: 9.6, fault: 10.1 },
])(
  "finds that $rate a minute, known since half an hour, are nine times as many until it is over",
  (first) => {
    for (const seed of [1, 2, 3, 4]) {
      const usual: Rate = () => first.rate;
      const until = first.fault + 3;
      const turns = run(detector.start(), faulty(usual, first.fault, until, 9), first.from, until + 2, seed);
      expect(turns).toHaveLength(2);
      expect(turns[0]! - first.fault).toBeLessThan(0.2);
      expect(turns[1]! - until).toBeGreaterThan(0);
      expect(turns[1]! - until).toBeLessThan(0.2);
    }
  },
);

test("traffic that begins in the first hour after the start is not a finding", () => {
  for (const rate of [shop, office, silentNights])
    for (let minute = 5 * 60; minute < 9 * 60; minute += 3)
      expect(run(detector.start(), rate, minute / 60, minute / 60 + 3, minute)).toEqual([]);
});

test("a state continues from JSON, also with a change in the first week; one of an earlier version does too", () => {
  const state = detector.start();
  run(state, faulty(flat, 30, 40), 0, 35);
  const text = JSON.stringify(state);
  expect(isCountState(JSON.parse(text))).toBe(true);
  expect(isCountState({ ...state, day: { rates: [1], visits: [] } })).toBe(false);
  const { day: _, dayBefore: __, ...earlier } = structuredClone(state);
  expect(isCountState(earlier)).toBe(true);
  expect(run(earlier as CountState, flat, 40, 60)).toHaveLength(1);
});
