// A collection in the shape of the stock SDK's `ResourceMetrics`.
import type { AnyValue } from "otlp";
import { toHrTime } from "../engine/runtime/clock.ts";
import type { AttributeSet } from "../engine/metrics/attribute-set.ts";
import type { CollectedMetric, Collection, Point } from "../engine/metrics/collection.ts";
import { toOtelInstrumentType } from "../engine/metrics/view-words.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";

/** The stock SDK's `ResourceMetrics`. */
export interface OtelResourceMetrics {
  readonly resource: ResourceView;
  readonly scopeMetrics: readonly { readonly scope: object; readonly metrics: readonly object[] }[];
}

// the stock enumerations
const temporalities = { delta: 0, cumulative: 1 } as const;
const pointTypes = { histogram: 0, exponentialHistogram: 1, gauge: 2, sum: 3 } as const;
const valueTypes = { integer: 0, double: 1 } as const;

/** `collection` in the stock shape. */
export function toOtelMetrics({ scopes }: Collection, resource: ResourceView): OtelResourceMetrics {
  return {
    resource,
    scopeMetrics: scopes.map(({ scope, metrics }) => ({
      scope: {
        name: scope.name,
        version: scope.version,
        schemaUrl: scope.schemaUrl,
        attributes: toAttributes(scope.attributes),
      },
      metrics: metrics.map(toMetric),
    })),
  };
}

function toMetric(metric: CollectedMetric): object {
  const { name, description, unit, kind, integer, data } = metric;
  return {
    descriptor: {
      name,
      description,
      unit,
      type: toOtelInstrumentType(kind),
      valueType: integer ? valueTypes.integer : valueTypes.double,
      advice: {},
    },
    aggregationTemporality: temporalities[metric.temporality],
    dataPointType: pointTypes[data.form],
    dataPoints: toPoints(data),
    ...(data.form === "sum" ? { isMonotonic: data.monotonic } : {}),
  };
}

function toPoints(data: CollectedMetric["data"]): object[] {
  switch (data.form) {
    case "histogram":
      return data.points.map((point) => ({
        ...base(point),
        value: {
          buckets: { boundaries: [...point.bounds], counts: [...point.counts] },
          count: point.count,
          sum: point.sum,
          min: point.min,
          max: point.max,
        },
      }));
    case "exponentialHistogram":
      return data.points.map((point) => ({
        ...base(point),
        value: {
          count: point.count,
          sum: point.sum,
          min: point.min,
          max: point.max,
          scale: point.scale,
          zeroCount: point.zeroCount,
          positive: { offset: point.positive.offset, bucketCounts: [...point.positive.counts] },
          negative: { offset: point.negative.offset, bucketCounts: [...point.negative.counts] },
        },
      }));
    default:
      return data.points.map((point) => ({ ...base(point), value: point.value }));
  }
}

function base({ start, moment, attributes }: Point): object {
  return { startTime: toHrTime(start), endTime: toHrTime(moment), attributes: toAttributes(attributes) };
}

function toAttributes({ list }: AttributeSet): Record<string, AnyValue> {
  const attributes: Record<string, AnyValue> = {};
  for (let at = 0; at < list.length; at += 2) attributes[list[at] as string] = list[at + 1] as AnyValue;
  return attributes;
}
