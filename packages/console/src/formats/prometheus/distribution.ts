// Lines of one classic histogram or summary combined into a point, or the reason why they cannot be.
import type { Exemplar, HistogramPoint, SummaryPoint } from "otlp";
import type { PrometheusExemplar, PrometheusSample } from "./family.ts";
import { toNumber } from "./text-sample.ts";
import { toPointTimes, toExemplar } from "./point.ts";

/** Samples of one family with the same labels, but for `le` and `quantile`, and the same time. */
export interface Parts {
  readonly attributes: ReadonlyMap<string, string>;
  readonly timestampMs: number;
  readonly buckets: PrometheusSample[];
  readonly quantiles: PrometheusSample[];
  count: number | null | undefined;
  sum: number | null | undefined;
  createdMs: number | undefined;
}

/** @returns a text for parts that are not a whole histogram. */
export function toHistogramPoint(parts: Parts): HistogramPoint | string {
  const buckets = parts.buckets
    .map(({ labels, value, exemplars }) => ({
      le: toNumber(labels.get("le") ?? ""),
      count: value,
      exemplars,
    }))
    .toSorted((a, b) => a.le - b.le);
  const ended = parts.count === null || buckets.some(({ count }) => count === null);
  const point = {
    ...toPointTimes(parts.attributes, parts.timestampMs, parts.createdMs, ended),
    sum: ended ? undefined : (parts.sum ?? undefined),
    min: undefined,
    max: undefined,
  };
  if (ended) return { ...point, count: 0n, bucketCounts: [], explicitBounds: [], exemplars: [] };
  if (parts.count === undefined) return "its _count is missing";
  if (buckets.at(-1)?.le !== Infinity) return 'its bucket le="+Inf" is missing';
  const bucketCounts: bigint[] = [];
  let before = 0;
  for (const { le, count } of buckets) {
    if (Number.isNaN(le)) return "the `le` of a bucket is not a number";
    if (!isCount(count) || count < before) return "the counts of its buckets go down or are not counts";
    bucketCounts.push(BigInt(count - before));
    before = count;
  }
  if (parts.count !== before) return "its _count is not the count of all its buckets";
  return {
    ...point,
    count: BigInt(parts.count),
    bucketCounts,
    explicitBounds: buckets.slice(0, -1).map(({ le }) => le),
    exemplars: buckets.flatMap(({ exemplars }) => toExemplars(exemplars, parts.timestampMs)),
  };
}

/** @returns a text for parts that are not a whole summary. */
export function toSummaryPoint(parts: Parts): SummaryPoint | string {
  const ended = parts.count === null || parts.quantiles.some(({ value }) => value === null);
  const times = toPointTimes(parts.attributes, parts.timestampMs, parts.createdMs, ended);
  if (ended) return { ...times, count: 0n, sum: 0, quantiles: [] };
  if (parts.count === undefined) return "its _count is missing";
  if (!isCount(parts.count)) return "its _count is not a count";
  const quantiles = parts.quantiles
    .map(({ labels, value }) => ({
      quantile: toNumber(labels.get("quantile") ?? ""),
      value: value ?? Number.NaN,
    }))
    .toSorted((a, b) => a.quantile - b.quantile);
  if (quantiles.some(({ quantile }) => !(quantile >= 0 && quantile <= 1)))
    return "a quantile is not between 0 and 1";
  return { ...times, count: BigInt(parts.count), sum: parts.sum ?? 0, quantiles };
}

function isCount(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 63;
}

function toExemplars(exemplars: readonly PrometheusExemplar[], timestampMs: number): Exemplar[] {
  return exemplars.map((exemplar) => toExemplar(exemplar, timestampMs));
}
