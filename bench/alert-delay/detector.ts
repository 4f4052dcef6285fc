// The detector of counts: seasonal Poisson counts every five minutes, twenty days of history, a fall for twelve hours at a random time.
import { createCountDetector } from "detect";
import { poisson, randomOf } from "./random.ts";
import { isWeekend, waveAt } from "./rhythm.ts";
import type { Row, Run, Wanted } from "./row.ts";

interface Case {
  readonly mean: number;
  readonly falls: number;
  /** Traffic of weekends as a part of that of other days. */
  readonly weekend: number;
  readonly wanted: Wanted;
}

const [windowMs, dayWindows, historyDays, faultWindows] = [300_000, 288, 20, 144];
const start = Date.UTC(2026, 0, 5);

const cases: readonly Case[] = [
  { mean: 20, falls: 0.5, weekend: 1, wanted: { median: 30, found: 0.9, falseAlarms: 5 } },
  { mean: 100, falls: 0.7, weekend: 1, wanted: { found: 28 / 30, falseAlarms: 5 } },
  { mean: 20, falls: 0.5, weekend: 0.5, wanted: { found: 0.9, falseAlarms: 5 } },
  { mean: 100, falls: 0.7, weekend: 0.5, wanted: { found: 28 / 30, falseAlarms: 5 } },
  { mean: 5, falls: 0.5, weekend: 1, wanted: { found: 0.9, falseAlarms: 5 } },
];

/** A new installation: series of each seed, of which two alarms a day in a hundred are fourteen a week. */
const first = { means: [1, 5, 20, 100], series: 10, wanted: { falseAlarms: 14 } };

export function rows(): readonly Row[] {
  return [
    ...cases.map((one) => ({
      name: `detector of counts, ${one.mean} in 5 min → ${one.mean * one.falls}, weekends ${one.weekend * 100} %`,
      wanted: one.wanted,
      run: (seed: number) => runOf(one, seed),
    })),
    ...first.means.map((mean) => ({
      name: `detector of counts, ${mean} in 5 min, first day, no fault`,
      wanted: first.wanted,
      run: (seed: number) => firstDay(mean, seed),
    })),
  ];
}

/** From any hour of the day on. */
function firstDay(mean: number, seed: number): Run {
  const random = randomOf(seed);
  const detector = createCountDetector({ windowMs });
  let falseAlarms = 0;
  for (let series = 0; series < first.series; series++) {
    const state = detector.start();
    const begin = Math.floor(random() * dayWindows);
    let was = false;
    for (let index = begin; index < begin + dayWindows; index++) {
      const at = start + (index + 1) * windowMs;
      const is = detector.step(state, at, poisson(mean * waveAt(at), random)).change !== undefined;
      if (is && !was) falseAlarms++;
      was = is;
    }
  }
  return { falseAlarms, quietWeeks: first.series / 7 };
}

function runOf({ mean, falls, weekend }: Case, seed: number): Run {
  const random = randomOf(seed);
  const detector = createCountDetector({ windowMs });
  const state = detector.start();
  const begin = historyDays * dayWindows + Math.floor(random() * dayWindows);
  let [was, falseAlarms] = [false, 0];
  for (let index = 0; index < begin + faultWindows; index++) {
    const at = start + (index + 1) * windowMs;
    const usual = mean * waveAt(at) * (isWeekend(at) ? weekend : 1);
    const { change } = detector.step(state, at, poisson(index >= begin ? usual * falls : usual, random));
    const is = change !== undefined;
    if (is && index >= begin)
      return { delayMinutes: (index - begin + 1) * 5, falseAlarms, quietWeeks: historyDays / 7 };
    if (is && !was) falseAlarms++;
    was = is;
  }
  return { falseAlarms, quietWeeks: historyDays / 7 };
}
