// What the dialects of SQL differ in, as far as finding literals goes. Where a dialect is not known the careful reading
// is taken: one that hides more.

/** The dialects that are known, by `db.system.name` and by the names people use. */
export type SqlDialect =
  | "ansi"
  | "postgresql"
  | "mysql"
  | "mariadb"
  | "sqlite"
  | "mssql"
  | "microsoft.sql_server"
  | "oracle"
  | "oracle.db"
  | "clickhouse"
  | "snowflake";

/** How a dialect writes what matters here. */
export interface Dialect {
  /** Whether `\'` is a quote inside a string; `"unsure"` hides the rest of the text where the answer decides. */
  readonly backslash: boolean | "unsure";
  /** What `"…"` is; `"unsure"` takes it for a value where values stand. */
  readonly doubleQuotes: "name" | "string" | "unsure";
  /** Whether a backslash escapes in quoted names, too. */
  readonly nameEscapes: boolean;
  /** `'''…'''` */
  readonly tripleQuotes: boolean;
  /** Whether names are also written as `[…]`. */
  readonly bracketNames: boolean;
  /** Whether `#` begins a comment, or only before a blank or `!`; `"unsure"` hides the rest of the text in that case. */
  readonly hashComments: boolean | "spaced" | "unsure";
  /** Whether `#` begins a name. */
  readonly hashNames: boolean;
  /** Whether `//` begins a comment. */
  readonly slashComments: boolean | "unsure";
  /** Whether `--` begins a comment only before a blank. */
  readonly dashNeedsBlank: boolean;
  readonly nestedComments: boolean;
  /** `$tag$…$tag$` */
  readonly dollarQuotes: boolean;
  /** Letters before a string in which a backslash escapes: `E'…'`. */
  readonly escapeStrings: string;
  /** Whether a backslash is one in `r'…'`. */
  readonly rawStrings: boolean;
  /** `q'[…]'` */
  readonly customQuotes: boolean;
  /** Marks that make a placeholder of the digits after them. */
  readonly numbered: string;
  /** Whether the arguments of a procedure are written without parentheses, texts without quotes. */
  readonly bareArguments: boolean;
  /** Whether `@~`, `@%name` and `@"name"` are places of files. */
  readonly stages: boolean;
  /** Whether `name@link` is a name, reached over a database link. */
  readonly links: boolean;
  /** Whether rows follow `INSERT … FORMAT name`. */
  readonly dataAfterFormat: boolean;
}

const standard: Dialect = {
  backslash: false,
  doubleQuotes: "name",
  nameEscapes: false,
  tripleQuotes: false,
  bracketNames: false,
  hashComments: false,
  hashNames: false,
  slashComments: false,
  dashNeedsBlank: false,
  nestedComments: false,
  dollarQuotes: false,
  escapeStrings: "",
  rawStrings: false,
  customQuotes: false,
  numbered: "",
  bareArguments: false,
  stages: false,
  links: false,
  dataAfterFormat: false,
};

const ansi: Dialect = {
  ...standard,
  backslash: "unsure",
  doubleQuotes: "unsure",
  hashComments: "unsure",
  slashComments: "unsure",
  nestedComments: true,
  dollarQuotes: true,
  escapeStrings: "e",
  customQuotes: true,
  numbered: "$:@",
  links: true,
  dataAfterFormat: true,
};
const postgresql: Dialect = {
  ...standard,
  nestedComments: true,
  dollarQuotes: true,
  escapeStrings: "e",
  numbered: "$",
};
const mysql: Dialect = {
  ...standard,
  backslash: true,
  doubleQuotes: "string",
  hashComments: true,
  dashNeedsBlank: true,
};
// a text in double quotes is a name, and a value where there is no such name or a setting says so
const sqlite: Dialect = { ...standard, doubleQuotes: "unsure", bracketNames: true, numbered: "?$:@" };
const mssql: Dialect = {
  ...standard,
  doubleQuotes: "unsure",
  bracketNames: true,
  hashNames: true,
  nestedComments: true,
  numbered: "@",
  bareArguments: true,
};
const oracle: Dialect = { ...standard, customQuotes: true, numbered: ":", links: true };
const clickhouse: Dialect = {
  ...standard,
  backslash: true,
  nameEscapes: true,
  hashComments: "spaced",
  nestedComments: true,
  dollarQuotes: true,
  dataAfterFormat: true,
};
const snowflake: Dialect = {
  ...standard,
  backslash: true,
  slashComments: true,
  dollarQuotes: true,
  numbered: "$:",
  stages: true,
};
const googleSql: Dialect = {
  ...standard,
  backslash: true,
  doubleQuotes: "string",
  nameEscapes: true,
  tripleQuotes: true,
  hashComments: true,
};
const hive: Dialect = { ...standard, backslash: true, doubleQuotes: "string", rawStrings: true };

const dialects: ReadonlyMap<string, Dialect> = new Map([
  ["ansi", ansi],
  ["other_sql", ansi],
  ["postgresql", postgresql],
  ["postgres", postgresql],
  ["cockroachdb", { ...postgresql, escapeStrings: "eb" }],
  ["aws.redshift", { ...postgresql, backslash: "unsure" }],
  ["mysql", mysql],
  ["mariadb", mysql],
  ["sqlite", sqlite],
  ["microsoft.sql_server", mssql],
  ["mssql", mssql],
  ["sqlserver", mssql],
  ["oracle.db", oracle],
  ["oracle", oracle],
  ["clickhouse", clickhouse],
  ["snowflake", snowflake],
  ["cassandra", { ...standard, slashComments: true, dollarQuotes: true }],
  ["gcp.spanner", googleSql],
  ["gcp.bigquery", googleSql],
  ["bigquery", googleSql],
  ["hive", hive],
  ["spark", hive],
  ["databricks", hive],
  ["trino", standard],
  ["ibm.db2", standard],
  ["sap.hana", standard],
  ["h2database", standard],
  ["hsqldb", standard],
  ["derby", standard],
  ["firebirdsql", { ...standard, customQuotes: true }],
]);

// for text of which not even the language is known: everything in any quotes is a value
const careful: Dialect = { ...ansi, doubleQuotes: "string" };

/** The dialect of that name; the standard's, read with care, without one; and for a name that is not known what hides the most. */
export function dialectOf(name: string | undefined): Dialect {
  if (name === undefined || name === "") return ansi;
  return dialects.get(name) ?? dialects.get(name.toLowerCase()) ?? careful;
}
