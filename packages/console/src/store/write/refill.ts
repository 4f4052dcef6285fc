// Fills the window of duplicates from what is stored: at start, and for what a failed insert may have left.
import { type ClickHouseClient, readBinary } from "../client.ts";
import {
  businessKey,
  type DuplicateWindow,
  type IdentityKind,
  logKey,
  spanKey,
  windowSizes,
} from "./duplicates.ts";
import { readerOf, type RowBinaryReader } from "../native/row-binary.ts";

/** Puts the identities of what was received at or after `sinceSeconds` (Unix) into `window`, the newest when they are too many. */
export async function refillWindow(
  client: ClickHouseClient,
  window: DuplicateWindow,
  sinceSeconds: number,
): Promise<void> {
  async function refill(
    kind: IdentityKind,
    table: string,
    identity: string,
    read: (rows: RowBinaryReader) => Uint32Array,
  ): Promise<void> {
    const limit = windowSizes[kind];
    const rows = readerOf(
      await readBinary(
        client,
        `SELECT ${identity} FROM (SELECT ${identity}, received FROM ${table} WHERE received >= {since:DateTime('UTC')} ORDER BY received DESC LIMIT {limit:UInt32}) ORDER BY received`,
        { since: sinceSeconds, limit },
      ),
    );
    let count = 0;
    for (; rows.hasMore(); count++) window.add(kind, read(rows));
    if (count < limit) window.reachesBackTo(kind, sinceSeconds * 1000);
  }

  await refill("spans", "spans", "tenant, trace_id, span_id", (rows) =>
    spanKey(rows.text(), rows.bytes(16), rows.bytes(8)),
  );
  await refill("logRecords", "logs", "tenant, identity", (rows) =>
    logKey(rows.text(), rows.bytes(8).readBigUInt64LE()),
  );
  await refill("businessEvents", "business_events", "tenant, uid", (rows) =>
    businessKey(rows.text(), rows.text()),
  );
}
