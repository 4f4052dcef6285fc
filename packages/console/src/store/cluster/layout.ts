// What the schema becomes on a server that is one of many. The files of `sql/schema` stay as they are and run on each server in
// the database of its own rows (`telltale_local`); beside it stands the database everybody reads and writes (`telltale`), whose
// tables are Distributed over those of the same name. So everything that works on a server's own rows (views, partitions,
// recomputed roll-ups) is the same SQL as on one server; see docs/adr/027.
import { identifier, literal } from "quoting/sql";
import { findTable } from "../../tables/registry.ts";

/** How tables are laid over servers. */
export interface Layout {
  /** What queries and inserts name: `telltale`. */
  readonly database: string;
  /** Name in the servers' `<remote_servers>`; absent: no shards, the tables are in `database` themselves. */
  readonly cluster?: string | undefined;
  /** Lets the servers pass statements on to each other (`ON CLUSTER`), instead of sending them to each address. */
  readonly onCluster?: boolean | undefined;
  /** Rows are copied between the servers of a shard. */
  readonly replicated?: Replicated | undefined;
}

/** Where replicas find each other; macros of the servers' configuration are meant to be in both. */
interface Replicated {
  /** `/clickhouse/tables/{shard}/{database}/{table}` */
  readonly path: string;
  /** `{replica}` */
  readonly replica: string;
}

/** The database in which each server keeps rows of its own. */
export function rowsDatabase({ database, cluster }: Layout): string {
  return cluster === undefined ? database : `${database}_local`;
}

/** Rewrites one statement of the schema: engine family and `ON CLUSTER`, as the layout says; nothing else. */
export function rewriteStatement(statement: string, layout: Layout): string {
  return withOnCluster(withEngine(statement, layout), layout);
}

function withEngine(statement: string, { replicated }: Layout): string {
  if (replicated === undefined || !/^CREATE\s+TABLE\b/i.test(statement)) return statement;
  const place = `${literal(replicated.path)}, ${literal(replicated.replica)}`;
  return statement.replace(
    /\bENGINE\s*=\s*(\w*)MergeTree\b(?:\s*\(([^)]*)\))?/,
    (_, family: string, args: string | undefined) =>
      `ENGINE = Replicated${family}MergeTree(${place}${args === undefined || args.trim() === "" ? "" : `, ${args}`})`,
  );
}

/** Statements that begin like these take `ON CLUSTER` after the name; what fills or empties tables goes to each address. */
const definitions =
  /^((?:CREATE\s+(?:TABLE|MATERIALIZED\s+VIEW|VIEW)|ALTER\s+TABLE|DROP\s+(?:TABLE|VIEW))(?:\s+IF(?:\s+NOT)?\s+EXISTS)?\s+)([\w.`]+)/i;

function withOnCluster(statement: string, { cluster, onCluster }: Layout): string {
  if (cluster === undefined || onCluster !== true) return statement;
  return statement.replace(
    definitions,
    (_, begin: string, name: string) => `${begin}${name} ON CLUSTER ${identifier(cluster)}`,
  );
}

/** A table as a server has it. */
export interface RowsTable {
  readonly name: string;
  /** As `system.tables` has it: `tenant, toStartOfHour(start), start`. */
  readonly sortingKey: string;
}

/** The statement that makes, or makes anew, the table that reads and writes all shards. */
export function distributedTable(table: RowsTable, layout: Layout & { readonly cluster: string }): string {
  const { database, cluster } = layout;
  const rows = rowsDatabase(layout);
  const name = identifier(table.name);
  // A table that a newer console made: rows that replace each other have the same sorting key.
  const declared = findTable(table.name)?.shardKey ?? "sorting key";
  const key = declared === "sorting key" ? `cityHash64(${table.sortingKey})` : declared;
  return `CREATE OR REPLACE TABLE ${identifier(database)}.${name} AS ${identifier(rows)}.${name} ENGINE = Distributed(${literal(cluster)}, ${literal(rows)}, ${literal(table.name)}, ${key})`;
}
