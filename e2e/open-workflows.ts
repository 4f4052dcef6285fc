// Leaves out of a recording the workflows that had not ended when it did: stretched over hours they would be stuck.
import type { LogRecord } from "otlp";

import type { Recording } from "./recording.ts";

/** The last record of an instance ends it; an order that was returned after its end is over, too. */
const ends: ReadonlySet<unknown> = new Set(["delivered", "cancelled", "returned"]);

/** The same without the records of orders that are open at its end. */
export function withoutOpenOrders(recording: Recording): Recording {
  const last = new Map<string, LogRecord>();
  for (const record of recordsOf(recording)) {
    const id = orderOf(record);
    if (id === undefined) continue;
    const known = last.get(id);
    if (known === undefined || record.timeUnixNano >= known.timeUnixNano) last.set(id, record);
  }
  const isKept = (record: LogRecord): boolean => {
    const id = orderOf(record);
    return id === undefined || ends.has(last.get(id)?.attributes.get("telltale.workflow.state"));
  };
  return withRecords(recording, isKept);
}

/** The same without the records of any order. */
export const withoutOrders = (recording: Recording): Recording =>
  withRecords(recording, (record) => orderOf(record) === undefined);

function withRecords(recording: Recording, isKept: (record: LogRecord) => boolean): Recording {
  return {
    ...recording,
    logs: recording.logs.map((one) => ({
      ...one,
      scopeLogs: one.scopeLogs.map((scope) => ({ ...scope, logRecords: scope.logRecords.filter(isKept) })),
    })),
  };
}

function recordsOf({ logs }: Recording): readonly LogRecord[] {
  return logs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
}

function orderOf({ attributes }: LogRecord): string | undefined {
  const id = attributes.get("telltale.workflow.id");
  return attributes.get("telltale.workflow.type") === "order" && typeof id === "string" ? id : undefined;
}
