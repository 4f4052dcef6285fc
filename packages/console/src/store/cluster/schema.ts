// The schema on servers that are not ours: each is brought up to date by itself, in the database of its own rows; then the tables
// over all shards follow. A server that is away is left out while the others lack nothing: it gets what it lacks when the next
// console starts.
import { ProblemError } from "../../problem/problem.ts";
import { namesOf } from "../../tables/registry.ts";
import { leasesTable } from "./claims.ts";
import { type ClickHouseClient, command, isRefusal, select } from "../client.ts";
import { migrate, type MigrateOptions, missingMigrations } from "../schema/migrate.ts";
import { distributedTable, type Layout, rewriteStatement, type RowsTable } from "./layout.ts";

export interface Schema {
  /** Makes what has to be there before anybody can agree on who brings the rest up to date. */
  prepare(): Promise<void>;
  isUpToDate(): Promise<boolean>;
  migrate(): Promise<readonly number[]>;
  define(statement: string): Promise<void>;
}

/** The schema on `nodes`, laid out as `layout` says. */
export function createSchema(
  nodes: readonly ClickHouseClient[],
  layout: Layout,
  { note, endsFailed }: Pick<MigrateOptions, "endsFailed"> & { readonly note: (note: string) => void },
): Schema {
  const rewrite = (statement: string): string => rewriteStatement(statement, layout);

  /** Does `act` on every server that answers. @throws what a server refused, or that none answered. */
  async function onEach<Result>(act: (node: ClickHouseClient) => Promise<Result>): Promise<Outcome<Result>> {
    const outcomes = await Promise.allSettled(nodes.map(act));
    const failures = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
    const refused = failures.find((failure) => !isAway(failure));
    if (refused !== undefined) throw refused;
    const results = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    if (results.length === 0) throw unavailable(failures[0]!);
    return { results, away: failures[0] };
  }

  async function refresh(node: ClickHouseClient): Promise<void> {
    const { cluster } = layout;
    if (cluster === undefined) return;
    for (const table of await outdated(node, layout))
      await command(node, distributedTable(table, { ...layout, cluster }));
  }

  return {
    async prepare() {
      await onEach(async (node) => {
        await command(node, rewrite(leasesTable));
        await refresh(node);
      });
    },
    async isUpToDate() {
      const { results } = await onEach(
        async (node) =>
          (await missingMigrations(node)).length === 0 && (await outdated(node, layout)).length === 0,
      );
      return results.every(Boolean);
    },
    async migrate() {
      const { results, away } = await onEach(async (node) => {
        const numbers = await migrate(node, { rewrite, note, endsFailed });
        await refresh(node);
        return numbers;
      });
      const applied = [...new Set(results.flat())];
      if (away !== undefined && applied.length > 0) throw unavailable(away);
      if (away !== undefined) note(`A server of the store is away: ${away.message}`);
      return applied;
    },
    async define(statement) {
      // All or none: a column that one shard lacks would make every query that names it fail.
      for (const node of nodes) await command(node, rewrite(statement));
      for (const node of nodes) await refresh(node);
    },
  };
}

interface Outcome<Result> {
  readonly results: readonly Result[];
  readonly away: Error | undefined;
}

/** Whether no answer came. */
function isAway(error: unknown): boolean {
  if (error instanceof ProblemError)
    return error.code === "MIGRATION_FAILED" && error.cause !== undefined && isAway(error.cause);
  return !isRefusal(error);
}

function unavailable(cause: Error): ProblemError {
  return new ProblemError(
    "STORE_UNAVAILABLE",
    `Cannot bring the tables up to date on every server: ${cause.message}`,
    "Start the server that is away, then the console again: what was done already is kept.",
    { cause },
  );
}

/** The tables whose counterpart over all shards is missing or has other columns. */
async function outdated(
  node: ClickHouseClient,
  { cluster, database }: Layout,
): Promise<readonly RowsTable[]> {
  return cluster === undefined ? [] : select<RowsTable>(node, outdatedTables, { database, unsharded });
}

/** Tables of which each server has its own. */
const unsharded = namesOf(({ shardKey }) => shardKey === "none");

const outdatedTables = `
WITH described AS (
  SELECT database, table, groupArray((name, type, default_kind, default_expression)) AS columns
  FROM (SELECT * FROM system.columns WHERE database IN (currentDatabase(), {database:String}) ORDER BY database, table, position)
  GROUP BY database, table)
SELECT t.name AS name, t.sorting_key AS sortingKey
FROM system.tables AS t
INNER JOIN (SELECT table, columns FROM described WHERE database = currentDatabase()) AS own ON own.table = t.name
LEFT JOIN (SELECT table, columns FROM described WHERE database = {database:String}) AS whole ON whole.table = t.name
WHERE t.database = currentDatabase() AND t.engine LIKE '%MergeTree' AND t.name NOT IN {unsharded:Array(String)} AND own.columns != whole.columns
ORDER BY t.name`;
