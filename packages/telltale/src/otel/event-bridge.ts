// Named log records as events of the span they were emitted in, for receivers that still look there.
import type { Context } from "@opentelemetry/api";
import { isSpanContextValid, trace } from "../engine/api/trace.ts";
import type { LogRecordProcessor } from "../engine/processor/log-processor.ts";

/**
 * A log record processor that also writes events, records with an event name, as span events (specification: logs SDK,
 * event to span event bridge). The record itself goes on.
 *
 * Done only while the span of the record's context records, and only where the record carries that span's ids.
 *
 * @example
 * ```ts
 * import { event, memoryExporter, start, trace } from "telltale";
 * import { eventToSpanEventBridge } from "telltale/otel";
 *
 * const memory = memoryExporter();
 * const telemetry = start({ exporters: [memory], logRecordProcessors: [eventToSpanEventBridge()] });
 * trace("checkout", () => event("cart.abandoned"));
 * await telemetry.stop();
 * memory.spans()[0]?.events.map(({ name }) => name); // => ["cart.abandoned"]
 * ```
 */
export function eventToSpanEventBridge(): LogRecordProcessor {
  return {
    onEmit({ eventName, spanContext, attributes, hrTime }, context?: Context) {
      if (typeof eventName !== "string" || eventName === "") return;
      if (context === undefined || spanContext === undefined || !isSpanContextValid(spanContext)) return;
      const span = trace.getSpan(context);
      if (span === undefined || !span.isRecording()) return;
      const { traceId, spanId } = span.spanContext();
      if (traceId !== spanContext.traceId || spanId !== spanContext.spanId) return;
      span.addEvent(eventName, { ...attributes } as never, hrTime);
    },
    async forceFlush() {},
    async shutdown() {},
  };
}
