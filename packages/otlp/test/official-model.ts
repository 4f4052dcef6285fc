// Converts the plain objects that protobufjs decodes to the model, without the codec under test.
import type {
  AnyValue,
  Attributes,
  Buckets,
  Exemplar,
  LogRecord,
  MetricData,
  NumberPoint,
  Point,
  Resource,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  Scope,
  Span,
} from "otlp";

import type { Plain } from "./official.ts";

export function modelTraces(plain: Plain): ResourceSpans[] {
  return list(plain["resourceSpans"]).map((group) => ({
    resource: modelResource(group["resource"]),
    scopeSpans: list(group["scopeSpans"]).map((scoped) => ({
      scope: modelScope(scoped["scope"]),
      spans: list(scoped["spans"]).map(modelSpan),
      schemaUrl: scoped["schemaUrl"] ?? "",
    })),
    schemaUrl: group["schemaUrl"] ?? "",
  }));
}

function modelSpan(span: Plain): Span {
  return {
    traceId: modelBytes(span["traceId"]),
    spanId: modelBytes(span["spanId"]),
    parentSpanId: modelBytes(span["parentSpanId"]),
    traceState: span["traceState"] ?? "",
    flags: span["flags"] ?? 0,
    name: span["name"] ?? "",
    kind: span["kind"] ?? 0,
    startTimeUnixNano: BigInt(span["startTimeUnixNano"] ?? 0),
    endTimeUnixNano: BigInt(span["endTimeUnixNano"] ?? 0),
    attributes: modelAttributes(span["attributes"]),
    droppedAttributesCount: span["droppedAttributesCount"] ?? 0,
    events: list(span["events"]).map((event) => ({
      timeUnixNano: BigInt(event["timeUnixNano"] ?? 0),
      name: event["name"] ?? "",
      attributes: modelAttributes(event["attributes"]),
      droppedAttributesCount: event["droppedAttributesCount"] ?? 0,
    })),
    droppedEventsCount: span["droppedEventsCount"] ?? 0,
    links: list(span["links"]).map((link) => ({
      traceId: modelBytes(link["traceId"]),
      spanId: modelBytes(link["spanId"]),
      traceState: link["traceState"] ?? "",
      flags: link["flags"] ?? 0,
      attributes: modelAttributes(link["attributes"]),
      droppedAttributesCount: link["droppedAttributesCount"] ?? 0,
    })),
    droppedLinksCount: span["droppedLinksCount"] ?? 0,
    status: { code: span["status"]?.code ?? 0, message: span["status"]?.message ?? "" },
  };
}

export function modelLogs(plain: Plain): ResourceLogs[] {
  return list(plain["resourceLogs"]).map((group) => ({
    resource: modelResource(group["resource"]),
    scopeLogs: list(group["scopeLogs"]).map((scoped) => ({
      scope: modelScope(scoped["scope"]),
      logRecords: list(scoped["logRecords"]).map(modelLogRecord),
      schemaUrl: scoped["schemaUrl"] ?? "",
    })),
    schemaUrl: group["schemaUrl"] ?? "",
  }));
}

function modelLogRecord(record: Plain): LogRecord {
  return {
    timeUnixNano: BigInt(record["timeUnixNano"] ?? 0),
    observedTimeUnixNano: BigInt(record["observedTimeUnixNano"] ?? 0),
    severityNumber: record["severityNumber"] ?? 0,
    severityText: record["severityText"] ?? "",
    eventName: record["eventName"] ?? "",
    body: modelValue(record["body"]),
    attributes: modelAttributes(record["attributes"]),
    droppedAttributesCount: record["droppedAttributesCount"] ?? 0,
    flags: record["flags"] ?? 0,
    traceId: modelBytes(record["traceId"]),
    spanId: modelBytes(record["spanId"]),
  };
}

export function modelMetrics(plain: Plain): ResourceMetrics[] {
  return list(plain["resourceMetrics"]).map((group) => ({
    resource: modelResource(group["resource"]),
    scopeMetrics: list(group["scopeMetrics"]).map((scoped) => ({
      scope: modelScope(scoped["scope"]),
      metrics: list(scoped["metrics"]).map((metric) => ({
        name: metric["name"] ?? "",
        description: metric["description"] ?? "",
        unit: metric["unit"] ?? "",
        metadata: modelAttributes(metric["metadata"]),
        data: modelData(metric),
      })),
      schemaUrl: scoped["schemaUrl"] ?? "",
    })),
    schemaUrl: group["schemaUrl"] ?? "",
  }));
}

function modelData(metric: Plain): MetricData | undefined {
  const kinds = ["gauge", "sum", "histogram", "exponentialHistogram", "summary"] as const;
  const kind = kinds.find((name) => metric[name] !== undefined);
  if (kind === undefined) return undefined;
  const from: Plain = metric[kind];
  const points = list(from["dataPoints"]);
  const temporality = from["aggregationTemporality"] ?? 0;
  switch (kind) {
    case "gauge":
      return { kind, points: points.map(modelNumberPoint) };
    case "sum":
      return {
        kind,
        points: points.map(modelNumberPoint),
        temporality,
        monotonic: from["isMonotonic"] ?? false,
      };
    case "histogram":
      return {
        kind,
        points: points.map((point) => ({
          ...modelPoint(point),
          ...modelSpread(point),
          bucketCounts: (point["bucketCounts"] ?? []).map(BigInt),
          explicitBounds: point["explicitBounds"] ?? [],
        })),
        temporality,
      };
    case "exponentialHistogram":
      return {
        kind,
        points: points.map((point) => ({
          ...modelPoint(point),
          ...modelSpread(point),
          scale: point["scale"] ?? 0,
          zeroCount: BigInt(point["zeroCount"] ?? 0),
          zeroThreshold: point["zeroThreshold"] ?? 0,
          positive: modelBuckets(point["positive"]),
          negative: modelBuckets(point["negative"]),
        })),
        temporality,
      };
    case "summary":
      return {
        kind,
        points: points.map((point) => ({
          ...modelPoint(point),
          count: BigInt(point["count"] ?? 0),
          sum: point["sum"] ?? 0,
          quantiles: list(point["quantileValues"]).map((quantile) => ({
            quantile: quantile["quantile"] ?? 0,
            value: quantile["value"] ?? 0,
          })),
        })),
      };
  }
}

function modelPoint(point: Plain): Point {
  return {
    attributes: modelAttributes(point["attributes"]),
    startTimeUnixNano: BigInt(point["startTimeUnixNano"] ?? 0),
    timeUnixNano: BigInt(point["timeUnixNano"] ?? 0),
    flags: point["flags"] ?? 0,
  };
}

function modelNumberPoint(point: Plain): NumberPoint {
  return { ...modelPoint(point), value: modelNumber(point), exemplars: modelExemplars(point) };
}

function modelSpread(point: Plain) {
  return {
    count: BigInt(point["count"] ?? 0),
    sum: point["sum"] as number | undefined,
    min: point["min"] as number | undefined,
    max: point["max"] as number | undefined,
    exemplars: modelExemplars(point),
  };
}

function modelExemplars(point: Plain): Exemplar[] {
  return list(point["exemplars"]).map((exemplar) => ({
    timeUnixNano: BigInt(exemplar["timeUnixNano"] ?? 0),
    value: modelNumber(exemplar),
    filteredAttributes: modelAttributes(exemplar["filteredAttributes"]),
    traceId: modelBytes(exemplar["traceId"]),
    spanId: modelBytes(exemplar["spanId"]),
  }));
}

function modelBuckets(buckets: Plain | undefined): Buckets {
  return {
    offset: buckets?.["offset"] ?? 0,
    bucketCounts: (buckets?.["bucketCounts"] ?? []).map(BigInt),
  };
}

function modelNumber(plain: Plain): bigint | number | null {
  if (plain["asInt"] !== undefined) return BigInt(plain["asInt"]);
  return plain["asDouble"] ?? null;
}

function modelResource(resource: Plain | undefined): Resource {
  const entityRefs = list(resource?.["entityRefs"]).map((entity) => ({
    schemaUrl: entity["schemaUrl"] ?? "",
    type: entity["type"] ?? "",
    idKeys: entity["idKeys"] ?? [],
    descriptionKeys: entity["descriptionKeys"] ?? [],
  }));
  return {
    attributes: modelAttributes(resource?.["attributes"]),
    droppedAttributesCount: resource?.["droppedAttributesCount"] ?? 0,
    ...(entityRefs.length > 0 && { entityRefs }),
  };
}

function modelScope(scope: Plain | undefined): Scope {
  return {
    name: scope?.["name"] ?? "",
    version: scope?.["version"] ?? "",
    attributes: modelAttributes(scope?.["attributes"]),
    droppedAttributesCount: scope?.["droppedAttributesCount"] ?? 0,
  };
}

function modelAttributes(attributes: Plain[] | undefined): Attributes {
  return new Map(list(attributes).map((pair) => [pair["key"] ?? "", modelValue(pair["value"])]));
}

function modelValue(value: Plain | undefined): AnyValue {
  if (value === undefined) return null;
  if (value["stringValue"] !== undefined) return value["stringValue"];
  if (value["boolValue"] !== undefined) return value["boolValue"];
  if (value["intValue"] !== undefined) return BigInt(value["intValue"]);
  if (value["doubleValue"] !== undefined) return value["doubleValue"];
  if (value["bytesValue"] !== undefined) return modelBytes(value["bytesValue"]);
  if (value["arrayValue"] !== undefined) return list(value["arrayValue"].values).map(modelValue);
  if (value["kvlistValue"] !== undefined) return modelAttributes(value["kvlistValue"].values);
  return null;
}

function modelBytes(bytes: Uint8Array | undefined): Uint8Array {
  return new Uint8Array(bytes ?? []);
}

function list(items: Plain[] | undefined): Plain[] {
  return items ?? [];
}
