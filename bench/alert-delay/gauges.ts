// Anomalies of gauges as conditions, one value a minute: shifts of two hours in several kinds of noise, and quiet weeks of the same noise.
import { createEngine } from "alerts";
import { replayReadings } from "alerts/readings";
import { type Random, randomOf } from "./random.ts";
import type { Row, Run, Wanted } from "./row.ts";

/** Makes the noise of one seed, as standard deviations by the minutes since the beginning. */
type Noise = (random: Random) => (minutes: number) => number;

interface Shift {
  readonly noise: keyof typeof noises;
  readonly deviations: number;
  readonly wanted: Wanted;
}

const [minuteMs, faultMinutes, restMinutes, dayMinutes] = [60_000, 120, 60, 1440];
const start = Date.UTC(2026, 0, 5);

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Neighbours of a minute have this correlation. */
const correlated =
  (correlation: number): Noise =>
  (random) => {
    let last = normal(random);
    return () => (last = correlation * last + Math.sqrt(1 - correlation ** 2) * normal(random));
  };

const seasonal: Noise = (random) => {
  const noise = correlated(0.3)(random);
  return (minutes) => noise(minutes) + 3 * Math.sin((2 * Math.PI * minutes) / dayMinutes);
};

const walking: Noise = (random) => {
  let level = 0;
  return () => (level += 0.2 * normal(random)) + normal(random);
};

const noises = {
  "independent values": correlated(0),
  "a correlation of 0.5": correlated(0.5),
  "a correlation of 0.8": correlated(0.8),
  "a rhythm of the day": seasonal,
  "lognormal values": (random) => () => Math.exp(0.5 * normal(random)),
  "a random walk": walking,
} satisfies Readonly<Record<string, Noise>>;

const held = { found: 1, mostAlerts: 1, leastFiringShare: 0.97 };
const shifts: readonly Shift[] = [
  { noise: "independent values", deviations: 3, wanted: { p95: 30, ...held } },
  { noise: "independent values", deviations: 6, wanted: { p95: 10, ...held } },
  { noise: "independent values", deviations: -12, wanted: { p95: 5, ...held } },
  { noise: "a correlation of 0.5", deviations: -6, wanted: { p95: 15, ...held } },
  { noise: "a correlation of 0.8", deviations: 12, wanted: { p95: 5, ...held } },
  { noise: "a rhythm of the day", deviations: 8, wanted: { p95: 10, ...held } },
];
/** At the usual level. */
const falseAlarms = 1;
const quietDays = 14;
/** Series of each seed in which the first day is counted: two alarms a day in a hundred of them are fourteen a week. */
const [firstDays, firstDayAlarms] = [4, 14];

export function rows(): readonly Row[] {
  const names = Object.keys(noises) as (keyof typeof noises)[];
  return [
    ...shifts.map(({ noise, deviations, wanted }) => ({
      name: `anomaly of a gauge, ${noise}, shift of ${deviations} deviations`,
      wanted,
      run: (seed: number) => runOf(noises[noise], deviations, seed),
    })),
    ...names.map((noise) => ({
      name: `anomaly of a gauge, ${noise}, every 5 min, no fault`,
      wanted: { falseAlarms },
      run: (seed: number) => quiet(noises[noise], seed, quietDays, 5),
    })),
    {
      name: "anomaly of a gauge, a rhythm of the day, first day, no fault",
      wanted: { falseAlarms: firstDayAlarms },
      run: (seed) =>
        Array.from({ length: firstDays }, (_, index) =>
          quiet(seasonal, seed + 1000 * (index + 1), 1, 1),
        ).reduce(both),
    },
  ];
}

const both = (one: Run, other: Run): Run => ({
  falseAlarms: one.falseAlarms! + other.falseAlarms!,
  quietWeeks: one.quietWeeks! + other.quietWeeks!,
});

/** A fault after a day and an hour, or after four days of a rhythm. */
function runOf(noise: Noise, deviations: number, seed: number): Run {
  const begin = noise === seasonal ? 4 * dayMinutes : dayMinutes + 60;
  const end = begin + faultMinutes;
  const changes = changesOf(noise, seed, end + restMinutes, 1, (minutes) =>
    minutes >= begin && minutes < end ? deviations : 0,
  );
  const firings = changes.filter(({ to, minutes }) => to === "firing" && minutes >= begin && minutes < end);
  let firing = 0;
  for (const { minutes } of firings) {
    const over = changes.find((one) => one.to !== "firing" && one.minutes > minutes)?.minutes ?? end;
    firing += Math.min(over, end) - minutes;
  }
  const [first] = firings;
  if (first === undefined) return { alerts: 0, firingShare: 0 };
  return {
    delayMinutes: first.minutes - begin,
    alerts: firings.length,
    firingShare: firing / (end - first.minutes),
  };
}

function quiet(noise: Noise, seed: number, days: number, every: number): Run {
  const changes = changesOf(noise, seed, days * dayMinutes, every, () => 0);
  return { falseAlarms: changes.filter(({ to }) => to === "firing").length, quietWeeks: days / 7 };
}

interface Turn {
  readonly to: string;
  readonly minutes: number;
}

/** What a rule with its defaults does on a gauge around 100 with a deviation of 2. */
function changesOf(
  noise: Noise,
  seed: number,
  length: number,
  every: number,
  change: (minutes: number) => number,
): readonly Turn[] {
  const next = noise(randomOf(seed));
  const values = Array.from({ length: length / every + 1 }, (_, index) => {
    const minutes = index * every;
    return 100 + 2 * (next(minutes) + change(minutes));
  });
  const rule = { name: "rule", on: { metric: "gauge" }, every: `${every}m`, when: { anomaly: {} } } as const;
  const to = start + length * minuteMs;
  const { changes } = replayReadings(createEngine({ alerts: [rule] }), { from: start, to }, (_, at) => ({
    groups: [{ labels: {}, sample: { value: values[Math.round((at - start) / minuteMs / every)]! } }],
  }));
  return changes.map((one) => ({ to: one.to, minutes: (one.at - start) / minuteMs }));
}
