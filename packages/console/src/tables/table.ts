// What one table of the store declares. Retention, the size limit, recovery, personal data, the layout of a cluster, SQL access and the
// store page read it from here; `tools/check-tables.ts` compares columns, partitions and views with the steps of `sql/schema`.
import type { RetentionKind } from "contract";

/**
 * - `signal`: what senders send, one row each.
 * - `excerpt`: a part of some log records, beside them.
 * - `dimension`: what signals refer to, written when it is new.
 * - `rollup`: computed from other tables.
 * - `internal`: what the console and its operators keep.
 * - `system`: how the store is run. Not listed on the store page.
 */
type TableKind = "signal" | "excerpt" | "dimension" | "rollup" | "internal" | "system";

/** When a partition of a table is dropped by age. */
interface RetentionRule {
  /** The setting of `--retain` that has the days. */
  readonly days: RetentionKind;
  /**
   * Keeps a partition past its days: while rows were `received` into it within them (an import of old records), or while one of these
   * tables still has rows of the same time.
   */
  readonly unless?: "received" | readonly string[];
}

/**
 * What merges the values of a column in rows of one key. `sum` adds whole numbers, `estimate` floating-point numbers, `histogram` the
 * counts of a map; `union` has each element of lists once, `people` the state of `uniqCombined(12)`.
 */
export type Merge = "sum" | "estimate" | "histogram" | "min" | "max" | "any" | "union" | "people";

/** A statement that makes a roll-up equal to its source (`store/upkeep/recovery-statements.ts`). */
export interface Recovery {
  /** File of `sql/recover`, without `.sql`. */
  readonly file: string;
  /** The table that the statement reads: nothing received in it, nothing to recover. */
  readonly from: "spans" | "logs" | "business_events";
  /** It takes the minutes that it computes, or a share of the traces; absent: all since when it looks for what was received. */
  readonly by?: "minutes" | "traces";
}

interface SignalTable {
  /** The export that has its rows. */
  readonly of: "traces" | "logs" | "metrics" | "business";
  /** The column of a row's own time. */
  readonly time: string;
  /** Columns whose values together identify a record: two rows with the same ones are the same record, sent twice. */
  readonly identity: readonly string[];
}

/** Columns with their meaning; empty text where the name says enough. */
export type Columns = Readonly<Record<string, string>>;

/** A table as it is declared. */
export interface TableDefinition {
  readonly name: string;
  readonly kind: TableKind;
  /** One sentence. */
  readonly description: string;
  /** All columns of the schema's steps. */
  readonly columns: Columns;
  /** How rows that count are merged, by column; the other columns are their key. Absent: rows may be inserted twice. */
  readonly merges?: Readonly<Record<string, Merge>>;
  /** The length of a partition; absent: all rows are in one. */
  readonly partition?: "day" | "month";
  /** What a signal declares, and other tables do not. */
  readonly signal?: SignalTable;
  /** False: the engine keeps every row (`MergeTree`). Absent: it merges rows that have the same sorting key. */
  readonly mergesRows?: false | undefined;
  /** Absent: rows are kept without a limit, or as their own statement says. */
  readonly retention?: RetentionRule;
  /** Over the size limit, partitions of the same time are dropped in this order, days before months; absent: never. */
  readonly sizeTurn?: number;
  /** Materialized views that fill it. */
  readonly views?: readonly string[];
  /** How a roll-up is repaired after a failed insert, in this order. */
  readonly recovery?: readonly Recovery[];
  /**
   * What decides on which shard a row is. It contains what tells duplicates of a row apart, so that those meet on one shard; rows that
   * are read together share it. `sorting key`: rows that replace each other meet. `none`: each server has rows of its own.
   */
  readonly shardKey: string;
  /** Rows of people: exported and deleted, only deleted because they are `derived` from others, or `none`. */
  readonly personalData: "exported" | "derived" | "none";
  /** What leads to rows of other tables is deleted after them, in this order. */
  readonly deleteTurn?: number;
  /** No reader has the right to read it. */
  readonly private: boolean;
  /** People may read it with SQL. */
  readonly readable: boolean;
  /** Its rows are for all tenants. */
  readonly shared?: boolean;
}

/** A table with what is absent in most of them filled in. */
export type Table = TableDefinition & Required<Pick<TableDefinition, "views" | "recovery" | "shared">>;

/** Declares a table. */
export function defineTable(table: TableDefinition): Table {
  return { views: [], recovery: [], shared: false, ...table };
}

/** Columns whose names say enough. */
export function plain(...names: readonly string[]): Columns {
  return Object.fromEntries(names.map((name) => [name, ""]));
}
