// The spans that have begun and not ended, seen by a processor, in the form of those that left.
import type { HrTime } from "@opentelemetry/api";
import { kindNames } from "../engine/span/span-kind.ts";
import type { ReadableSpan, SpanProcessor } from "../engine/processor/span-processor.ts";
import type { MemorySpan, PlainAttributes } from "../export/read-batch.ts";

/** Knows what is open. */
export interface OpenSpanList {
  readonly processor: SpanProcessor;
  spans(): MemorySpan[];
}

/** Nothing is open yet. */
export function createOpenSpanList(): OpenSpanList {
  const open = new Map<string, ReadableSpan>();
  return {
    spans: () => [...open.values()].map(toMemorySpan),
    processor: {
      onStart: (span) => void open.set(keyOf(span), span),
      onEnd: (span) => void open.delete(keyOf(span)),
      forceFlush: async () => {},
      shutdown: async () => {},
    },
  };
}

function keyOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

const codes = ["unset", "ok", "error"] as const;

function toMemorySpan(span: ReadableSpan): MemorySpan {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return {
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    traceState: "",
    flags: traceFlags,
    name: span.name,
    kind: kindNames[span.kind] ?? "unspecified",
    startTimeUnixNano: toNanos(span.startTime),
    endTimeUnixNano: 0n,
    attributes: span.attributes as PlainAttributes,
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      timeUnixNano: toNanos(time),
      attributes: attributes as PlainAttributes,
    })),
    links: span.links.map(({ context, attributes }) => ({
      traceId: context.traceId,
      spanId: context.spanId,
      attributes: (attributes ?? {}) as PlainAttributes,
    })),
    status: { code: codes[span.status.code] ?? "unset", message: span.status.message ?? "" },
    dropped: { attributes: 0, events: 0, links: 0 },
    scope: span.instrumentationScope.name,
    resource: {},
  };
}

function toNanos([seconds, nanos]: HrTime): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}
