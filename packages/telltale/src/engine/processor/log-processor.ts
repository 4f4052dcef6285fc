// What looks at log records on their way out, in the shape of OpenTelemetry's LogRecordProcessor, and the record as it sees it.
// Structural types: processors of any version of `@opentelemetry/sdk-logs` fit, and none of it is needed.
import type { Context, HrTime, SpanContext } from "@opentelemetry/api";
import { report } from "../diagnostics/diagnose.ts";
import type { ResourceView } from "../resource/resource-view.ts";
import type { ScopeView } from "../resource/scope-view.ts";

/**
 * A log record that was emitted (specification: logs SDK, ReadWriteLogRecord).
 *
 * It may be changed until `onEmit` returns, and read as long as one likes. Attributes may also be changed in `attributes` itself.
 */
export interface ReadWriteLogRecord {
  hrTime: HrTime;
  hrTimeObserved: HrTime;
  spanContext?: SpanContext | undefined;
  severityNumber?: number | undefined;
  severityText?: string | undefined;
  body?: unknown;
  eventName?: string | undefined;
  readonly attributes: Record<string, unknown>;
  readonly droppedAttributesCount: number;
  readonly resource: ResourceView;
  readonly instrumentationScope: ScopeView;
  setAttribute(key: string, value?: unknown): ReadWriteLogRecord;
  setAttributes(attributes: object): ReadWriteLogRecord;
  setBody(body: unknown): ReadWriteLogRecord;
  setEventName(eventName: string): ReadWriteLogRecord;
  setSeverityNumber(severityNumber: number): ReadWriteLogRecord;
  setSeverityText(severityText: string): ReadWriteLogRecord;
}

/** What `enabled` is asked with. */
export interface EnabledQuery {
  readonly context: Context;
  readonly instrumentationScope: ScopeView;
  readonly severityNumber?: number | undefined;
  readonly eventName?: string | undefined;
}

/** Sees every log record before it is encoded, in the order of the list; each sees what those before it have changed. */
export interface LogRecordProcessor {
  /** Called synchronously for every record. What it throws is counted, never passed on. */
  onEmit(record: ReadWriteLogRecord, context?: Context): void;
  /** Whether it wants such a record at all; one that does not say is always interested. */
  enabled?(query: EnabledQuery): boolean;
  forceFlush(): Promise<void>;
  /** Called once, at `stop()`. */
  shutdown(): Promise<void>;
}

/** A record that can tell what of it would leave now. */
interface LeavingRecord extends ReadWriteLogRecord {
  leaving(): ReadWriteLogRecord;
}

/**
 * Hands `record` to all `processors`, as it was made; those that export within the call get it as it leaves. One that throws does not
 * keep the others from it.
 */
export function runProcessors(
  processors: readonly LogRecordProcessor[],
  record: LeavingRecord,
  context: Context,
): void {
  for (const processor of processors) {
    try {
      processor.onEmit(exportsAtOnce(processor) ? record.leaving() : record, context);
    } catch (error) {
      report("log_processor_failed", error);
    }
  }
}

/** Whether it is one of the stock SDK's that are nothing but a way out: they have an exporter, which may write the record down at once. */
function exportsAtOnce(processor: LogRecordProcessor): boolean {
  const { _exporter: exporter } = processor as { readonly _exporter?: { readonly export?: unknown } };
  return (
    typeof exporter?.export === "function" ||
    /^(?:Simple|Batch)LogRecordProcessor/.test(processor.constructor?.name ?? "")
  );
}

/** Whether any of `processors` wants a record of this kind. */
export function anyInterested(processors: readonly LogRecordProcessor[], query: EnabledQuery): boolean {
  for (const processor of processors) {
    try {
      if (processor.enabled === undefined || processor.enabled(query)) return true;
    } catch (error) {
      report("log_processor_failed", error);
      return true;
    }
  }
  return false;
}

/** Has all `processors` do `what`; resolves when all have, whatever became of it. */
export async function callLogProcessors(
  processors: readonly LogRecordProcessor[],
  what: "forceFlush" | "shutdown",
): Promise<void> {
  await Promise.all(
    processors.map(async (processor) => {
      try {
        await processor[what]();
      } catch (error) {
        report(`log_processor_${what === "shutdown" ? "shutdown" : "flush"}_failed`, error);
      }
    }),
  );
}
