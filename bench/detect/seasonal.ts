// Series with a daily rhythm: findings without a fault by day, and how soon a lasting fall is found after twenty days.
import { createDetector } from "detect";
import { median } from "../figure.ts";
import { normal, poisson, seeded } from "./seeded.ts";

interface Seasonal {
  readonly name: string;
  /** What is left during the fault. */
  readonly part: number;
  /** Begins a series: the value of a point whose usual one is `usual` times its mean. */
  readonly begin: (random: () => number) => (usual: number) => number;
  /** Traffic of weekends against that of other days. */
  readonly weekend: number;
}

export interface SeasonalResult {
  readonly name: string;
  readonly found: number;
  /** Minutes; endless when fewer than half were found. */
  readonly medianDelay: number;
  /** Findings in a hundred series without a fault: of the first day, and of a week after that. */
  readonly firstDay: number;
  readonly weekly: number;
}

const counts =
  (mean: number): Seasonal["begin"] =>
  (random) =>
  (usual) =>
    poisson(random, mean * usual);

const kinds: readonly Seasonal[] = [
  { name: "counts, 20 in 5 min → 10", part: 0.5, begin: counts(20), weekend: 1 },
  { name: "counts, 100 in 5 min → 70", part: 0.7, begin: counts(100), weekend: 1 },
  { name: "counts, 20 in 5 min → 10, weekends half", part: 0.5, begin: counts(20), weekend: 0.5 },
  { name: "gauge, correlated noise, 100 → 70", part: 0.7, begin: gauge, weekend: 1 },
];

function gauge(random: () => number): (usual: number) => number {
  let noise = 0;
  return (usual) => {
    noise = 0.6 * noise + normal(random);
    return 100 * usual + 3 * noise;
  };
}

const [start, stepMs, dayPoints, historyDays] = [Date.UTC(2026, 0, 5), 300_000, 288, 20];
const faultPoints = 144;

/** Each kind with so many series. */
export function seasonal(series: number): readonly SeasonalResult[] {
  return kinds.map((kind) => resultOf(kind, series));
}

function resultOf({ name, part, begin, weekend }: Seasonal, series: number): SeasonalResult {
  const detector = createDetector();
  const delays: number[] = [];
  let [firstDay, later] = [0, 0];
  for (let seed = 1; seed <= series; seed++) {
    const random = seeded(seed * 7919);
    const draw = begin(random);
    const state = detector.start();
    const faultAt = historyDays * dayPoints + Math.floor(random() * dayPoints);
    let wasFound = false;
    for (let point = 0; point < faultAt + faultPoints; point++) {
      const time = start + point * stepMs;
      const wave = 1 + 0.5 * Math.sin((2 * Math.PI * (time / 3_600_000 - 9)) / 24);
      const usual = wave * (new Date(time).getUTCDay() % 6 === 0 ? weekend : 1);
      const isFound =
        detector.step(state, time, draw(point < faultAt ? usual : usual * part)).kind !== undefined;
      if (isFound && point >= faultAt) {
        delays.push(((point - faultAt + 1) * stepMs) / 60_000);
        break;
      }
      if (isFound && !wasFound) {
        if (point < dayPoints) firstDay++;
        else later++;
      }
      wasFound = isFound;
    }
  }
  const weeks = (series * (historyDays - 1)) / 7;
  return {
    name,
    found: (100 * delays.length) / series,
    medianDelay: median([
      ...delays,
      ...Array.from({ length: series - delays.length }, () => Number.POSITIVE_INFINITY),
    ]),
    firstDay: (100 * firstDay) / series,
    weekly: (100 * later) / weeks,
  };
}
