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
      `SELECT ${identity} FROM ${table} WHERE received >= {since:DateTime('UTC')} ORDER BY received DESC LIMIT {limit:UInt32}`,
      { since: sinceSeconds, limit },
    );
  const spans = await newest("trace_id, span_id", "spans", windowSizes.spans);
  for (let at = spans.length - 24; at >= 0; at -= 24) {
    window.add("spans", spanKey(spans.subarray(at, at + 16), spans.subarray(at + 16, at + 24)));
  }
  const logs = await newest("identity", "logs", windowSizes.logRecords);
  for (let at = logs.length - 8; at >= 0; at -= 8) window.add("logRecords", logKey(logs.readBigUInt64LE(at)));
  const events = await newest("uid", "business_events", windowSizes.businessEvents);
  for (const uid of readTexts(events)) window.add("businessEvents", businessKey(uid));
}

/** Strings as `RowBinary` has them: a length in groups of seven bits, then the bytes. */
function* readTexts(data: Buffer): Iterable<string> {
  for (let at = 0; at < data.length;) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data[at++]!;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    yield data.toString("utf8", at, at + length);
    at += length;
  }
}
