// Retention by size: over the limit the store drops its oldest days, raw rows before the roll-ups made from them. Which tables take part,
// and in which order, is declared in the registry of tables.
import { findTable } from "../../tables/registry.ts";
import { type ClickHouseClient, select } from "../client.ts";
import { dropPartition, endOfPartition, hasSource, type Partition } from "./retention.ts";

/** A partition and what it takes on the disk. */
export interface SizedPartition extends Partition {
  readonly bytes: number;
}

/**
 * Drops the oldest partitions until all tables together take at most `maxBytes`, and returns what was dropped as
 * `table/partition`, and by how many bytes it is still over (today's rows stay). On a cluster it is called for each node.
 */
export async function dropOversize(
  client: ClickHouseClient,
  maxBytes: number,
  nowMs: number,
): Promise<{ readonly dropped: readonly string[]; readonly overBytes: number }> {
  const rows = await select<{ table: string; id: string; bytes: string }>(
    client,
    "SELECT table, partition_id AS id, toString(sum(bytes_on_disk)) AS bytes FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table, id",
  );
  const { drop, overBytes } = planOversize(
    rows.map((row) => ({ ...row, bytes: Number(row.bytes) })),
    maxBytes,
    nowMs,
  );
  for (const partition of drop) await dropPartition(client, partition);
  return { dropped: drop.map(({ table, id }) => `${table}/${id}`), overBytes };
}

/** Chooses what has to go: whole days, the oldest first; then roll-ups by month whose rows are gone. */
export function planOversize(
  partitions: readonly SizedPartition[],
  maxBytes: number,
  nowMs: number,
): { readonly drop: readonly SizedPartition[]; readonly overBytes: number } {
  let overBytes = partitions.reduce((sum, { bytes }) => sum + bytes, 0) - maxBytes;
  const remaining = new Set<SizedPartition>(partitions);
  const drop: SizedPartition[] = [];
  for (const partition of partitions.filter((one) => mayGo(one, nowMs)).toSorted(byTurn)) {
    if (overBytes <= 0) break;
    if (isMonth(partition) && hasSource(partition, remaining)) continue;
    remaining.delete(partition);
    drop.push(partition);
    overBytes -= partition.bytes;
  }
  return { drop, overBytes: Math.max(0, overBytes) };
}

function mayGo({ table, id }: SizedPartition, nowMs: number): boolean {
  const endMs = endOfPartition(id);
  return findTable(table)?.sizeTurn !== undefined && endMs !== undefined && endMs <= nowMs;
}

function byTurn(a: SizedPartition, b: SizedPartition): number {
  return Number(isMonth(a)) - Number(isMonth(b)) || a.id.localeCompare(b.id) || turnOf(a) - turnOf(b);
}

/** Months go last, and only when nothing they were made from is left. */
function isMonth({ table }: SizedPartition): boolean {
  return findTable(table)?.partition === "month";
}

function turnOf({ table }: SizedPartition): number {
  return findTable(table)?.sizeTurn ?? 0;
}
