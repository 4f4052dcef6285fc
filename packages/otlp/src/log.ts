// The model of log records. Source: opentelemetry/proto/logs/v1/logs.proto.
import type { AnyValue, Attributes, Resource, Scope } from "./value.ts";

export interface ResourceLogs {
  readonly resource: Resource;
  readonly scopeLogs: readonly ScopeLogs[];
  readonly schemaUrl: string;
}

export interface ScopeLogs {
  readonly scope: Scope;
  readonly logRecords: readonly LogRecord[];
  readonly schemaUrl: string;
}

/** A log record as received: nothing is validated or filled in. Times are Unix nanoseconds, 0 = unknown. */
export interface LogRecord {
  readonly timeUnixNano: bigint;
  readonly observedTimeUnixNano: bigint;
  /** 0 unspecified, 1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–20 error, 21–24 fatal. */
  readonly severityNumber: number;
  readonly severityText: string;
  /** Not empty: the record is an event of this name. */
  readonly eventName: string;
  readonly body: AnyValue;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  /** Bits 0–7: W3C trace flags. */
  readonly flags: number;
  /** Empty when the record belongs to no trace. */
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
}
