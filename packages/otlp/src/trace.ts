// The model of spans. Source: opentelemetry/proto/trace/v1/trace.proto.
import type { Attributes, Resource, Scope } from "./value.ts";

export interface ResourceSpans {
  readonly resource: Resource;
  readonly scopeSpans: readonly ScopeSpans[];
  readonly schemaUrl: string;
}

export interface ScopeSpans {
  readonly scope: Scope;
  readonly spans: readonly Span[];
  readonly schemaUrl: string;
}

/** A span as received: nothing is validated or filled in. Times are Unix nanoseconds. */
export interface Span {
  /** 16 bytes when valid. Decoded from protobuf it is a view into the message, which it keeps alive. */
  readonly traceId: Uint8Array;
  /** 8 bytes when valid. */
  readonly spanId: Uint8Array;
  /** Empty when the span has no parent. */
  readonly parentSpanId: Uint8Array;
  readonly traceState: string;
  /** Bits 0–7: W3C trace flags; 8: the parent's remoteness is known; 9: the parent is remote. */
  readonly flags: number;
  readonly name: string;
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer; unknown numbers are kept. */
  readonly kind: number;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinksCount: number;
  readonly status: SpanStatus;
}

export interface SpanEvent {
  readonly timeUnixNano: bigint;
  readonly name: string;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface SpanLink {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface SpanStatus {
  /** 0 unset, 1 ok, 2 error. */
  readonly code: number;
  readonly message: string;
}
