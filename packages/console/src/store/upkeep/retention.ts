// Retention by age: whole partitions (days, or months) are dropped once all of their time is over. Which rule a table has is declared
// in the registry of tables.
import { findTable } from "../../tables/registry.ts";
import type { Retention } from "../../tables/retention-days.ts";
import { type ClickHouseClient, command, select } from "../client.ts";

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
  for (const partition of expired.toSorted((a, b) => sourcesOf(a).length - sourcesOf(b).length)) {
    if (hasSource(partition, remaining) || (await isFresh(client, partition, retention, nowMs))) continue;
    await dropPartition(client, partition);
    remaining.delete(partition);
    dropped.push(`${partition.table}/${partition.id}`);
  }
  return dropped;
}

export async function dropPartition(client: ClickHouseClient, { table, id }: Partition): Promise<void> {
  await command(client, "ALTER TABLE {table:Identifier} DROP PARTITION ID {id:String}", { table, id });
}

/** The tables that the rows of the partition were made from, where it stays as long as they do. */
function sourcesOf({ table }: Partition): readonly string[] {
  const unless = findTable(table)?.retention?.unless;
  return typeof unless === "object" ? unless : [];
}

/** Whether rows that the partition was made from are still there. A month's id is the beginning of those of its days. */
export function hasSource(partition: Partition, remaining: Iterable<Partition>): boolean {
  const sources = sourcesOf(partition);
  return (
    sources.length > 0 &&
    [...remaining].some(({ table, id }) => sources.includes(table) && id.startsWith(partition.id))
  );
}

/** Whether something was received into the partition within the time it is kept. */
async function isFresh(
  client: ClickHouseClient,
  { table, id }: Partition,
  retention: Retention,
  nowMs: number,
): Promise<boolean> {
  const rule = findTable(table)?.retention;
  if (rule?.unless !== "received") return false;
  const [row] = await select<{ received: number }>(
    client,
    "SELECT toUnixTimestamp(max(received)) AS received FROM {table:Identifier} WHERE _partition_id = {id:String}",
    { table, id },
  );
  return (row?.received ?? 0) * 1000 >= keptFromMs(retention[rule.days], nowMs);
}

/** Whether the last moment of a partition (`20261120` or `202611`) is older than its table is kept. */
export function isExpired(table: string, partitionId: string, retention: Retention, nowMs: number): boolean {
  const rule = findTable(table)?.retention;
  const endMs = endOfPartition(partitionId);
  return rule !== undefined && endMs !== undefined && endMs <= keptFromMs(retention[rule.days], nowMs);
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
