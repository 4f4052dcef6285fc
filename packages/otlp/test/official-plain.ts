// Converts the model to the plain objects that protobufjs encodes, without the codec under test.
import type {
  AnyValue,
  Attributes,
  Buckets,
  Exemplar,
  Metric,
  Resource,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  Scope,
  Span,
} from "otlp";

import type { Plain } from "./official.ts";

export function plainTraces(groups: readonly ResourceSpans[]): Plain {
  return {
    resourceSpans: groups.map((group) => ({
      resource: plainResource(group.resource),
      scopeSpans: group.scopeSpans.map(({ scope, spans, schemaUrl }) => ({
        scope: plainScope(scope),
        spans: spans.map(plainSpan),
        schemaUrl,
      })),
      schemaUrl: group.schemaUrl,
    })),
  };
}

function plainSpan(span: Span): Plain {
  return {
    ...span,
    startTimeUnixNano: String(span.startTimeUnixNano),
    endTimeUnixNano: String(span.endTimeUnixNano),
    attributes: plainAttributes(span.attributes),
    events: span.events.map((event) => ({
      ...event,
      timeUnixNano: String(event.timeUnixNano),
      attributes: plainAttributes(event.attributes),
    })),
    links: span.links.map((link) => ({ ...link, attributes: plainAttributes(link.attributes) })),
  };
}

export function plainLogs(groups: readonly ResourceLogs[]): Plain {
  return {
    resourceLogs: groups.map((group) => ({
      resource: plainResource(group.resource),
      scopeLogs: group.scopeLogs.map(({ scope, logRecords, schemaUrl }) => ({
        scope: plainScope(scope),
        logRecords: logRecords.map((record) => ({
          ...record,
          timeUnixNano: String(record.timeUnixNano),
          observedTimeUnixNano: String(record.observedTimeUnixNano),
          body: plainValue(record.body),
          attributes: plainAttributes(record.attributes),
        })),
        schemaUrl,
      })),
      schemaUrl: group.schemaUrl,
    })),
  };
}

export function plainMetrics(groups: readonly ResourceMetrics[]): Plain {
  return {
    resourceMetrics: groups.map((group) => ({
      resource: plainResource(group.resource),
      scopeMetrics: group.scopeMetrics.map(({ scope, metrics, schemaUrl }) => ({
        scope: plainScope(scope),
        metrics: metrics.map(plainMetric),
        schemaUrl,
      })),
      schemaUrl: group.schemaUrl,
    })),
  };
}

function plainMetric({ name, description, unit, metadata, data }: Metric): Plain {
  const plain = { name, description, unit, metadata: plainAttributes(metadata) };
  if (data === undefined) return plain;
  return {
    ...plain,
    [data.kind]: {
      dataPoints: (data.points as readonly Plain[]).map(plainPoint),
      ...("temporality" in data && { aggregationTemporality: data.temporality }),
      ...("monotonic" in data && { isMonotonic: data.monotonic }),
    },
  };
}

function plainPoint(point: Plain): Plain {
  const { value, quantiles, attributes, exemplars, ...rest } = point;
  const plain: Plain = { ...rest, ...plainNumber(value), attributes: plainAttributes(attributes) };
  for (const key of ["startTimeUnixNano", "timeUnixNano", "count", "zeroCount"]) {
    if (key in point) plain[key] = String(point[key]);
  }
  for (const key of ["sum", "min", "max"]) if (plain[key] === undefined) delete plain[key];
  if (quantiles !== undefined) plain["quantileValues"] = quantiles;
  if (point["bucketCounts"] !== undefined) plain["bucketCounts"] = point["bucketCounts"].map(String);
  for (const key of ["positive", "negative"]) {
    const buckets = point[key] as Buckets | undefined;
    if (buckets !== undefined) {
      plain[key] = { offset: buckets.offset, bucketCounts: buckets.bucketCounts.map(String) };
    }
  }
  if (exemplars !== undefined) plain["exemplars"] = (exemplars as readonly Exemplar[]).map(plainExemplar);
  return plain;
}

function plainExemplar({ value, filteredAttributes, timeUnixNano, traceId, spanId }: Exemplar): Plain {
  return {
    ...plainNumber(value),
    filteredAttributes: plainAttributes(filteredAttributes),
    timeUnixNano: String(timeUnixNano),
    traceId,
    spanId,
  };
}

function plainNumber(value: bigint | number | null | undefined): Plain {
  if (typeof value === "bigint") return { asInt: String(value) };
  return typeof value === "number" ? { asDouble: value } : {};
}

function plainResource(resource: Resource): Plain {
  return { ...resource, attributes: plainAttributes(resource.attributes) };
}

function plainScope(scope: Scope): Plain {
  return { ...scope, attributes: plainAttributes(scope.attributes) };
}

function plainAttributes(attributes: Attributes): Plain[] {
  return [...attributes].map(([key, value]) => ({ key, value: plainValue(value) }));
}

function plainValue(value: AnyValue): Plain {
  if (value === null) return {};
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "bigint") return { intValue: String(value) };
  if (typeof value === "number") return { doubleValue: value };
  if (value instanceof Uint8Array) return { bytesValue: value };
  if (value instanceof Map) return { kvlistValue: { values: plainAttributes(value) } };
  return { arrayValue: { values: (value as readonly AnyValue[]).map(plainValue) } };
}
