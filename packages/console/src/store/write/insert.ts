// How a group is inserted: the blocks of its tables, and their statements.
import { identifier, literal } from "quoting/sql";
import { findTable } from "../../tables/registry.ts";
import { type ClickHouseClient, type ClickHouseSettings, insertBlock } from "../client.ts";
import { type Block, blocksOf, type Group } from "./group.ts";
import type { Semaphore } from "./semaphore.ts";

/**
 * Inserts all tables of `group` at the same time, the blocks of one table one after the other.
 *
 * @throws the first error, after all tables ended; `group.blocks` then has the blocks that are not known to be stored.
 */
export async function insertGroup(
  client: ClickHouseClient,
  semaphore: Semaphore,
  group: Group,
): Promise<void> {
  const blocks = blocksOf(group);
  const stored = new Set<Block>();
  const outcomes = await Promise.allSettled(
    [...new Set(blocks.map(({ table }) => table))].map(async (table) => {
      for (const block of blocks.filter((one) => one.table === table)) {
        await semaphore.acquire(block.bytes);
        try {
          await insertRows(client, block, group.doubtSince);
        } finally {
          semaphore.release(block.bytes);
        }
        stored.add(block);
      }
    }),
  );
  group.blocks = blocks.filter((block) => !stored.has(block));
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/**
 * Inserts one block. Its views run at the same time when it is light.
 *
 * @param doubtSince Unix seconds: rows whose identity was stored since then are left out.
 */
export async function insertRows(
  client: ClickHouseClient,
  block: Omit<Block, "bytes" | "units"> & { readonly bytes?: number },
  doubtSince: number | undefined,
): Promise<void> {
  const { table, chunks, bytes = Number.POSITIVE_INFINITY } = block;
  await insertBlock(client, insertStatement(block, doubtSince), chunks, insertOptions(table, bytes));
}

/** The settings of the engine for an insert of so many bytes. */
function insertOptions(table: string, bytes: number): ClickHouseSettings {
  return {
    ...(bytes <= maxParallelBytes && parallelViews),
    ...(hasNothingToMerge(table) && { optimize_on_insert: 0 }),
  };
}

/**
 * The views of a block of usual spans take no more memory at the same time than one after the other; those of a block of 12 MB of
 * many short attributes could.
 */
const maxParallelBytes = 6_000_000;
const parallelViews = { parallel_view_processing: 1, max_threads: 2 } as const;

/**
 * Whether the engine need not search a block for rows that it could merge already, which is a tenth of the cost of a small insert: the
 * table keeps every row, and its views make one row of each key.
 */
function hasNothingToMerge(table: string): boolean {
  return findTable(table)?.mergesRows === false;
}

/** The statement up to its format. In tables without an identity the engine replaces rows of the same key. */
function insertStatement(
  { table, columns, types }: Pick<Block, "table" | "columns" | "types">,
  doubtSince: number | undefined,
): string {
  const names = columns.map(identifier).join(", ");
  const identity = findTable(table)?.signal?.identity.join(", ");
  if (doubtSince === undefined || identity === undefined) return `INSERT INTO ${table} (${names})`;
  const structure = columns.map((column, index) => `${identifier(column)} ${types[index]}`).join(", ");
  return `INSERT INTO ${table} (${names}) SELECT ${names} FROM input(${literal(structure)}) WHERE (${identity}) NOT IN (SELECT ${identity} FROM ${table} WHERE received >= toDateTime(${doubtSince}, 'UTC'))`;
}
