// Labelled series of kinds that the visible files of NAB do not have: counts of mentions with bursts of a heavy tail, road sensors with
// uneven steps, hourly prices, servers, and daily rhythms. Their windows are as wide as NAB's: a tenth of the series for all of them.
import { normal, poisson, seeded } from "../detect/seeded.ts";
import type { CorpusFile } from "./corpus.ts";

type Random = () => number;
/** What a series has before it is labelled. */
interface Series {
  readonly times: number[];
  readonly values: number[];
  /** Indices of the points where anomalies begin. */
  readonly begins: readonly number[];
}

const start = Date.UTC(2026, 0, 5);
const [minuteMs, fiveMinutes, dayPoints] = [60_000, 300_000, 288];

/** All series of a seed, by the name of their kind. */
export function generate(seed: number): readonly CorpusFile[] {
  return [
    ...all("mentions", 6, seed, mentions),
    ...all("roads", 5, seed, roads),
    ...all("prices", 5, seed, prices),
    ...all("servers", 8, seed, servers),
    ...all("rhythms", 4, seed, rhythms),
  ];
}

function all(
  kind: string,
  count: number,
  seed: number,
  make: (index: number, random: Random) => Series,
): CorpusFile[] {
  return Array.from({ length: count }, (_, index) => {
    const series = make(index, seeded(seed * 7919 + index * 131 + kind.length * 1009));
    return {
      name: `generated ${kind}/${seed}-${index}.csv`,
      times: series.times,
      values: series.values,
      windows: windowsOf(series),
    };
  });
}

/** Each anomaly begins in the middle third of its window; windows that overlap are one. */
function windowsOf({ values, begins }: Series): CorpusFile["windows"] {
  const width = Math.floor((0.1 * values.length) / Math.max(1, begins.length));
  const windows: [number, number][] = [];
  for (const begin of begins.toSorted((a, b) => a - b)) {
    const first = Math.max(0, begin - Math.floor(width / 2));
    const last = Math.min(values.length - 1, begin + width);
    const before = windows.at(-1);
    if (before !== undefined && first <= before[1]) before[1] = last;
    else windows.push([first, last]);
  }
  return windows;
}

/** So many points after the probation. */
function draw(random: Random, count: number, points: number): number[] {
  return Array.from({ length: count }, () => Math.floor(points * (0.2 + 0.75 * random())));
}

const every = (points: number, stepMs: number): number[] =>
  Array.from({ length: points }, (_, point) => start + point * stepMs);

/** Counts that excite themselves; some of the largest bursts are labelled. */
function mentions(index: number, random: Random): Series {
  const points = 10_000;
  const mean = [2, 5, 12, 25, 60, 8][index]!;
  const wanted = [2, 3, 4, 2, 3, 1][index]!;
  const power = [1.2, 1.5, 1.3, 1.8, 2, 1.4][index]!;
  const bursts = new Map<number, number>();
  for (let point = 100; point < points; point++)
    if (random() < 0.004) bursts.set(point, Math.min(60, 0.8 * (1 - random()) ** (-1 / power)));
  const largest = [...bursts].filter(([point]) => point > 0.16 * points).toSorted(([, a], [, b]) => b - a);
  const begins: number[] = [];
  for (const [point] of largest.slice(0, 2 * wanted + 1)) {
    const isApart = begins.every((other) => Math.abs(other - point) > (0.1 * points) / wanted);
    if (begins.length < wanted && random() < 0.75 && isApart) begins.push(point);
  }
  let [excited, level] = [0, 0];
  const values = every(points, fiveMinutes).map((_, point) => {
    level = 0.98 * level + 0.06 * normal(random);
    excited += mean * (bursts.get(point) ?? 0);
    const day = 1 + 0.6 * Math.sin((2 * Math.PI * (point - 80)) / dayPoints);
    const usual = mean * day * Math.exp(level) * (random() < 0.1 ? 1.6 : 1) + excited;
    excited *= 0.75;
    return poisson(random, usual);
  });
  return { times: every(points, fiveMinutes), values, begins };
}

/** Speeds and occupancies with rush hours and jams, every five minutes or later. */
function roads(index: number, random: Random): Series {
  const points = 2400;
  const begins = draw(random, [1, 2, 3, 2, 1][index]!, points);
  const [times, values]: [number[], number[]] = [[], []];
  let [time, noise, jam] = [start, 0, 0];
  for (let point = 0; point < points; point++) {
    time += (random() < 0.8 ? 5 : 5 + Math.floor(random() * 30)) * minuteMs;
    const hour = (time / 3_600_000) % 24;
    const rush = Math.exp(-((hour - 8) ** 2) / 2) + Math.exp(-((hour - 17) ** 2) / 3);
    noise = 0.7 * noise + normal(random);
    if (begins.includes(point)) jam = 1;
    if (random() < 0.004) jam = Math.max(jam, 0.4);
    const speed = 68 - 18 * rush * (0.6 + 0.4 * random()) + 2.2 * noise - 38 * jam;
    jam *= 0.93;
    times.push(time);
    values.push(
      index % 2 === 0 ? Math.round(Math.max(3, speed)) : Math.max(0.5, (90 - speed) / 4 + Math.abs(noise)),
    );
  }
  return { times, values, begins };
}

/** Hourly prices: spikes and shifts that fade in lognormal noise. */
function prices(index: number, random: Random): Series {
  const points = 1600;
  const begins = draw(random, [1, 2, 1, 3, 2][index]!, points);
  let [level, moved] = [0, 0];
  const values = every(points, 12 * fiveMinutes).map((_, point) => {
    level = 0.9 * level + 0.08 * normal(random);
    const at = begins.indexOf(point);
    if (at >= 0) moved += (index + at) % 3 === 0 ? (random() < 0.5 ? -0.7 : 0.7) : 1.8;
    moved *= index % 2 === 1 ? 0.9 : 0.985;
    const day = 0.25 * Math.sin((2 * Math.PI * point) / 24);
    return (
      0.1 * Math.exp(level + moved + day + 0.22 * normal(random) + (random() < 0.01 ? 0.8 * random() : 0))
    );
  });
  return { times: every(points, 12 * fiveMinutes), values, begins };
}

/** Processors, disks and networks: other levels, spikes, drops, and jobs that repeat. */
function servers(index: number, random: Random): Series {
  const points = 4032;
  const begins = draw(random, [1, 2, 2, 3, 1, 2, 2, 1][index]!, points);
  const level = [2, 40, 0.1, 90, 30, 1e6, 12, 55][index]!;
  const size = [0.05, 0.08, 0.1, 0.02, 0.3, 0.5, 0.15, 0.1][index]!;
  const period = [0, 12, 288, 0, 0, 144, 0, 24][index]!;
  let [noise, factor, spike] = [0, 1, 0];
  const values = every(points, fiveMinutes).map((_, point) => {
    noise = 0.6 * noise + normal(random);
    if (begins.includes(point)) {
      const kind = random();
      if (kind < 0.4) factor *= random() < 0.5 ? 2.2 : 0.45;
      else spike = kind < 0.75 ? 6 + 6 * random() : -0.9;
    }
    if (random() < 0.003 && index % 2 === 1) spike = Math.max(spike, 1.5);
    const job = period > 0 && point % period < period / 8 ? 1.6 : 1;
    const value = level * factor * job * Math.max(0, 1 + 0.8 * size * noise + spike);
    spike *= 0.8;
    factor = 1 + (factor - 1) * 0.998;
    return value;
  });
  return { times: every(points, fiveMinutes), values, begins };
}

/** A daily rhythm that stops, is smaller, or turns over for half a day; the last one has no anomaly. */
function rhythms(index: number, random: Random): Series {
  const points = 4032;
  const begins = draw(random, [1, 2, 1, 0][index]!, points);
  let noise = 0;
  const values = every(points, fiveMinutes).map((_, point) => {
    noise = 0.5 * noise + normal(random);
    const angle = (2 * Math.PI * point) / dayPoints;
    const usual = 100 + 40 * Math.sin(angle) + 15 * Math.sin(2 * angle + 1);
    const isChanged = begins.some((begin) => point >= begin && point < begin + dayPoints / 2);
    const value = !isChanged ? usual : index === 0 ? 100 : index === 1 ? 0.65 * usual : 130 - 0.3 * usual;
    return value + 4 * noise;
  });
  return { times: every(points, fiveMinutes), values, begins };
}
