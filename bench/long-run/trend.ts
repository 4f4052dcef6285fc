// Whether a series grows over a long run: a robust slope (Theil-Sen) within the lives of a process, judged against its own noise.

export interface Point {
  /** Seconds since the run began. */
  readonly at: number;
  readonly value: number;
  /** Process that it is of. What is of no process, such as the disk, has one life. */
  readonly life: number;
}

export interface TrendOptions {
  /** Length of the run. */
  readonly seconds: number;
  /** Growth over the judged time that is too much, as a share of the level. */
  readonly share: number;
  /** Growth that is never too much, in the unit of the series: a file more is much of ten. */
  readonly least: number;
}

export interface Trend {
  readonly verdict: "flat" | "grows" | "unknown";
  /** Median of the judged time. */
  readonly level: number;
  /** Growth over the judged time by its slope. */
  readonly growth: number;
  /** Half of the confidence interval (99 %) of the growth. */
  readonly noise: number;
  /** Medians that were judged. */
  readonly blocks: number;
}

/** The first part of the run, and of the life of each process, is warm-up. */
export const warmUp = 0.25;
const blocksOfRun = 32;
/** Slopes between eight medians of one life. */
const fewestSlopes = 28;
/** Two-sided, 99 %. */
const quantile = 2.576;

/**
 * Judges the time after the warm-up.
 *
 * Slopes are taken between points of one life only: a restart that gives memory back neither looks like a fall nor hides a leak. Points are
 * replaced by medians of blocks, since samples that follow each other are alike, and a test of single ones would be too sure. The series
 * grows when even the lower end of the interval is above what is allowed. It is unknown with too few medians, or when the interval is so
 * wide that a growth by half would not be seen.
 */
export function judgeTrend(points: readonly Point[], { seconds, share, least }: TrendOptions): Trend {
  const judged = points.filter(isWarm(points, seconds));
  const blocks = blocksOf(judged, (seconds * (1 - warmUp)) / blocksOfRun);
  const slopes = blocks.flatMap(slopesOf).toSorted((a, b) => a - b);
  const count = blocks.reduce((sum, { length }) => sum + length, 0);
  const level = medianOf(judged.map(({ value }) => value));
  if (slopes.length < fewestSlopes)
    return { verdict: "unknown", level, growth: Number.NaN, noise: Number.NaN, blocks: count };
  const [low, high] = interval(slopes, blocks);
  const remaining = seconds * (1 - warmUp);
  const growth = medianOf(slopes) * remaining;
  const noise = ((high - low) / 2) * remaining;
  const allowed = Math.max(share * Math.abs(level), least);
  const isGrowing = low * remaining > allowed;
  const isTooNoisy = noise > Math.max(Math.abs(level) / 2, allowed);
  const verdict = isGrowing ? "grows" : isTooNoisy ? "unknown" : "flat";
  return { verdict, level, growth, noise, blocks: count };
}

function isWarm(points: readonly Point[], seconds: number): (point: Point) => boolean {
  const lives = Map.groupBy(points, ({ life }) => life);
  const from = new Map(
    [...lives].map(([life, own]) => {
      const [first, last] = [own[0]!.at, own.at(-1)!.at];
      return [life, Math.max(seconds * warmUp, first + (last - first) * warmUp)];
    }),
  );
  return ({ at, life }) => at >= from.get(life)!;
}

/** Medians of blocks of `width` seconds, by life. */
function blocksOf(points: readonly Point[], width: number): Point[][] {
  return [...Map.groupBy(points, ({ life }) => life).values()].map((own) =>
    [...Map.groupBy(own, ({ at }) => Math.floor(at / width)).values()].map((block) => ({
      life: block[0]!.life,
      at: medianOf(block.map(({ at }) => at)),
      value: medianOf(block.map(({ value }) => value)),
    })),
  );
}

function slopesOf(points: readonly Point[]): number[] {
  return points.flatMap((one, index) =>
    points.slice(index + 1).map((other) => (other.value - one.value) / (other.at - one.at)),
  );
}

/** Sen's interval of the slope: ranks by the variance of Kendall's S, added up over the lives. */
function interval(slopes: readonly number[], lives: readonly (readonly Point[])[]): [number, number] {
  const variance = lives.reduce((sum, { length: n }) => sum + (n * (n - 1) * (2 * n + 5)) / 18, 0);
  const width = quantile * Math.sqrt(variance);
  const low = Math.max(0, Math.floor((slopes.length - width) / 2));
  const high = Math.min(slopes.length - 1, Math.ceil((slopes.length + width) / 2));
  return [slopes[low]!, slopes[high]!];
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
