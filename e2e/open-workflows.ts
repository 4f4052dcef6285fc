// Leaves out of a recording the workflows that had not ended when it did: stretched over hours they would be stuck.
import type { LogRecord } from "otlp";

import type { Recording } from "./recording.ts";

/**
 * The same without the records of orders that are open at its end: those whose last record does not end them. That includes an order that is
 * returned before it is delivered, and one that is returned after its end, which opens it again.
 */
export function withoutOpenOrders(recording: Recording): Recording {
  const last = new Map<string, LogRecord>();
  for (const record of recordsOf(recording)) {
    const id = orderOf(record);
    if (id === undefined) continue;
    const known = last.get(id);
    if (known === undefined || isBehind(record, known)) last.set(id, record);
  }
  const isKept = (record: LogRecord): boolean => {
    const id = orderOf(record);
    return id === undefined || isEnd(last.get(id));
  };
  return withRecords(recording, isKept);
}

/** Of two records of the same time, the one that ends the order is the later one, as the console has it. */
const isBehind = (record: LogRecord, known: LogRecord): boolean =>
  record.timeUnixNano > known.timeUnixNano || (record.timeUnixNano === known.timeUnixNano && !isEnd(known));

const isEnd = (record: LogRecord | undefined): boolean => record?.eventName === "telltale.workflow.ended";

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
