// How long what is kept: whole partitions (days, or months) are dropped once all of their time is over.
import { type ClickHouseClient, command, select } from "./client.ts";

/** Days that records of a kind are kept. */
export interface Retention {
  readonly spans: number;
  readonly logs: number;
  readonly metrics: number;
  readonly business: number;
  /** Rates, errors and durations by minute. */
  readonly rollups: number;
}

export const defaultRetention: Retention = { spans: 7, logs: 7, metrics: 30, business: 400, rollups: 400 };

const kinds: Readonly<Record<string, keyof Retention>> = {
  spans: "spans",
  trace_summary: "spans",
  logs: "logs",
  samples: "metrics",
  distributions: "metrics",
  business_events: "business",
  red: "rollups",
  attribute_values: "metrics",
};

const dayMs = 86_400_000;

/** Drops what is older than `retention` says and returns what was dropped, as `table/partition`. */
export async function dropExpired(
  client: ClickHouseClient,
  retention: Retention,
  nowMs: number,
): Promise<readonly string[]> {
  const partitions = await select<{ table: string; id: string }>(
    client,
    "SELECT DISTINCT table, partition_id AS id FROM system.parts WHERE active AND database = currentDatabase() ORDER BY table, id",
  );
  const expired = partitions.filter(({ table, id }) => isExpired(table, id, retention, nowMs));
  for (const { table, id } of expired) {
    await command(client, "ALTER TABLE {table:Identifier} DROP PARTITION ID {id:String}", { table, id });
  }
  return expired.map(({ table, id }) => `${table}/${id}`);
}

/** Whether the last moment of a partition (`20261120` or `202611`) is older than its table is kept. */
export function isExpired(table: string, partitionId: string, retention: Retention, nowMs: number): boolean {
  const kind = kinds[table];
  const match = /^(\d{4})(\d{2})(\d{2})?$/.exec(partitionId);
  if (kind === undefined || match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const endMs = Number.isNaN(day) ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, day + 1);
  return endMs <= keptFromMs(retention[kind], nowMs);
}

/** The midnight (UTC) from which everything is still there, Unix ms. */
export function keptFromMs(days: number, nowMs: number): number {
  return Math.floor(nowMs / dayMs) * dayMs - days * dayMs;
}
