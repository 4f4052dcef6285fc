import type { BusinessEvent } from "./business-event.ts";
import type { LogRecord } from "./log.ts";
import type { FilterQuery, Page, PageQuery, RangeQuery } from "./query.ts";
import type { Attributes } from "./value.ts";

export const tracesPath = "/api/traces";
export const tracePath = "/api/traces/:id";

export type SpanKind = "unspecified" | "internal" | "server" | "client" | "producer" | "consumer";
export type SpanStatus = "unset" | "ok" | "error";

export interface TracesQuery extends RangeQuery, FilterQuery, PageQuery {
  readonly service?: string | undefined;
  /** Exact name of a span in the trace. */
  readonly name?: string | undefined;
  /** `error`: traces with at least one span in error; `ok`: traces without. */
  readonly status?: "error" | "ok" | undefined;
  readonly minDurationMs?: number | undefined;
  readonly maxDurationMs?: number | undefined;
  readonly order?: "newest" | "slowest" | undefined;
}

export interface TraceSummary {
  /** 32 hex digits. */
  readonly traceId: string;
  readonly rootName: string;
  readonly rootService: string;
  /** Unix time in ns, decimal. */
  readonly startNs: string;
  readonly durationNs: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
}

export type TracesResult = Page<TraceSummary>;

export interface SpanEvent {
  readonly timeNs: string;
  readonly name: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly attributes: Attributes;
  readonly flags: number;
  readonly droppedAttributesCount: number;
}

export interface Span {
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Empty for a root. The parent may be missing from the store. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly service: string;
  readonly startNs: string;
  readonly durationNs: string;
  readonly status: SpanStatus;
  readonly statusMessage: string;
  readonly attributes: Attributes;
  /** Key into {@link Trace.resources}. */
  readonly resourceId: string;
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** One trace, whole up to 20,000 spans. Spans are in the order of their start. */
export interface Trace {
  readonly traceId: string;
  /** `false`: its business records are here, its spans were sampled away. An unknown trace is a 404 `TRACE_UNKNOWN`. */
  readonly kept: boolean;
  readonly startNs: string;
  readonly durationNs: string;
  readonly spans: readonly Span[];
  readonly resources: Readonly<Record<string, Attributes>>;
  readonly logs: readonly LogRecord[];
  readonly businessEvents: readonly BusinessEvent[];
  /** Spans or logs beyond the limit are left out. */
  readonly truncated: boolean;
}
