// Histograms of OpenTelemetry as those of Prometheus: explicit ones by running counts, exponential ones as native
// histograms and, for the text formats which have none, as explicit ones.
import type { Buckets, ExponentialPoint, HistogramPoint } from "../engine/metrics/collection.ts";
import type {
  FamilyBucket,
  FamilyExemplar,
  FamilyHistogram,
  NativeBuckets,
  NativeHistogram,
} from "./family.ts";

// Two buckets per doubling: bounds that stay the same while the histogram loses resolution, and lines that can be paid for.
const explicitScale = 1;
const maxSchema = 8;
const minSchema = -4;
// what the specification gives a native histogram that names none
const defaultZeroThreshold = 1e-128;

/** An explicit histogram with running counts. */
export function fromExplicit(point: HistogramPoint, exemplars: readonly FamilyExemplar[]): FamilyHistogram {
  const bounds = [...point.bounds, Infinity].filter(
    (bound, at, all) => at === all.length - 1 || bound < Infinity,
  );
  const buckets = runningCounts(bounds, point.counts, point.count);
  return { sum: growing(point.sum), buckets: withExemplars(buckets, exemplars), native: undefined };
}

/** An exponential histogram, as native one and as explicit one. Undefined native: its scale is too coarse. */
export function fromExponential(
  point: ExponentialPoint,
  exemplars: readonly FamilyExemplar[],
): FamilyHistogram {
  return {
    sum: growing(point.sum),
    buckets: withExemplars(explicitBuckets(point), exemplars),
    native: nativeHistogram(point, exemplars),
  };
}

// a sum that may fall is not a counter, and is not written (specification: Histograms)
function growing(sum: number | undefined): number | undefined {
  return sum !== undefined && sum >= 0 ? sum : undefined;
}

function runningCounts(bounds: readonly number[], counts: readonly number[], total: number): FamilyBucket[] {
  let count = 0;
  return bounds.map((bound, at) => {
    count += counts[at] ?? 0;
    return { bound, count: bound === Infinity ? total : count, exemplar: undefined };
  });
}

function explicitBuckets(point: ExponentialPoint): FamilyBucket[] {
  const scale = Math.min(point.scale, explicitScale);
  const negative = coarsened(point.negative, point.scale - scale);
  const positive = coarsened(point.positive, point.scale - scale);
  const boundOf = (index: number): number => 2 ** (index * 2 ** -scale);
  const bounds: number[] = [];
  const counts: number[] = [];
  const add = (bound: number, count: number): void => {
    if (bound >= Infinity) return;
    bounds.push(bound);
    counts.push(count);
  };
  for (let at = negative.counts.length - 1; at >= 0; at--) {
    add(-boundOf(negative.offset + at), negative.counts[at] as number);
  }
  if (point.zeroCount > 0 || negative.counts.length > 0) add(point.zeroThreshold, point.zeroCount);
  if (positive.counts.length > 0) {
    // where the lowest bucket begins, which those who estimate quantiles would otherwise take for 0
    const lowest = boundOf(positive.offset);
    if (lowest > (bounds.at(-1) ?? 0)) add(lowest, 0);
    for (const [at, count] of positive.counts.entries()) add(boundOf(positive.offset + at + 1), count);
  }
  return runningCounts([...bounds, Infinity], counts, point.count);
}

function nativeHistogram(
  point: ExponentialPoint,
  exemplars: readonly FamilyExemplar[],
): NativeHistogram | undefined {
  if (point.scale < minSchema) return undefined;
  const schema = Math.min(point.scale, maxSchema);
  return {
    schema,
    zeroThreshold: point.zeroThreshold > 0 ? point.zeroThreshold : defaultZeroThreshold,
    zeroCount: point.zeroCount,
    positive: nativeBuckets(point.positive, point.scale - schema),
    negative: nativeBuckets(point.negative, point.scale - schema),
    exemplars,
  };
}

// OpenTelemetry names a bucket by its lower, Prometheus by its upper bound
function nativeBuckets(buckets: Buckets, shift: number): NativeBuckets {
  const { offset, counts } = coarsened(buckets, shift);
  return { offset: offset + 1, counts };
}

/** The same counts in buckets of half the resolution, `shift` times over. */
function coarsened(buckets: Buckets, shift: number): Buckets {
  if (shift === 0 || buckets.counts.length === 0) return buckets;
  // shifts beyond 31 wrap around; no scale lies that far from another
  const offset = buckets.offset >> shift;
  const counts: number[] = [];
  for (const [at, count] of buckets.counts.entries()) {
    const to = ((buckets.offset + at) >> shift) - offset;
    while (counts.length <= to) counts.push(0);
    counts[to] = (counts[to] as number) + count;
  }
  return { offset, counts };
}

// one exemplar a bucket, the largest of those in it
function withExemplars(buckets: FamilyBucket[], exemplars: readonly FamilyExemplar[]): FamilyBucket[] {
  if (exemplars.length === 0) return buckets;
  const chosen: (FamilyExemplar | undefined)[] = [];
  for (const exemplar of exemplars) {
    const at = buckets.findIndex(({ bound }) => exemplar.value <= bound);
    if (at >= 0 && exemplar.value >= (chosen[at]?.value ?? -Infinity)) chosen[at] = exemplar;
  }
  return buckets.map((bucket, at) =>
    chosen[at] === undefined ? bucket : { ...bucket, exemplar: chosen[at] },
  );
}
