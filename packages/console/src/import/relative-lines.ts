// Seed lines, with times in minutes before now: `{ name, kind, minutes_ago, duration_ms, … }` for spans,
// `{ body, severity, minutes_ago, … }` for logs, `{ metric_name, value, minutes_ago, … }` for metrics. Handy to fill a console with a story.
import type { Attributes, LogRecord, Metric, NumberPoint, ResourceLogs, ResourceMetrics, Span } from "otlp";
import { derivedId } from "../formats/ids.ts";
import { isObject, type JsonObject, number, object, text } from "../formats/shape.ts";
import { makeScope, type SpanGroups } from "../formats/span-groups.ts";
import { toAttributes } from "../formats/value.ts";

const scope = makeScope("import", "");
const kinds: ReadonlyMap<string, number> = new Map(
  Object.entries({
    INTERNAL: 1,
    SERVER: 2,
    CLIENT: 3,
    PRODUCER: 4,
    CONSUMER: 5,
  }),
);
const statuses: ReadonlyMap<string, number> = new Map(Object.entries({ OK: 1, ERROR: 2 }));
const severities: ReadonlyMap<string, number> = new Map(
  Object.entries({
    TRACE: 1,
    DEBUG: 5,
    INFO: 9,
    WARN: 13,
    WARNING: 13,
    ERROR: 17,
    FATAL: 21,
  }),
);

/** Which kind of seed line `value` is; `undefined` for anything else. */
export function relativeKind(value: unknown): "span" | "log" | "metric" | undefined {
  if (!isObject(value) || typeof value["minutes_ago"] !== "number") return undefined;
  if (typeof value["metric_name"] === "string") return "metric";
  if (typeof value["name"] === "string") return "span";
  return "body" in value ? "log" : undefined;
}

/** Adds a span as a separate trace. `place` distinguishes equal lines. */
export function addRelativeSpan(line: JsonObject, place: number, nowMs: number, groups: SpanGroups): void {
  const start = timeOf(line, nowMs);
  const identity = [JSON.stringify(line), String(place), String(nowMs)];
  const span: Span = {
    traceId: derivedId(16, "trace", ...identity),
    spanId: derivedId(8, "span", ...identity),
    parentSpanId: new Uint8Array(0),
    traceState: "",
    flags: 1,
    name: text(line, "name"),
    kind: kinds.get(text(line, "kind")) ?? 0,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(Math.round((number(line, "duration_ms") ?? 0) * 1e6)),
    attributes: toAttributes(object(line, "attributes")),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: statuses.get(text(line, "status")) ?? 0, message: "" },
  };
  groups.add(resourceOf(line), scope, span);
}

/** A log line as a request. */
export function toRelativeLogs(line: JsonObject, nowMs: number): ResourceLogs {
  const time = timeOf(line, nowMs);
  const severity = text(line, "severity");
  const record: LogRecord = {
    timeUnixNano: time,
    observedTimeUnixNano: time,
    severityNumber: severities.get(severity.toUpperCase()) ?? 0,
    severityText: severity,
    eventName: "",
    body: text(line, "body"),
    attributes: toAttributes(object(line, "attributes")),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: new Uint8Array(0),
    spanId: new Uint8Array(0),
  };
  return {
    resource: { attributes: resourceOf(line), droppedAttributesCount: 0 },
    scopeLogs: [{ scope, logRecords: [record], schemaUrl: "" }],
    schemaUrl: "",
  };
}

/** A metric line as a request: monotonic ones are cumulative sums, others gauges. */
export function toRelativeMetrics(line: JsonObject, nowMs: number): ResourceMetrics {
  const value = number(line, "value") ?? 0;
  const point: NumberPoint = {
    attributes: toAttributes(object(line, "attributes")),
    startTimeUnixNano: 0n,
    timeUnixNano: timeOf(line, nowMs),
    flags: 0,
    value: Number.isSafeInteger(value) ? BigInt(value) : value,
    exemplars: [],
  };
  const monotonic = line["is_monotonic"] === true;
  const metric: Metric = {
    name: text(line, "metric_name"),
    description: "",
    unit: text(line, "unit"),
    metadata: new Map(),
    data: monotonic
      ? { kind: "sum", temporality: 2, monotonic, points: [point] }
      : { kind: "gauge", points: [point] },
  };
  return {
    resource: { attributes: resourceOf(line), droppedAttributesCount: 0 },
    scopeMetrics: [{ scope, metrics: [metric], schemaUrl: "" }],
    schemaUrl: "",
  };
}

function resourceOf(line: JsonObject): Attributes {
  return toAttributes(object(line, "resource_attributes"));
}

function timeOf(line: JsonObject, nowMs: number): bigint {
  return BigInt(Math.round(nowMs - (number(line, "minutes_ago") ?? 0) * 60_000)) * 1_000_000n;
}
