// Rows from before the start of the window of duplicates: a spool that is sent days later, a request whose acknowledgement was lost
// long ago. Only the store knows whether it has them: it is asked by their exact times, which its keys find, before
// they are added like all others (docs/adr/026-look-up-late-rows.md).
import { setImmediate as nextTurn } from "node:timers/promises";
import { type ClickHouseClient, readBinary } from "../client.ts";
import { businessKey, type DuplicateWindow, type IdentityKind, logKey, spanKey } from "./duplicates.ts";
import { readerOf, type RowBinaryReader } from "../native/row-binary.ts";
import type { BusinessEventRow, LogRow, RowSink, SpanRow } from "../rows.ts";

/** Rows of one request that wait for the store's answer. */
export interface LateRows {
  readonly spans: SpanRow[];
  readonly logRecords: LogRow[];
  readonly businessEvents: BusinessEventRow[];
}

export function noLateRows(): LateRows {
  return { spans: [], logRecords: [], businessEvents: [] };
}

/** Adds late rows to `sink`, and may pause after each. */
export function* eachLate(late: LateRows, sink: RowSink): Generator<void> {
  for (const row of late.spans) yield sink.span(row);
  for (const row of late.logRecords) yield sink.log(row);
  for (const row of late.businessEvents) yield sink.businessEvent(row);
}

/**
 * Puts the identities of those of `late` that are stored into `window`.
 *
 * Cost: one read of the moments they are from for every few thousand.
 */
export async function rememberStored(
  client: ClickHouseClient,
  window: DuplicateWindow,
  late: LateRows,
): Promise<void> {
  async function ask<Row extends { readonly resource: { readonly tenant: string } }>(
    kind: IdentityKind,
    rows: readonly Row[],
    timeOf: (row: Row) => bigint,
    question: (rows: readonly Row[]) => Question,
  ): Promise<void> {
    for await (const asked of nearInTime(rows, timeOf)) {
      const { text, read, params } = question(asked);
      const times = timesOf(asked.map(timeOf));
      const found = readerOf(await readBinary(client, text, { ...times, ...params }));
      while (found.hasMore()) window.add(kind, read(found));
    }
  }

  await ask("spans", late.spans, (row) => row.startNs, askForSpans);
  await ask("logRecords", late.logRecords, (row) => row.timeNs, askForLogs);
  await ask("businessEvents", late.businessEvents, (row) => row.timeNs, askForEvents);
}

/** What is asked with has to fit into the address of a request. */
const maxAsked = 2000;

/** So many rows are put in order at a time; others have their turns in between. */
const maxOrdered = 10 * maxAsked;

/** `rows` in lists to ask with, each of rows that are near each other in time. */
async function* nearInTime<Row>(
  rows: readonly Row[],
  timeOf: (row: Row) => bigint,
): AsyncGenerator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += maxOrdered) {
    if (from > 0) await nextTurn();
    const ordered = rows
      .slice(from, from + maxOrdered)
      .map((row) => ({ row, time: Number(timeOf(row)) }))
      .toSorted((a, b) => a.time - b.time);
    for (let at = 0; at < ordered.length; at += maxAsked)
      yield ordered.slice(at, at + maxAsked).map(({ row }) => row);
  }
}

interface Question {
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The identity in one row of the answer. */
  readonly read: (row: RowBinaryReader) => Uint32Array;
}

function timesOf(ordered: readonly bigint[]): Record<string, unknown> {
  const bytes = Buffer.alloc(ordered.length * 8);
  for (const [at, time] of ordered.entries()) bytes.writeBigInt64LE(time, at * 8);
  return { count: ordered.length, times: bytes.toString("base64") };
}

/** The moments asked for, cut out of one text. The least and the greatest let whole partitions be left out. */
function askedFor(column: string): string {
  const moments =
    "arrayMap(at -> fromUnixTimestamp64Nano(reinterpretAsInt64(substring(base64Decode({times:String}), at * 8 + 1, 8)), 'UTC'), range({count:UInt32}))";
  return `${column} >= (SELECT arrayMin(${moments})) AND ${column} <= (SELECT arrayMax(${moments})) AND ${column} IN (SELECT arrayJoin(${moments}))`;
}

function askForSpans(rows: readonly SpanRow[]): Question {
  const ids = Buffer.concat(rows.flatMap((row) => [row.traceId, row.spanId]));
  return {
    text: `SELECT tenant, trace_id, span_id FROM spans WHERE ${askedFor("start")} AND concat(trace_id, span_id) IN (SELECT arrayJoin(arrayMap(at -> substring(base64Decode({ids:String}), at * 24 + 1, 24), range({count:UInt32}))))`,
    params: { ids: ids.toString("base64") },
    read: (row) => spanKey(row.text(), row.bytes(16), row.bytes(8)),
  };
}

function askForLogs(rows: readonly LogRow[]): Question {
  return {
    text: `SELECT tenant, identity FROM logs WHERE ${askedFor("ts")} AND identity IN {identities:Array(UInt64)}`,
    params: { identities: rows.map((row) => row.identity) },
    read: (row) => logKey(row.text(), row.bytes(8).readBigUInt64LE()),
  };
}

function askForEvents(rows: readonly BusinessEventRow[]): Question {
  return {
    text: `SELECT tenant, uid FROM business_events WHERE ${askedFor("ts")} AND uid IN {uids:Array(String)}`,
    params: { uids: rows.map((row) => row.uid) },
    read: (row) => businessKey(row.text(), row.text()),
  };
}
