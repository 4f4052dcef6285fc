// Rows of a table of log records, as `telltale-console export --signal logs` writes it.
import type { LogRecord } from "otlp";
import { id, small, text, time } from "./cells.ts";
import type { Columns } from "./columns.ts";
import { createAttributes } from "./spans.ts";
import type { TableRow } from "./table.ts";
import { typedValue } from "./typed-values.ts";

export const requiredOfLogs = ["time", "body"] as const;

const uint32 = small(0xffff_ffff);
const noId = new Uint8Array(0);

/** @throws {CellError} for a row that is not a log record. */
export function createLogReader(columns: Columns): (row: TableRow) => LogRecord {
  const timeUnixNano = columns.required("time", time);
  const observed = columns.optional("observed_time", time, undefined);
  const severityNumber = columns.optional("severity_number", small(24), 0);
  const severityText = columns.optional("severity_text", text, "");
  const eventName = columns.optional("event_name", text, "");
  const body = columns.optional("body", text, "");
  const bodyTyped = columns.optional("body_typed", typedValue, undefined);
  const traceId = columns.optional("trace_id", id(16), noId);
  const spanId = columns.optional("span_id", id(8), noId);
  const flags = columns.optional("flags", uint32, 0);
  const attributes = createAttributes(columns);
  const dropped = columns.optional("dropped_attributes", uint32, 0);
  return (row) => {
    const at = timeUnixNano(row);
    const typed = bodyTyped(row);
    return {
      timeUnixNano: at,
      observedTimeUnixNano: observed(row) ?? at,
      severityNumber: severityNumber(row),
      severityText: severityText(row),
      eventName: eventName(row),
      // `body` has the searchable text of every body.
      body: typed === undefined ? body(row) : typed,
      attributes: attributes(row),
      droppedAttributesCount: dropped(row),
      flags: flags(row),
      traceId: traceId(row),
      spanId: spanId(row),
    };
  };
}
