// Points of metrics as facts: increases of counters, values of gauges, observations of histograms.
import type { Fact } from "alerts";
import {
  type ExponentialHistogramPoint,
  type HistogramPoint,
  type Metric,
  type NumberPoint,
  type ResourceMetrics,
} from "otlp";
import { labelsOf } from "./export-labels.ts";

const cumulative = 2;
const nsPerMs = 1_000_000n;

/** Observations by their value: a bucket counts at its middle. */
type Observations = ReadonlyMap<number, number>;

/** Reads metrics in the order of time: the increase of a cumulative point is what it has more than the point before. */
export function createMetricReader(): (metrics: ResourceMetrics) => Fact[] {
  const totals = new Map<string, { readonly start: bigint; readonly total: number }>();
  const counted = new Map<string, { readonly start: bigint; readonly observations: Observations }>();

  const increase = (key: string, start: bigint, total: number): number | undefined => {
    const before = totals.get(key);
    totals.set(key, { start, total });
    // the first point may contain increases from before the data
    if (before === undefined) return undefined;
    return before.start === start && total >= before.total ? total - before.total : total;
  };
  const fresh = (key: string, start: bigint, observations: Observations): Observations => {
    const before = counted.get(key);
    counted.set(key, { start, observations });
    if (before === undefined) return new Map();
    if (before.start !== start) return observations;
    return new Map(
      [...observations].map(([value, count]) => [value, count - (before.observations.get(value) ?? 0)]),
    );
  };

  return ({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap((metric) =>
        (metric.data?.points ?? []).flatMap((point): Fact[] => {
          const attributes = labelsOf(resource, point.attributes);
          const common = {
            at: Number(point.timeUnixNano / nsPerMs),
            attributes,
            metric: metric.name,
            ...(metric.unit !== "" && { unit: metric.unit }),
          };
          const key = JSON.stringify([metric.name, attributes]);
          const { data } = metric as Metric & { data: NonNullable<Metric["data"]> };
          if (data.kind === "summary") return [];
          const isCumulative = "temporality" in data && data.temporality === cumulative;
          if (data.kind === "gauge" || data.kind === "sum") {
            const value = numberOf(point as NumberPoint);
            if (value === undefined) return [];
            if (data.kind === "gauge" || !data.monotonic) return [{ ...common, kind: "value", value }];
            const more = isCumulative ? increase(key, point.startTimeUnixNano, value) : value;
            return more === undefined ? [] : [{ ...common, kind: "increase", value: more }];
          }
          const all = observationsOf(point as HistogramPoint | ExponentialHistogramPoint);
          const own = isCumulative ? fresh(key, point.startTimeUnixNano, all) : all;
          return [...own].flatMap(([value, count]) =>
            count > 0 ? [{ ...common, kind: "observation" as const, value, count }] : [],
          );
        }),
      ),
    );
}

function numberOf({ value }: NumberPoint): number | undefined {
  return value === null ? undefined : Number(value);
}

function observationsOf(point: HistogramPoint | ExponentialHistogramPoint): Observations {
  return "explicitBounds" in point ? explicit(point) : exponential(point);
}

function explicit({ explicitBounds: bounds, bucketCounts, count, sum = 0 }: HistogramPoint): Observations {
  if (bucketCounts.length === 0)
    return count === 0n ? new Map() : new Map([[sum / Number(count), Number(count)]]);
  return new Map(
    bucketCounts.map((one, index) => {
      const [low, high] = [bounds[index - 1], bounds[index]];
      // the outer buckets have one bound only
      const middle = low === undefined ? (high ?? 0) : high === undefined ? low : (low + high) / 2;
      return [middle, Number(one)];
    }),
  );
}

function exponential({ scale, zeroCount, positive, negative }: ExponentialHistogramPoint): Observations {
  const base = 2 ** (2 ** -scale);
  const observations = new Map<number, number>([[0, Number(zeroCount)]]);
  for (const [sign, { offset, bucketCounts }] of [
    [1, positive],
    [-1, negative],
  ] as const)
    for (const [index, count] of bucketCounts.entries())
      observations.set(sign * base ** (offset + index + 0.5), Number(count));
  return observations;
}
