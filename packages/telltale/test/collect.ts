// Starts the library with an exporter that keeps every request, and reads the requests back: tests assert on what leaves.
import { type AnyValue, type Attributes, decodeLogs, decodeMetrics, decodeTraces } from "otlp";
import { start, type StartOptions } from "../src/index.ts";
import type { Batch, Exporter } from "../src/export/index.ts";
import type { TelltaleStats } from "../src/stats/index.ts";

/** Attributes as plain values: int64 as a number, a map as an object. */
export type Plain = Record<string, unknown>;

export interface SentRecord {
  readonly eventName: string;
  readonly timeMs: number;
  readonly severity: number;
  readonly body: AnyValue;
  readonly traceId: string;
  readonly spanId: string;
  readonly scope: string;
  readonly attributes: Plain;
}

export interface SentSpan {
  readonly name: string;
  /** `internal`, `server`, `client`, `producer`, `consumer`. */
  readonly kind: string;
  readonly scope: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: number;
  readonly message: string;
  readonly attributes: Plain;
  readonly events: readonly { readonly name: string; readonly attributes: Plain }[];
  readonly links: readonly string[];
}

export interface SentPoint {
  readonly metric: string;
  readonly unit: string;
  /** `gauge`, `sum`, `histogram`, `exponentialHistogram`. */
  readonly kind: string;
  /** Whether a sum only grows. */
  readonly monotonic: boolean;
  readonly scope: string;
  readonly attributes: Plain;
  /** Of a sum or gauge; a histogram's sum. */
  readonly value: number;
  /** Of a histogram. */
  readonly count: number;
}

/** Everything that left since `collect()`. Ask after `flush()`. */
export interface Collected {
  flush(): Promise<void>;
  stop(): Promise<void>;
  stats(): TelltaleStats;
  /** Those of that name; without one all but definitions, which are the process's and not the test's. */
  records(eventName?: string): SentRecord[];
  spans(name?: string): SentSpan[];
  /** The points of the last export of a metric; without a name those of all. */
  points(metric?: string): SentPoint[];
}

const definition = "telltale.definition";
const spanKinds = ["unspecified", "internal", "server", "client", "producer", "consumer"];

/** Starts the library; `stop()` it before the next one. */
export function collect(options: StartOptions = {}): Collected {
  const batches: Batch[] = [];
  const exporter: Exporter = {
    name: "test",
    async send(batch) {
      batches.push({ ...batch, body: batch.body.slice() });
      return { exported: batch.items, dropped: 0 };
    },
  };
  const telltale = start({ service: "test", exporters: [exporter], ...options });
  const bodies = (signal: string): Uint8Array[] =>
    batches.filter((batch) => batch.signal === signal).map((batch) => batch.body);
  return {
    flush: async () => telltale.flush(),
    stop: async () => telltale.stop(),
    stats: () => telltale.stats(),
    records: (eventName) =>
      bodies("logs")
        .flatMap(recordsIn)
        .filter(
          (record) =>
            record.eventName === eventName || (eventName === undefined && record.eventName !== definition),
        ),
    spans: (name) =>
      bodies("traces")
        .flatMap(spansIn)
        .filter((span) => name === undefined || span.name === name),
    points: (metric) =>
      bodies("metrics")
        .slice(-1)
        .flatMap(pointsIn)
        .filter((point) => metric === undefined || point.metric === metric),
  };
}

/** The log records of an export request. */
function recordsIn(body: Uint8Array): SentRecord[] {
  return decodeLogs(body).flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => ({
        eventName: record.eventName,
        timeMs: Number(record.timeUnixNano) / 1e6,
        severity: record.severityNumber,
        body: record.body,
        traceId: hex(record.traceId),
        spanId: hex(record.spanId),
        scope: scope.name,
        attributes: plain(record.attributes),
      })),
    ),
  );
}

/** The spans of an export request. */
function spansIn(body: Uint8Array): SentSpan[] {
  return decodeTraces(body).flatMap(({ scopeSpans }) =>
    scopeSpans.flatMap(({ scope, spans }) =>
      spans.map((span) => ({
        name: span.name,
        kind: spanKinds[span.kind] ?? "",
        scope: scope.name,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentId: hex(span.parentSpanId),
        startMs: Number(span.startTimeUnixNano) / 1e6,
        endMs: Number(span.endTimeUnixNano) / 1e6,
        status: span.status.code,
        message: span.status.message,
        attributes: plain(span.attributes),
        events: span.events.map((event) => ({ name: event.name, attributes: plain(event.attributes) })),
        links: span.links.map((link) => hex(link.spanId)),
      })),
    ),
  );
}

function pointsIn(body: Uint8Array): SentPoint[] {
  return decodeMetrics(body).flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.flatMap(({ name, unit, data }) =>
        (data?.points ?? []).map((point) => {
          const { value, sum, count } = point as { value?: number | bigint; sum?: number; count?: bigint };
          const attributes = plain(point.attributes);
          return {
            metric: name,
            unit,
            kind: data?.kind ?? "",
            monotonic: data?.kind === "sum" && data.monotonic,
            scope: scope.name,
            attributes,
            value: Number(value ?? sum),
            count: Number(count ?? 0),
          };
        }),
      ),
    ),
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

function plain(attributes: Attributes): Plain {
  return Object.fromEntries([...attributes].map(([key, value]) => [key, toPlain(value)]));
}

function toPlain(value: AnyValue): unknown {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return value.map((part: AnyValue) => toPlain(part));
  if (value instanceof Map) return plain(value);
  return value;
}
