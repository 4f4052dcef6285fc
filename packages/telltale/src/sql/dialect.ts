// The differences between SQL dialects that matter for finding literals. For an unknown dialect, doubtful characters hide more
// rather than less.

/** Known dialects, by `db.system.name` and by common names. */
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

/** The syntax of literals, names, comments and placeholders in a dialect. */
export interface Dialect {
  /** Whether `\'` is a quote inside a string; `"unsure"` hides the rest of the text at one. */
  readonly backslash: boolean | "unsure";
  /** What `"…"` is; `"unsure"`: a value where values occur, otherwise a name. */
  readonly doubleQuotes: "name" | "string" | "unsure";
  /** Whether a backslash also escapes in quoted names. */
  readonly nameEscapes: boolean;
  /** `'''…'''` */
  readonly tripleQuotes: boolean;
  /** Whether `[…]` is a quoted name. */
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
  /** Whether a backslash in `r'…'` is an ordinary character. */
  readonly rawStrings: boolean;
  /** `q'[…]'` */
  readonly customQuotes: boolean;
  /** Marks that form a placeholder with the digits after them: `$1`. */
  readonly numbered: string;
  /** Whether the arguments of a procedure need no parentheses, and texts in them no quotes. */
  readonly bareArguments: boolean;
  /** Whether `@~`, `@%name` and `@"name"` are stages, which contain files. */
  readonly stages: boolean;
  /** Whether `name@link` is a name in another database. */
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
// `"…"` is a name, but a value when no such name exists or a setting says so
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

// for an unknown language: all text in quotes is a value
const careful: Dialect = { ...ansi, doubleQuotes: "string" };

/** The dialect called `name`: `ansi` without a name, the one that hides the most for an unknown name. */
export function dialectOf(name: string | undefined): Dialect {
  if (name === undefined || name === "") return ansi;
  return dialects.get(name) ?? dialects.get(name.toLowerCase()) ?? careful;
}
