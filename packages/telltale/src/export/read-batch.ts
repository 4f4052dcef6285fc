// Batches read back from the bytes that leave, as plain objects.
import {
  type AnyValue,
  type Attributes,
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  type Exemplar,
  type LogRecord,
  type Metric,
  type Span,
} from "otlp";

/** Attributes and values as plain JavaScript: maps are objects, int64 in the safe range are numbers, bytes are Uint8Array. */
export type PlainValue =
  | null
  | string
  | boolean
  | bigint
  | number
  | Uint8Array
  | PlainValue[]
  | { [key: string]: PlainValue };

/** Attributes by name. */
export type PlainAttributes = Record<string, PlainValue>;

/** A span that left. */
export interface MemorySpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Undefined for a root. */
  readonly parentSpanId: string | undefined;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: "unspecified" | "internal" | "server" | "client" | "producer" | "consumer";
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: PlainAttributes;
  readonly events: readonly {
    readonly name: string;
    readonly timeUnixNano: bigint;
    readonly attributes: PlainAttributes;
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: PlainAttributes;
  }[];
  readonly status: { readonly code: "unset" | "ok" | "error"; readonly message: string };
  readonly dropped: { readonly attributes: number; readonly events: number; readonly links: number };
  readonly scope: string;
  readonly resource: PlainAttributes;
}

/** A log record that left. */
export interface MemoryLog {
  readonly eventName: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: PlainValue;
  readonly attributes: PlainAttributes;
  readonly timeUnixNano: bigint;
  /** Undefined outside of any span. */
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly scope: string;
  readonly resource: PlainAttributes;
}

/** A data point that left. Numbers have `value`; histograms have `count`, `sum`, `min`, `max` and buckets. */
export interface MemoryPoint {
  readonly attributes: PlainAttributes;
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly value?: number;
  readonly count?: number;
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly bounds?: readonly number[];
  readonly buckets?: readonly number[];
  readonly scale?: number;
  /** Measurements that represent many; undefined when there are none. */
  readonly exemplars?: readonly MemoryExemplar[];
}

/** A measurement with the span in which it was made. */
export interface MemoryExemplar {
  readonly value: number;
  readonly timeUnixNano: bigint;
  /** Undefined outside of any span. */
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  /** Attributes that the point does not carry. */
  readonly attributes: PlainAttributes;
}

/** A metric as its last collection had it. */
export interface MemoryMetric {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly kind: "gauge" | "sum" | "histogram" | "exponentialHistogram" | "summary";
  readonly monotonic: boolean;
  readonly points: readonly MemoryPoint[];
  readonly scope: string;
}

/** The spans of an export request. */
export function readSpans(body: Uint8Array): MemorySpan[] {
  return decodeTraces(body).flatMap(({ resource, scopeSpans }) => {
    const attributes = plain(resource.attributes);
    return scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => toSpan(span, scope.name, attributes)),
    );
  });
}

const kinds = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
const codes = ["unset", "ok", "error"] as const;

function toSpan(span: Span, scope: string, resource: PlainAttributes): MemorySpan {
  return {
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: span.parentSpanId.length === 0 ? undefined : hex(span.parentSpanId),
    traceState: span.traceState,
    flags: span.flags,
    name: span.name,
    kind: kinds[span.kind] ?? "unspecified",
    startTimeUnixNano: span.startTimeUnixNano,
    endTimeUnixNano: span.endTimeUnixNano,
    attributes: plain(span.attributes),
    events: span.events.map(({ name, timeUnixNano, attributes }) => ({
      name,
      timeUnixNano,
      attributes: plain(attributes),
    })),
    links: span.links.map((link) => ({
      traceId: hex(link.traceId),
      spanId: hex(link.spanId),
      attributes: plain(link.attributes),
    })),
    status: { code: codes[span.status.code] ?? "unset", message: span.status.message },
    dropped: {
      attributes: span.droppedAttributesCount,
      events: span.droppedEventsCount,
      links: span.droppedLinksCount,
    },
    scope,
    resource,
  };
}

/** The log records of an export request. */
export function readLogs(body: Uint8Array): MemoryLog[] {
  return decodeLogs(body).flatMap(({ resource, scopeLogs }) => {
    const attributes = plain(resource.attributes);
    return scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => toLog(record, scope.name, attributes)),
    );
  });
}

function toLog(record: LogRecord, scope: string, resource: PlainAttributes): MemoryLog {
  return {
    eventName: record.eventName,
    severityNumber: record.severityNumber,
    severityText: record.severityText,
    body: plainValue(record.body),
    attributes: plain(record.attributes),
    timeUnixNano: record.timeUnixNano,
    traceId: record.traceId.length === 0 ? undefined : hex(record.traceId),
    spanId: record.spanId.length === 0 ? undefined : hex(record.spanId),
    scope,
    resource,
  };
}

/** The metrics of an export request. */
export function readMetrics(body: Uint8Array): MemoryMetric[] {
  return decodeMetrics(body).flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) => metrics.flatMap((metric) => toMetric(metric, scope.name))),
  );
}

function toMetric({ name, unit, description, data }: Metric, scope: string): MemoryMetric[] {
  if (data === undefined) return [];
  const monotonic = data.kind === "sum" && data.monotonic;
  const points = (data.points as readonly AnyPoint[]).map(toPoint);
  return [{ name, unit, description, kind: data.kind, monotonic, points, scope }];
}

interface AnyPoint {
  readonly attributes: Attributes;
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  readonly value?: bigint | number | null;
  readonly count?: bigint;
  readonly sum?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly bucketCounts?: readonly bigint[];
  readonly explicitBounds?: readonly number[];
  readonly scale?: number;
  readonly exemplars?: readonly Exemplar[];
}

function toPoint(point: AnyPoint): MemoryPoint {
  return {
    attributes: plain(point.attributes),
    startTimeUnixNano: point.startTimeUnixNano,
    timeUnixNano: point.timeUnixNano,
    ...(point.value === undefined ? {} : { value: Number(point.value) }),
    ...(point.count === undefined
      ? {}
      : { count: Number(point.count), sum: point.sum, min: point.min, max: point.max }),
    ...(point.bucketCounts === undefined
      ? {}
      : { buckets: point.bucketCounts.map(Number), bounds: point.explicitBounds ?? [] }),
    ...(point.scale === undefined ? {} : { scale: point.scale }),
    ...(point.exemplars === undefined || point.exemplars.length === 0
      ? {}
      : { exemplars: point.exemplars.map(toExemplar) }),
  };
}

function toExemplar(exemplar: Exemplar): MemoryExemplar {
  const { value, timeUnixNano, traceId, spanId, filteredAttributes } = exemplar;
  return {
    value: Number(value),
    timeUnixNano,
    traceId: traceId.length === 0 ? undefined : hex(traceId),
    spanId: spanId.length === 0 ? undefined : hex(spanId),
    attributes: plain(filteredAttributes),
  };
}

function plain(attributes: Attributes): PlainAttributes {
  return Object.fromEntries([...attributes].map(([key, value]) => [key, plainValue(value)]));
}

/** A value as plain JavaScript. */
export function plainValue(value: AnyValue): PlainValue {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (value instanceof Map) return plain(value);
  return Array.isArray(value) ? value.map(plainValue) : (value as PlainValue);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
