// Details of the store for its operators: servers, tables, merges, settings.
import type { StoreDetails, StoreMerge, StoreServer, StoreTable } from "contract";
import { findTable, namesOf } from "../tables/registry.ts";
import type { Backend } from "./backend.ts";
import { type ClickHouseClient, select } from "./client.ts";

/** Reads the details of every server; one that does not answer is reported as such. */
export async function readDetails(
  backend: Backend,
): Promise<Omit<StoreDetails, "role" | "leader" | "queries" | "bottlenecks">> {
  const servers = await Promise.all(backend.nodes.map(readServer));
  const settings = await readSettings(backend.nodes, servers);
  return {
    engine: backend.name,
    version: servers.find(({ answers }) => answers)?.version ?? "",
    restarts: backend.restarts(),
    partial: servers.some(({ answers }) => !answers),
    servers,
    settings,
  };
}

async function readServer(client: ClickHouseClient): Promise<StoreServer> {
  try {
    const [[about], tables, merges] = await Promise.all([
      select<{ version: string; uptimeSeconds: number }>(client, aboutQuery),
      select<Omit<StoreTable, "retention">>(client, tablesQuery, { hidden }, numbers),
      select<StoreMerge>(client, mergesQuery, {}, numbers),
    ]);
    return {
      answers: true,
      version: about!.version,
      uptimeSeconds: about!.uptimeSeconds,
      tables: tables.map((table) => ({
        ...table,
        retention: findTable(table.name)?.retention?.days ?? null,
      })),
      merges,
    };
  } catch {
    return { answers: false, version: "", uptimeSeconds: 0, tables: [], merges: [] };
  }
}

/** What differs from the engine's own defaults, of the first server that answers. */
async function readSettings(
  nodes: readonly ClickHouseClient[],
  servers: readonly StoreServer[],
): Promise<Readonly<Record<string, string>>> {
  const node = nodes[servers.findIndex(({ answers }) => answers)];
  if (node === undefined) return {};
  const rows = await select<{ name: string; value: string }>(node, settingsQuery).catch(() => []);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

/** Tables for the operation of the store itself. */
export const hidden: readonly string[] = namesOf(({ kind }) => kind === "system");

const numbers = { output_format_json_quote_64bit_integers: 0 } as const;

const aboutQuery = "SELECT version() AS version, toUInt32(uptime()) AS uptimeSeconds";

const tablesQuery = `
SELECT table AS name, sum(rows) AS rows, sum(bytes_on_disk) AS bytes, sum(data_uncompressed_bytes) AS uncompressedBytes,
  count() AS parts, uniqExact(partition_id) AS partitions, max(partParts) AS mostPartsOfPartition,
  if(max(time) > 0, formatDateTime(minIf(time, time > 0), '%FT%TZ', 'UTC'), '') AS oldest
FROM (
  SELECT table, partition_id, if(min_time > 0, min_time, toDateTime(min_date)) AS time, rows, bytes_on_disk, data_uncompressed_bytes, count() OVER (PARTITION BY table, partition_id) AS partParts
  FROM system.parts WHERE active AND database = currentDatabase() AND table NOT IN {hidden:Array(String)})
GROUP BY table
ORDER BY bytes DESC, name`;

const mergesQuery = `
SELECT table, round(progress, 3) AS progress, toUInt32(elapsed) AS elapsedSeconds, num_parts AS parts, total_size_bytes_compressed AS bytes, is_mutation = 1 AS isMutation
FROM system.merges WHERE database = currentDatabase()
ORDER BY elapsed DESC`;

const settingsQuery = `
SELECT name, value FROM (
  SELECT name, value FROM system.server_settings WHERE changed
  UNION ALL
  SELECT concat('merge_tree.', name), value FROM system.merge_tree_settings WHERE changed)
WHERE NOT match(name, '(?i)path|host|password|secret|key_file|certificate')
ORDER BY name`;
