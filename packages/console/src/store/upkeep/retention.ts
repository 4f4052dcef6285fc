// How long what is kept: whole partitions (days, or months) are dropped once all of their time is over. What is told here about
// tables and their roll-ups also serves retention by size.
import { type ClickHouseClient, command, select } from "../client.ts";

/** Days that records of a kind are kept. */
export interface Retention {
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
  readonly business: number;
  /** Rates, errors and durations by minute. */
  readonly rollups: number;
  /** Lines of the audit log, texts of queries among them. At most 400, which its table keeps by itself. */
  readonly audit: number;
}

export const defaultRetention: Retention = {
  spans: 7,
  logs: 7,
  metrics: 30,
  business: 400,
  rollups: 400,
  audit: 400,
};

/** The audit log is no telemetry: its time is not chosen. */
const auditDays = 400;

function daysOf(kind: keyof Retention | "audit", retention: Retention): number {
  return kind === "audit" ? auditDays : retention[kind];
}

const kinds: Readonly<Record<string, keyof Retention | "audit">> = {
  spans: "spans",
  trace_summary: "spans",
  logs: "logs",
  cpu_profiles: "logs",
  samples: "metrics",
  distributions: "metrics",
  business_events: "business",
  errors: "business",
  journey_days: "business",
  journey_steps: "business",
  red: "rollups",
  service_red: "rollups",
  attribute_red: "rollups",
  edges: "rollups",
  attribute_values: "metrics",
  audit: "audit",
};

/** The column of when a row was stored, where that is not `received`. */
const receivedIn: Readonly<Record<string, string>> = { audit: "ts" };

/** What each roll-up is made from. */
const bases: Readonly<Record<string, readonly string[]>> = {
  trace_summary: ["spans"],
  red: ["spans"],
  service_red: ["spans"],
  attribute_red: ["spans"],
  edges: ["spans"],
  attribute_values: ["spans", "logs"],
  journey_days: ["business_events"],
  journey_steps: ["business_events"],
};

const dayMs = 86_400_000;

/** One partition of one table. */
export interface Partition {
  readonly table: string;
  readonly id: string;
}

/**
 * Drops what is older than `retention` says and returns what was dropped, as `table/partition`. On a cluster it is called for
 * each node.
 *
 * A partition goes when its time is over and nothing was received into it for as long: records of long ago that were imported
 * yesterday stay. Roll-ups stay while rows they were made from do.
 */
export async function dropExpired(
  client: ClickHouseClient,
  retention: Retention,
  nowMs: number,
): Promise<readonly string[]> {
  const partitions = await select<Partition>(
    client,
    "SELECT DISTINCT table, partition_id AS id FROM system.parts WHERE active AND database = currentDatabase() ORDER BY table, id",
  );
  const expired = partitions.filter(({ table, id }) => isExpired(table, id, retention, nowMs));
  const remaining = new Set(partitions);
  const dropped: string[] = [];
  for (const partition of expired.toSorted((a, b) => Number(isRollup(a)) - Number(isRollup(b)))) {
    const isNeeded = isRollup(partition)
      ? isBase(partition, remaining)
      : await isFresh(client, partition, retention, nowMs);
    if (isNeeded) continue;
    await dropPartition(client, partition);
    remaining.delete(partition);
    dropped.push(`${partition.table}/${partition.id}`);
  }
  return dropped;
}

export async function dropPartition(client: ClickHouseClient, { table, id }: Partition): Promise<void> {
  await command(client, "ALTER TABLE {table:Identifier} DROP PARTITION ID {id:String}", { table, id });
}

function isRollup({ table }: Partition): boolean {
  return table in bases;
}

/** Whether rows that the roll-up was made from are still there. A month's id is the beginning of those of its days. */
export function isBase({ table, id }: Partition, remaining: Iterable<Partition>): boolean {
  const from = bases[table]!;
  return [...remaining].some((other) => from.includes(other.table) && other.id.startsWith(id));
}

/** Whether something was received into the partition within the time it is kept. */
async function isFresh(
  client: ClickHouseClient,
  { table, id }: Partition,
  retention: Retention,
  nowMs: number,
): Promise<boolean> {
  // The audit log has no time but its own.
  if (table === "audit") return false;
  const [row] = await select<{ received: number }>(
    client,
    "SELECT toUnixTimestamp(max({column:Identifier})) AS received FROM {table:Identifier} WHERE _partition_id = {id:String}",
    { table, id, column: receivedIn[table] ?? "received" },
  );
  return (row?.received ?? 0) * 1000 >= keptFromMs(daysOf(kinds[table]!, retention), nowMs);
}

/** Whether the last moment of a partition (`20261120` or `202611`) is older than its table is kept. */
export function isExpired(table: string, partitionId: string, retention: Retention, nowMs: number): boolean {
  const kind = kinds[table];
  const endMs = endOfPartition(partitionId);
  return kind !== undefined && endMs !== undefined && endMs <= keptFromMs(daysOf(kind, retention), nowMs);
}

/** When the time of a partition is over, Unix ms; `undefined` for one that is not by time. */
export function endOfPartition(partitionId: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})?$/.exec(partitionId);
  if (match === null) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return Number.isNaN(day) ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1);
}

/** The midnight (UTC) from which everything is still there, Unix ms. */
export function keptFromMs(days: number, nowMs: number): number {
  return Math.floor(nowMs / dayMs) * dayMs - days * dayMs;
}
