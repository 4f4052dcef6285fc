// What the evaluation of alert rules keeps, as it is stored: states, changes, messages, deliveries, notes. All records of one call are one
// insert into one part, so that either all of them are stored or none.
import type { ClickHouseClient } from "./client.ts";
import { select } from "./client.ts";
import { readSqlFiles } from "./schema/sql-files.ts";

/**
 * - `state`, `round`, `rules`: what is true now, of which the highest version counts; without a body it no longer exists.
 * - `change`, `notice`, `withheld`, `done`, `delivery`, `note`: what happened at a time.
 */
export type AlertRecordKind =
  | "state"
  | "round"
  | "rules"
  | "change"
  | "notice"
  | "withheld"
  | "done"
  | "delivery"
  | "note";

/** One row. Kind, time and id identify it: stored again, it replaces the one with a lower or the same version. */
export interface AlertRecord {
  readonly kind: AlertRecordKind;
  /** Unix ms; 0 for what is true now. */
  readonly ms: number;
  readonly id: string;
  readonly version: number;
  /** Name of the rule. */
  readonly rule: string;
  /** Id of the alert; empty for what is about a whole rule. */
  readonly alert: string;
  /** What lists are filtered by: kind of a change or a note, outcome of a delivery. */
  readonly detail: string;
  /** JSON text. */
  readonly body: string;
}

/** The records of one tenant, which its queries read. */
export interface AlertRecords {
  /** Stores all of `records`, or none of them, and resolves then. Storing them again changes nothing. */
  add(records: readonly AlertRecord[]): Promise<void>;
}

/** Records of the tenant behind `client`. */
export function createAlertRecords(client: ClickHouseClient, tenant: string): AlertRecords {
  return {
    async add(records) {
      if (records.length === 0) return;
      await client.insert({
        table: "alert_records",
        values: records.map(({ ms, ...record }) => ({ tenant, ...record, ts: toClickHouse(ms) })),
        clickhouse_settings: oneBlock,
      });
    },
  };
}

/** Names of the tenants that have documents or records about alerts. */
export async function readAlertTenants(client: ClickHouseClient): Promise<readonly string[]> {
  const text = readSqlFiles("alerts").find(({ name }) => name === "tenants")!.text;
  const rows = await select<{ tenant: string }>(client, text);
  return rows.map(({ tenant }) => tenant);
}

/** A round of tens of thousands of groups stays one block, and one part. */
const oneBlock = {
  async_insert: 0,
  wait_end_of_query: 1,
  insert_deduplicate: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: "10000000",
  min_insert_block_size_rows: "10000000",
  min_insert_block_size_bytes: "1000000000",
} as const;

function toClickHouse(ms: number): string {
  return new Date(ms).toISOString().replace("T", " ").replace("Z", "");
}
