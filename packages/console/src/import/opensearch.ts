// Documents as OpenSearch and Data Prepper keep them: one flat object a span, log record or point, ISO times to the nanosecond,
// attribute names prefixed with their location and with `@` in place of `.`.
import type {
  AnyValue,
  Attributes,
  LogRecord,
  Metric,
  MetricData,
  Point,
  ResourceLogs,
  ResourceMetrics,
  Span,
} from "otlp";
import { spanIdOf, traceIdOf } from "../formats/ids.ts";
import { isObject, type JsonObject, number, object, objects, text } from "../formats/shape.ts";
import { makeScope, type SpanGroups } from "../formats/span-groups.ts";
import { toAnyValue, toAttributes } from "../formats/value.ts";
import { ProblemError } from "../problem/problem.ts";

const kinds: ReadonlyMap<string, number> = new Map(
  Object.entries({
    internal: 1,
    server: 2,
    client: 3,
    producer: 4,
    consumer: 5,
  }),
);
const statuses: ReadonlyMap<string, number> = new Map(Object.entries({ ok: 1, error: 2 }));
const temporalities: ReadonlyMap<string, number> = new Map(
  Object.entries({
    AGGREGATION_TEMPORALITY_DELTA: 1,
    AGGREGATION_TEMPORALITY_CUMULATIVE: 2,
  }),
);

/** Which kind of document `value` is; `undefined` for anything else. */
export function openSearchKind(value: unknown): "span" | "log" | "metric" | undefined {
  if (!isObject(value)) return undefined;
  if (
    typeof value["spanId"] === "string" &&
    typeof value["startTime"] === "string" &&
    typeof value["endTime"] === "string"
  )
    return "span";
  if (typeof value["severityText"] === "string" && typeof value["time"] === "string" && "body" in value)
    return "log";
  return typeof value["kind"] === "string" &&
    typeof value["name"] === "string" &&
    typeof value["time"] === "string"
    ? "metric"
    : undefined;
}

/** Adds one span document. */
export function addOpenSearchSpan(document: JsonObject, groups: SpanGroups): void {
  const scope = object(document, "instrumentationScope");
  const parent = text(document, "parentSpanId");
  const status = object(document, "status");
  const span: Span = {
    traceId: traceIdOf(text(document, "traceId")),
    spanId: spanIdOf(text(document, "spanId")),
    parentSpanId: parent === "" ? new Uint8Array(0) : spanIdOf(parent),
    traceState: text(document, "traceState"),
    flags: 0,
    name: text(document, "name"),
    kind: kinds.get(text(document, "kind").toLowerCase()) ?? 0,
    startTimeUnixNano: timeOf(document, "startTime"),
    endTimeUnixNano: timeOf(document, "endTime"),
    attributes: toAttributes(object(document, "attributes")),
    droppedAttributesCount: number(document, "droppedAttributesCount") ?? 0,
    events: objects(document, "events").map((event) => ({
      timeUnixNano: timeOf(event, event["time"] === undefined ? "@timestamp" : "time"),
      name: text(event, "name"),
      attributes: toAttributes(object(event, "attributes")),
      droppedAttributesCount: number(event, "droppedAttributesCount") ?? 0,
    })),
    droppedEventsCount: number(document, "droppedEventsCount") ?? 0,
    links: [],
    droppedLinksCount: number(document, "droppedLinksCount") ?? 0,
    status: { code: statuses.get(text(status, "code").toLowerCase()) ?? 0, message: text(status, "message") },
  };
  groups.add(
    toAttributes(object(document, "resource")),
    makeScope(text(scope, "name"), text(scope, "version")),
    span,
  );
}

/** A log document as a request. */
export function toOpenSearchLogs(document: JsonObject): ResourceLogs {
  const traceId = text(document, "traceId");
  const spanId = text(document, "spanId");
  const record: LogRecord = {
    timeUnixNano: timeOf(document, "time"),
    observedTimeUnixNano: timeOf(document, "observedTime"),
    severityNumber: number(document, "severityNumber") ?? 0,
    severityText: text(document, "severityText"),
    eventName: "",
    body: toAnyValue(document["body"]),
    attributes: prefixed(document, "log.attributes."),
    droppedAttributesCount: number(document, "droppedAttributesCount") ?? 0,
    flags: number(document, "flags") ?? 0,
    traceId: traceId === "" ? new Uint8Array(0) : traceIdOf(traceId),
    spanId: spanId === "" ? new Uint8Array(0) : spanIdOf(spanId),
  };
  return {
    resource: { attributes: resourceOf(document, document), droppedAttributesCount: 0 },
    scopeLogs: [
      {
        scope: makeScope(text(document, "instrumentationScope.name"), ""),
        logRecords: [record],
        schemaUrl: text(document, "schemaUrl"),
      },
    ],
    schemaUrl: "",
  };
}

/** A metric document as a request. */
export function toOpenSearchMetrics(document: JsonObject): ResourceMetrics {
  const attributes = object(document, "attributes");
  const metric: Metric = {
    name: text(document, "name"),
    description: text(document, "description"),
    unit: text(document, "unit"),
    metadata: new Map(),
    data: toMetricData(document, attributes),
  };
  return {
    resource: { attributes: resourceOf(document, attributes), droppedAttributesCount: 0 },
    scopeMetrics: [
      {
        scope: makeScope(text(attributes, "instrumentationScope.name"), ""),
        metrics: [metric],
        schemaUrl: "",
      },
    ],
    schemaUrl: text(document, "schemaUrl"),
  };
}

function toMetricData(document: JsonObject, attributes: JsonObject): MetricData {
  const point: Point = {
    attributes: prefixed(attributes, "metric.attributes."),
    startTimeUnixNano: text(document, "startTime") === "" ? 0n : timeOf(document, "startTime"),
    timeUnixNano: timeOf(document, "time"),
    flags: number(document, "flags") ?? 0,
  };
  const temporality = temporalities.get(text(document, "aggregationTemporality")) ?? 0;
  const value = number(document, "value") ?? 0;
  const numberPoint = { ...point, value: Number.isSafeInteger(value) ? BigInt(value) : value, exemplars: [] };
  const kind = text(document, "kind");
  switch (kind) {
    case "GAUGE":
      return { kind: "gauge", points: [numberPoint] };
    case "SUM":
      return { kind: "sum", temporality, monotonic: document["isMonotonic"] === true, points: [numberPoint] };
    case "HISTOGRAM":
      return { kind: "histogram", temporality, points: [{ ...point, ...histogramOf(document) }] };
    default:
      throw new ProblemError(
        "FILE_NOT_READ",
        `Cannot read a metric of kind \`${kind}\`: expected GAUGE, SUM or HISTOGRAM.`,
      );
  }
}

function histogramOf(document: JsonObject) {
  const numbers = (key: string): number[] =>
    Array.isArray(document[key]) ? (document[key] as unknown[]).map(Number) : [];
  return {
    count: BigInt(number(document, "count") ?? 0),
    sum: number(document, "sum"),
    min: number(document, "min"),
    max: number(document, "max"),
    bucketCounts: numbers("bucketCountsList").map((count) => BigInt(count)),
    explicitBounds: numbers("explicitBounds"),
    exemplars: [],
  };
}

function resourceOf(document: JsonObject, attributes: JsonObject): Attributes {
  const resource = prefixed(attributes, "resource.attributes.");
  const service = text(document, "serviceName");
  return resource.has("service.name") || service === ""
    ? resource
    : new Map([["service.name", service], ...resource]);
}

function prefixed(owner: JsonObject, prefix: string): Attributes {
  const attributes = new Map<string, AnyValue>();
  for (const [key, value] of Object.entries(owner)) {
    if (key.startsWith(prefix))
      attributes.set(key.slice(prefix.length).replaceAll("@", "."), toAnyValue(value));
  }
  return attributes;
}

/** ISO 8601 with up to nine digits of a second. */
function timeOf(owner: JsonObject, key: string): bigint {
  const value = text(owner, key);
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/.exec(value);
  const seconds = match === null ? NaN : Date.parse(`${match[1]}Z`);
  if (Number.isNaN(seconds))
    throw new ProblemError(
      "FILE_NOT_READ",
      `Cannot read the time \`${value}\` of \`${key}\`: expected ISO 8601 in UTC.`,
    );
  return BigInt(seconds) * 1_000_000n + BigInt((match![2] ?? "").padEnd(9, "0"));
}
