// Rows as arrivals of the live feed: a root span represents its trace, a business event for its transaction, journey or workflow.
import type { Arrival } from "contract";
import type { BusinessEventRow, LogRow, SpanRow } from "../store/rows.ts";

const noParent = /^0*$/;

/** The arrival of a span; `undefined` when it is not the root of its trace. */
export function arrivalOfSpan(row: SpanRow): Arrival | undefined {
  if (!noParent.test(hex(row.parentId))) return undefined;
  return {
    time: toIso(row.startNs),
    kind: "trace",
    title: row.name,
    service: row.resource.service,
    traceId: hex(row.traceId),
    status: row.status === 2 ? "error" : "ok",
  };
}

/** The arrival of a plain log record. */
export function arrivalOfLog(row: LogRow): Arrival {
  return {
    time: toIso(row.timeNs),
    kind: "log",
    title: cut(typeof row.body === "string" ? row.body : row.eventName || row.severityText),
    service: row.resource.service,
    traceId: hexOrEmpty(row.traceId),
    status: row.severity >= 17 ? "error" : row.severity >= 13 ? "warn" : "none",
  };
}

/** The arrival of a business event; `undefined` for kinds that the live view does not show. */
export function arrivalOfBusinessEvent(row: BusinessEventRow): Arrival | undefined {
  const { kind } = row;
  if (kind !== "transaction" && kind !== "journey" && kind !== "workflow") return undefined;
  const what = row.outcome || row.step || row.state || row.phase;
  return {
    time: toIso(row.timeNs),
    kind,
    title: cut(`${row.name}: ${what}`),
    service: row.resource.service,
    traceId: hexOrEmpty(row.traceId),
    status: statusOf(row),
  };
}

function statusOf(row: BusinessEventRow): Arrival["status"] {
  if (row.outcome === "failed") return "error";
  if (row.outcome === "abandoned" || row.phase === "abandoned") return "warn";
  return row.outcome === "completed" ? "ok" : "none";
}

function toIso(timeNs: bigint): string {
  return new Date(Number(timeNs / 1_000_000n)).toISOString();
}

function hex(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString("hex");
}

function hexOrEmpty(id: Uint8Array): string {
  const text = hex(id);
  return noParent.test(text) ? "" : text;
}

function cut(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
