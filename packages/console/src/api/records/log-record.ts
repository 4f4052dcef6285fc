// A row of the logs table as the contract's log record.
import type { Attributes, LogRecord } from "contract";
import { type AttributeColumns, toAttributes, toTypedValue } from "./attributes-of.ts";

export interface LogColumns extends AttributeColumns {
  readonly timeNs: string;
  readonly recordId: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly eventName: string;
  readonly body: string;
  readonly bodyJson: string;
  readonly serviceName: string;
  readonly environmentName: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly resourceId: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
}

/** `resources` holds those of the page by id; a resource that is not stored yet has no attributes. */
export function toLogRecord(row: LogColumns, resources: ReadonlyMap<string, Attributes>): LogRecord {
  return {
    id: `${row.timeNs}-${row.recordId}`,
    timeNs: row.timeNs,
    severityNumber: row.severityNumber,
    severityText: row.severityText,
    eventName: row.eventName,
    body: toTypedValue(row.bodyJson) ?? { type: "string", value: row.body },
    text: row.body,
    service: row.serviceName,
    environment: row.environmentName,
    traceId: row.traceId,
    spanId: row.spanId,
    attributes: toAttributes(row),
    resource: resources.get(row.resourceId) ?? {},
    scope: { name: row.scopeName, version: row.scopeVersion },
  };
}
