// Fills the window of duplicates from what is stored: at start, and with what a failed insert may have left.
import { findTable } from "../../tables/registry.ts";
import { type ClickHouseClient, readBinary } from "../client.ts";
import { readerOf, type RowBinaryReader } from "../native/row-binary.ts";
import {
  businessKey,
  type DuplicateWindow,
  type IdentityKind,
  logKey,
  spanKey,
  windowSizes,
} from "./duplicates.ts";

interface IdentitySource {
  readonly kind: IdentityKind;
  readonly table: string;
  /** Reads the columns of the table's identity. */
  readonly read: (row: RowBinaryReader) => Uint32Array;
}

const sources: readonly IdentitySource[] = [
  { kind: "spans", table: "spans", read: (row) => spanKey(row.text(), row.bytes(16), row.bytes(8)) },
  { kind: "logRecords", table: "logs", read: (row) => logKey(row.text(), row.bytes(8).readBigUInt64LE()) },
  { kind: "businessEvents", table: "business_events", read: (row) => businessKey(row.text(), row.text()) },
];

/** Puts the identities of what was received at or after `sinceSeconds` (Unix) into `window`, the newest when they are too many. */
export async function refillWindow(
  client: ClickHouseClient,
  window: DuplicateWindow,
  sinceSeconds: number,
): Promise<void> {
  for (const { kind, table, read } of sources) {
    const limit = windowSizes[kind];
    const rows = readerOf(await readBinary(client, storedIdentities(table), { since: sinceSeconds, limit }));
    let count = 0;
    for (; rows.hasMore(); count++) window.add(kind, read(rows));
    if (count < limit) window.reachesBackTo(kind, sinceSeconds * 1000);
  }
}

/** A query for the identities that were received since then, oldest first. */
function storedIdentities(table: string): string {
  const identity = findTable(table)!.signal!.identity.join(", ");
  return `SELECT ${identity} FROM (SELECT ${identity}, received FROM ${table} WHERE received >= {since:DateTime('UTC')} ORDER BY received DESC LIMIT {limit:UInt32}) ORDER BY received`;
}
