// Points of metrics as facts: increases of counters, values of gauges, observations of histograms.
import type { Fact } from "alerts";
import {
  type Buckets,
  type Counted,
  increaseSince,
  type Observations,
  observationsOf,
  observationsSince,
  type Total,
} from "alerts/readings";
import {
  type ExponentialHistogramPoint,
  type HistogramPoint,
  type Metric,
  type NumberPoint,
  type Point,
  type ResourceMetrics,
} from "otlp";
import { labelsOf } from "./export-labels.ts";

const cumulative = 2;
/** Of a point that says that there is no value. */
const noValue = 1;
const nsPerMs = 1_000_000n;

/** Reads metrics in the order of time: the increase of a cumulative point is what it has more than the point before. */
export function createMetricReader(): (metrics: ResourceMetrics) => Fact[] {
  const totals = new Map<string, Total>();
  const counted = new Map<string, Counted>();

  const increase = (key: string, point: Total): number | undefined => {
    const before = totals.get(key);
    totals.set(key, point);
    return increaseSince(before, point);
  };
  const fresh = (key: string, point: Counted): Observations => {
    const before = counted.get(key);
    counted.set(key, point);
    return observationsSince(before, point);
  };

  return ({ resource, scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.flatMap((metric) =>
        pointsOf(metric).flatMap((point): Fact[] => {
          const attributes = labelsOf(resource, point.attributes);
          const at = Number(point.timeUnixNano / nsPerMs);
          const unit = metric.unit === "" ? {} : { unit: metric.unit };
          const common = { at, attributes, metric: metric.name, ...unit };
          const key = JSON.stringify([metric.name, scope.name, attributes]);
          const { data } = metric as Metric & { data: NonNullable<Metric["data"]> };
          if (data.kind === "summary") return [];
          const stream = { at, start: point.startTimeUnixNano };
          const isCumulative = "temporality" in data && data.temporality === cumulative;
          if (data.kind === "gauge" || data.kind === "sum") {
            const value = numberOf(point as NumberPoint);
            if (value === undefined) return [];
            if (data.kind === "gauge") return [{ ...common, kind: "value", value }];
            if (!data.monotonic) return [{ ...common, kind: "updowncounter", value }];
            const more = isCumulative ? increase(key, { ...stream, total: value }) : value;
            return more === undefined ? [] : [{ ...common, kind: "increase", value: more }];
          }
          const buckets = bucketsOf(point as HistogramPoint | ExponentialHistogramPoint);
          const own = isCumulative ? fresh(key, { ...stream, buckets }) : observationsOf(buckets);
          return [...own].flatMap(([value, count]) =>
            count > 0 ? [{ ...common, kind: "observation" as const, value, count }] : [],
          );
        }),
      ),
    );
}

function pointsOf({ data }: Metric): readonly Point[] {
  return (data?.points ?? []).filter(({ flags }) => (flags & noValue) === 0);
}

/** NaN and infinity are not values. */
function numberOf({ value }: NumberPoint): number | undefined {
  const number = Number(value ?? NaN);
  return Number.isFinite(number) ? number : undefined;
}

function bucketsOf(point: HistogramPoint | ExponentialHistogramPoint): Buckets {
  const { count, sum = 0 } = point;
  if ("explicitBounds" in point)
    return {
      bounds: point.explicitBounds,
      counts: point.bucketCounts.map(Number),
      count: Number(count),
      sum,
    };
  const { scale, zeroCount, positive, negative } = point;
  const side = ({ offset, bucketCounts }: typeof positive) => ({ offset, counts: bucketCounts.map(Number) });
  return { scale, zeroCount: Number(zeroCount), positive: side(positive), negative: side(negative) };
}
