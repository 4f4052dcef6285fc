// SQL for people who know it: read-only, over the tables the store keeps.

/** `POST` a {@link SqlQuery}. The answer is a {@link SqlResult}, or CSV or NDJSON as `format` says. */
export const sqlPath = "/api/sql";
/** What can be read, for completion. */
export const sqlSchemaPath = "/api/sql/schema";

export interface SqlQuery {
  /** One statement of ClickHouse SQL that reads: `SELECT`, `WITH`, `EXPLAIN SELECT`, `DESCRIBE TABLE`. */
  readonly query: string;
  /** Default `json`. `csv` begins with a line of names; `ndjson` is an object a line. */
  readonly format?: "json" | "csv" | "ndjson" | undefined;
  /** Values of `{name:Type}` in the query. */
  readonly params?: Readonly<Record<string, SqlParameter>> | undefined;
  /** How many rows at most: 1 to 10,000 as JSON, default 1,000; 1 to 1,000,000 else, default 100,000. */
  readonly limit?: number | undefined;
}

export type SqlParameter = string | number | boolean | null | readonly (string | number | boolean)[];

/** What a query answers as JSON. */
export interface SqlResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Values in the order of the columns. 64-bit integers, decimals, `nan` and `inf` are text. */
  readonly rows: readonly (readonly unknown[])[];
  /** There are more rows than `limit`. */
  readonly truncated: boolean;
  readonly elapsedMs: number;
  readonly rowsRead: number;
  readonly bytesRead: number;
}

export interface SqlSchema {
  readonly tables: readonly SqlTable[];
  /** Functions of the engine that may be called. */
  readonly functions: readonly string[];
}

export interface SqlTable {
  readonly name: string;
  readonly description: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    /** Empty where the name says it all. */
    readonly description: string;
  }[];
}
