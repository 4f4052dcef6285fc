// Small OTLP messages for tests: everything has a sensible value, and any part can be replaced.
import type {
  Attributes,
  LogRecord,
  Metric,
  MetricData,
  NumberPoint,
  ResourceLogs,
  ResourceMetrics,
  ResourceSpans,
  Span,
} from "otlp";

/** 2026-11-20T09:00:00Z, the "now" of tests whose clock stands still. */
export const nowMs: number = Date.UTC(2026, 10, 20, 9);
export const nowNs: bigint = BigInt(nowMs) * 1_000_000n;

const none: Attributes = new Map();
const scope = { name: "shop", version: "1.0.0", attributes: none, droppedAttributesCount: 0 };

export function idBytes(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}

export function attributes(record: Readonly<Record<string, string | number | bigint | boolean>>): Attributes {
  return new Map(Object.entries(record));
}

export function makeSpan(part: Partial<Span> = {}): Span {
  return {
    traceId: idBytes("5b8efff798038103d269b633813fc60c"),
    spanId: idBytes("eee19b7ec3c1b174"),
    parentSpanId: new Uint8Array(0),
    traceState: "",
    flags: 1,
    name: "GET /cart",
    kind: 2,
    startTimeUnixNano: nowNs - 5_000_000n,
    endTimeUnixNano: nowNs,
    attributes: none,
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: 0, message: "" },
    ...part,
  };
}

export function makeTraces(
  spans: readonly Span[],
  resource: Attributes = attributes({ "service.name": "shop" }),
): ResourceSpans[] {
  return [
    {
      resource: { attributes: resource, droppedAttributesCount: 0 },
      scopeSpans: [{ scope, spans, schemaUrl: "" }],
      schemaUrl: "",
    },
  ];
}

export function makeLog(part: Partial<LogRecord> = {}): LogRecord {
  return {
    timeUnixNano: nowNs,
    observedTimeUnixNano: nowNs,
    severityNumber: 9,
    severityText: "INFO",
    eventName: "",
    body: "order paid",
    attributes: none,
    droppedAttributesCount: 0,
    flags: 0,
    traceId: new Uint8Array(0),
    spanId: new Uint8Array(0),
    ...part,
  };
}

export function makeLogs(
  logRecords: readonly LogRecord[],
  resource: Attributes = attributes({ "service.name": "shop" }),
): ResourceLogs[] {
  return [
    {
      resource: { attributes: resource, droppedAttributesCount: 0 },
      scopeLogs: [{ scope, logRecords, schemaUrl: "" }],
      schemaUrl: "",
    },
  ];
}

export function makePoint(part: Partial<NumberPoint> = {}): NumberPoint {
  return {
    attributes: none,
    startTimeUnixNano: nowNs - 60_000_000_000n,
    timeUnixNano: nowNs,
    flags: 0,
    value: 1n,
    exemplars: [],
    ...part,
  };
}

export function makeMetric(data: MetricData | undefined, part: Partial<Metric> = {}): Metric {
  return { name: "shop.orders", description: "", unit: "{order}", metadata: none, data, ...part };
}

export function makeMetrics(
  metrics: readonly Metric[],
  resource: Attributes = attributes({ "service.name": "shop" }),
): ResourceMetrics[] {
  return [
    {
      resource: { attributes: resource, droppedAttributesCount: 0 },
      scopeMetrics: [{ scope, metrics, schemaUrl: "" }],
      schemaUrl: "",
    },
  ];
}
