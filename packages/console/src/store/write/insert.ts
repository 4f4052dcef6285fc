// The statements a group is inserted with.
import { type ClickHouseClient, insertBlock } from "../client.ts";
import type { Block } from "./group.ts";

/** What tells a row from every other one, by table. Tables that are not listed replace rows of the same key by themselves. */
const identityColumns: Readonly<Record<string, readonly string[]>> = {
  spans: ["tenant", "trace_id", "span_id"],
  logs: ["tenant", "identity"],
  samples: ["tenant", "hash", "ts"],
  distributions: ["tenant", "hash", "ts"],
  business_events: ["tenant", "uid"],
};

/**
 * Tables that keep every row, and whose views make one row of each key: the engine need not look for rows of a block that it could put
 * together already, which is a tenth of what a small insert costs it.
 */
const nothingToMerge: readonly string[] = ["spans", "logs"];

/**
 * Inserts one block. Its views run side by side when it is light.
 *
 * @param doubtSince Unix seconds: rows whose identity was stored since then are left out.
 */
export async function insertRows(
  client: ClickHouseClient,
  block: Omit<Block, "bytes"> & { readonly bytes?: number },
  doubtSince: number | undefined,
): Promise<void> {
  const isLight = (block.bytes ?? Number.POSITIVE_INFINITY) <= maxSideBySideBytes;
  await insertBlock(client, insertStatement(block, doubtSince), block.chunks, {
    ...(isLight && sideBySide),
    ...(nothingToMerge.includes(block.table) && { optimize_on_insert: 0 }),
  });
}

/**
 * Of usual spans the views of a block take no more memory side by side than one after the other; of a block of 12 MB of many short
 * attributes they could.
 */
const maxSideBySideBytes = 6_000_000;
const sideBySide = { parallel_view_processing: 1, max_threads: 2 } as const;

/** The statement up to its format. */
function insertStatement(
  { table, columns, types }: Pick<Block, "table" | "columns" | "types">,
  doubtSince: number | undefined,
): string {
  const names = columns.map(quoted).join(", ");
  const identity = identityColumns[table]?.join(", ");
  if (doubtSince === undefined || identity === undefined) return `INSERT INTO ${table} (${names})`;
  const structure = columns.map((column, index) => `${quoted(column)} ${types[index]}`).join(", ");
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM input('${structure.replaceAll("'", "\\'")}') WHERE (${identity}) NOT IN (SELECT ${identity} FROM ${table} WHERE received >= toDateTime(${doubtSince}, 'UTC'))`;
}

function quoted(column: string): string {
  return `\`${column}\``;
}
