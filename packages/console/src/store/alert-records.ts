// What the evaluation of alert rules keeps, as it is stored: states, changes, messages, deliveries, notes. All records of one call are one
// insert into one part, so that either all of them are stored or none.
import type { ClickHouseClient } from "./client.ts";
import { select } from "./client.ts";
import type { LatestSettings } from "./cluster/latest.ts";
import { readSqlFiles } from "./schema/sql-files.ts";
import { createTurns } from "../turns/turns.ts";

/**
 * - `term`, `state`, `round`, `rules`, `watch` (of rules that are not evaluated): what is true now, of which the highest version counts; without a body it no longer exists.
 * - `change`, `notice`, `withheld`, `done`, `delivery`, `note`, `shown` (a browser message): what happened at a time.
 */
export type AlertRecordKind =
  | "term"
  | "state"
  | "round"
  | "rules"
  | "watch"
  | "change"
  | "notice"
  | "withheld"
  | "done"
  | "delivery"
  | "note"
  | "shown";

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

/** Records of the tenant. */
export function createAlertRecords(add: AlertStore["add"], tenant: string): AlertRecords {
  return { add: async (records) => add(records.map((record) => ({ ...record, tenant }))) };
}

/** What is read and stored for all tenants at once, so that a hundred tenants cost no more queries than one. */
export interface AlertStore {
  /** Tenants that have documents or states of alerts. */
  tenants(): Promise<readonly AlertTenant[]>;
  /** Messages that are to be sent and not done, since `fromMs`. The first of each tenant come first. */
  pending(fromMs: number, page: PendingPage): Promise<readonly PendingRecord[]>;
  /** Changes and browser messages since a time in Unix ms, the latest first, at most 5,000. */
  announced(fromMs: number): Promise<readonly AnnouncedRecord[]>;
  /** Stores records of several tenants in one insert; storing them again changes nothing. */
  add(records: readonly TenantRecord[]): Promise<void>;
}

export interface AlertTenant {
  readonly tenant: string;
  /** A text that differs after each change of its stored rules, objectives and silences. */
  readonly documents: string;
}

/** Which of the pending messages are read. */
export interface PendingPage {
  /** By tenant: those behind this one. Without one: from the first on. */
  readonly after: ReadonlyMap<string, { readonly version: string; readonly id: string }>;
  /** Most of a tenant. */
  readonly each: number;
  /** Most of all. */
  readonly most: number;
}

export interface PendingRecord {
  readonly tenant: string;
  readonly id: string;
  readonly version: string;
  readonly body: string;
  /** Body of the last attempt of each channel. */
  readonly deliveries: readonly string[];
}

export type TenantRecord = AlertRecord & { readonly tenant: string };

/** @param client sees the rows of all tenants, and is refused where a shard is away. */
export function createAlertStore(client: ClickHouseClient, latest: LatestSettings): AlertStore {
  const inTurn = createTurns();
  return {
    tenants: () => select<AlertTenant>(client, textOf("tenants"), {}, latest.select),
    pending(fromMs, { after, each, most }) {
      const params = {
        fromMs,
        each,
        most,
        tenants: [...after.keys()],
        versions: [0n, ...[...after.values()].map(({ version }) => BigInt(version))],
        ids: ["", ...[...after.values()].map(({ id }) => id)],
      };
      return select<PendingRecord>(client, textOf("pending"), params, latest.select);
    },
    announced: (fromMs) => select<AnnouncedRecord>(client, textOf("announced"), { fromMs }),
    async add(records) {
      const act = (): Promise<void> => insert(client, records, latest);
      await (latest.isInTurn ? inTurn(act) : act());
    },
  };
}

function textOf(name: string): string {
  return readSqlFiles("alerts").find((file) => file.name === name)!.text;
}

async function insert(
  client: ClickHouseClient,
  records: readonly TenantRecord[],
  latest: LatestSettings,
): Promise<void> {
  if (records.length === 0) return;
  await client.insert({
    table: "alert_records",
    values: records.map(({ ms, ...record }) => ({ ...record, ts: toClickHouse(ms) })),
    clickhouse_settings: { ...oneBlock, ...latest.insert },
  });
}

/** What a console announces to the pages of all consoles. */
export interface AnnouncedRecord extends Pick<AlertRecord, "id" | "body"> {
  readonly tenant: string;
  readonly kind: "change" | "shown";
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
