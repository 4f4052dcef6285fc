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
  | "clickhouse";

/** How a dialect writes what matters here. */
export interface Dialect {
  /** Whether `\'` is a quote inside a string; `"unsure"` hides the rest of the text where the answer decides. */
  readonly backslash: boolean | "unsure";
  /** Whether `"…"` is a string, not a name. */
  readonly doubleQuoteIsString: boolean;
  /** Whether names are also written as `[…]`. */
  readonly bracketNames: boolean;
  /** Whether `#` begins a comment; where it does not, and `hashNames`, it begins a name. */
  readonly hashComments: boolean;
  readonly hashNames: boolean;
  /** Whether `--` begins a comment only before a blank. */
  readonly dashNeedsBlank: boolean;
  readonly nestedComments: boolean;
  /** `$tag$…$tag$` */
  readonly dollarQuotes: boolean;
  /** `E'…'` */
  readonly escapeStrings: boolean;
  /** `q'[…]'` */
  readonly customQuotes: boolean;
  /** Marks that make a placeholder of the digits after them. */
  readonly numbered: string;
}

const standard: Dialect = {
  backslash: false,
  doubleQuoteIsString: false,
  bracketNames: false,
  hashComments: false,
  hashNames: false,
  dashNeedsBlank: false,
  nestedComments: false,
  dollarQuotes: false,
  escapeStrings: false,
  customQuotes: false,
  numbered: "",
};

const ansi: Dialect = {
  ...standard,
  backslash: "unsure",
  nestedComments: true,
  dollarQuotes: true,
  escapeStrings: true,
  customQuotes: true,
  numbered: "$:@",
};
const postgresql: Dialect = {
  ...standard,
  nestedComments: true,
  dollarQuotes: true,
  escapeStrings: true,
  numbered: "$",
};
const mysql: Dialect = {
  ...standard,
  backslash: true,
  doubleQuoteIsString: true,
  hashComments: true,
  dashNeedsBlank: true,
};
const mssql: Dialect = {
  ...standard,
  bracketNames: true,
  hashNames: true,
  nestedComments: true,
  numbered: "@",
};
const oracle: Dialect = { ...standard, customQuotes: true, numbered: ":" };

const dialects: Readonly<Record<SqlDialect, Dialect>> & Readonly<Record<string, Dialect>> = {
  ansi,
  postgresql,
  mysql,
  mariadb: mysql,
  sqlite: { ...standard, bracketNames: true, numbered: "?$:@" },
  mssql,
  "microsoft.sql_server": mssql,
  oracle,
  "oracle.db": oracle,
  clickhouse: { ...standard, backslash: true },
  cockroachdb: postgresql,
  "aws.redshift": postgresql,
  other_sql: ansi,
};

/** For text of which not even the language is known: everything in any quotes is a value. */
export const careful: Dialect = { ...ansi, doubleQuoteIsString: true };

/** The dialect of that name; the standard's, read with care, for any other. */
export function dialectOf(name: string | undefined): Dialect {
  return (name !== undefined && Object.hasOwn(dialects, name) ? dialects[name] : undefined) ?? ansi;
}

/** Whether the system of that name speaks SQL. */
export function speaksSql(system: string): boolean {
  return Object.hasOwn(dialects, system);
}
