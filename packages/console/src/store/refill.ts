// Fills the window of duplicates from what is stored: at start, and for what a failed insert may have left.
import { type ClickHouseClient, readBinary } from "./client.ts";
import { businessKey, type DuplicateWindow, logKey, spanKey, windowSizes } from "./duplicates.ts";

/** Puts the identities of what was received at or after `sinceSeconds` (Unix) into `window`, the newest when they are too many. */
export async function refillWindow(
  client: ClickHouseClient,
  window: DuplicateWindow,
  sinceSeconds: number,
): Promise<void> {
  const newest = (identity: string, table: string, limit: number): Promise<Buffer> =>
    readBinary(
      client,
      `SELECT ${identity} FROM (SELECT ${identity}, received FROM ${table} WHERE received >= {since:DateTime('UTC')} ORDER BY received DESC LIMIT {limit:UInt32}) ORDER BY received`,
      { since: sinceSeconds, limit },
    );
  const spans = readerOf(await newest("tenant, trace_id, span_id", "spans", windowSizes.spans));
  while (spans.hasMore()) window.add("spans", spanKey(spans.text(), spans.bytes(16), spans.bytes(8)));
  const logs = readerOf(await newest("tenant, identity", "logs", windowSizes.logRecords));
  while (logs.hasMore()) window.add("logRecords", logKey(logs.text(), logs.bytes(8).readBigUInt64LE()));
  const events = readerOf(await newest("tenant, uid", "business_events", windowSizes.businessEvents));
  while (events.hasMore()) window.add("businessEvents", businessKey(events.text(), events.text()));
}

interface BinaryReader {
  hasMore(): boolean;
  bytes(count: number): Buffer;
  /** A length in groups of seven bits, then the bytes. */
  text(): string;
}

/** Reads values one after the other, as `RowBinary` has them. */
function readerOf(data: Buffer): BinaryReader {
  let at = 0;
  const bytes = (count: number): Buffer => data.subarray(at, (at += count));
  return {
    hasMore: () => at < data.length,
    bytes,
    text() {
      let length = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = data[at++]!;
        length += (byte & 127) * 2 ** shift;
        if (byte < 128) break;
      }
      return bytes(length).toString("utf8");
    },
  };
}
