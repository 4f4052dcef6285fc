// Rows of log records back to the request they may have come in.
import type { LogRecord, ResourceLogs } from "otlp";
import { fromTypedColumns, fromTypedText, toId, type TypedColumns } from "./any-value.ts";
import { gather, type KnownResource, type OriginColumns } from "./origin.ts";

/** A row of `export-logs`. */
export interface LogColumns extends OriginColumns, TypedColumns {
  readonly timeNs: string;
  readonly observedNs: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: string;
  /** Of a body that is not text. */
  readonly bodyJson: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: number;
  readonly droppedAttributes: number;
}

export function toLogs(
  rows: readonly LogColumns[],
  resourceOf: (id: string) => KnownResource,
): readonly ResourceLogs[] {
  return gather(rows, resourceOf).map(({ resource, schemaUrl, scopes }) => ({
    resource,
    schemaUrl,
    scopeLogs: scopes.map(({ scope, rows: records }) => ({
      scope,
      logRecords: records.map(toLogRecord),
      schemaUrl: "",
    })),
  }));
}

function toLogRecord(row: LogColumns): LogRecord {
  return {
    timeUnixNano: BigInt(row.timeNs),
    observedTimeUnixNano: BigInt(row.observedNs),
    severityNumber: row.severityNumber,
    severityText: row.severityText,
    eventName: row.eventName,
    body: row.bodyJson === "" ? row.body : fromTypedText(row.bodyJson),
    attributes: fromTypedColumns(row),
    droppedAttributesCount: row.droppedAttributes,
    flags: row.flags,
    traceId: toId(row.traceId),
    spanId: toId(row.spanId),
  };
}
