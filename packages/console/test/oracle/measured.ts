// Metrics at random, a point about every minute: counters that begin anew with their process, deltas, gauges, histograms.
import { now } from "../api/harness.ts";
import { type Random, randomOf } from "./random.ts";

type MetricKind = "counter" | "delta" | "gauge" | "histogram";

export interface RawPoint {
  readonly at: number;
  /** Since when it counts. */
  readonly start: number;
  /** What was counted since then, or what was measured. */
  readonly value: number;
  /** Of a histogram, since then. */
  readonly buckets: readonly number[];
}

export interface RawSeries {
  readonly metric: string;
  readonly kind: MetricKind;
  readonly service: string;
  readonly host: string;
  readonly plan: string;
  /** Oldest first. */
  readonly points: readonly RawPoint[];
}

export const bounds = [10, 20, 50] as const;
const minute = 60_000;
const metrics = [
  ["orders", "counter"],
  ["jobs", "delta"],
  ["memory", "gauge"],
  ["latency", "histogram"],
] as const;

export function measuredOf(seed: number): RawSeries[] {
  const random = randomOf(seed + 6000);
  return metrics.flatMap(([metric, kind]) =>
    ["pro", "free"].flatMap((plan) =>
      ["h1", "h2"].slice(0, random.whole(1, 2)).map((host): RawSeries => ({
        metric,
        kind,
        service: host === "h1" ? "shop" : "mail",
        host,
        plan,
        points: pointsOf(random, kind),
      })),
    ),
  );
}

function pointsOf(random: Random, kind: MetricKind): RawPoint[] {
  const points: RawPoint[] = [];
  const began = now - random.pick([5, 5, 3, 1]) * 60 * minute;
  // what was counted before the first point was seen
  let [start, value] = [began - 1000 * minute, kind === "gauge" ? 0 : random.whole(0, 1000)];
  let buckets = [value, 0, 0, 0];
  for (let at = began; at < now; at += minute * (0.9 + random() * 0.2)) {
    // a silence, or a process that begins anew
    if (random.chance(0.01)) at += 20 * minute;
    if (random.chance(0.02)) [start, value, buckets] = [at - 1000, 0, [0, 0, 0, 0]];
    const gained = Array.from(buckets, () => random.pick([0, 0, 1, 3]));
    if (kind === "histogram") {
      buckets = buckets.map((count, place) => count + gained[place]!);
      value = buckets.reduce((sum, count) => sum + count, 0);
    } else if (kind === "counter") value += random.pick([0, 0, 1, 10]);
    else value = random.whole(0, 100);
    if (at < now)
      points.push({
        at: Math.floor(at),
        start: kind === "delta" ? Math.floor(at) - minute : Math.floor(start),
        value,
        buckets: kind === "histogram" ? buckets : [],
      });
  }
  return points;
}
