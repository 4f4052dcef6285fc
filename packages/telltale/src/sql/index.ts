// `telltale/sql`: SQL without its values, and what it does in few words.
import { scan, type Visit } from "./scan.ts";
import { type Dialect, dialectOf, type SqlDialect } from "./dialect.ts";
import { createSanitizer } from "./sanitize.ts";
import type { SqlSummary } from "./findings.ts";
import { createSummarizer } from "./summarize.ts";

export type { SqlDialect } from "./dialect.ts";
export type { SqlSummary } from "./findings.ts";

/** How a text of SQL is to be read. */
export interface SqlOptions {
  /**
   * The dialect, by `db.system.name` or as people call it. Without one the standard's, read with care; for one that is not known all
   * that is in quotes of any kind is a value.
   */
  readonly dialect?: SqlDialect | (string & {}) | undefined;
}

/**
 * The text with `?` in place of every literal: strings, numbers, booleans, in every form the dialect has. Comments are taken out,
 * `IN` lists of values become `IN (?)`; placeholders, names and keywords stay as they are written.
 *
 * Doing it twice changes nothing. Never throws; the time is linear in the length. What is never closed is a value to the end, and so
 * is what lies behind the first 65,536 characters.
 * Semantic conventions 1.44, "Sanitization of `db.query.text`".
 *
 * @example
 * ```ts
 * import { sanitizeSql } from "telltale/sql";
 *
 * sanitizeSql("SELECT * FROM users WHERE email = 'a@example.com' AND id IN (1, 2, 3) -- why");
 * // => "SELECT * FROM users WHERE email = ? AND id IN (?) "
 * sanitizeSql('SELECT * FROM users WHERE name = "ann"', { dialect: "mysql" }); // => "SELECT * FROM users WHERE name = ?"
 * ```
 */
export function sanitizeSql(text: string, options?: SqlOptions): string {
  if (typeof text !== "string") return "";
  const beginning = beginningOf(text);
  const sanitizer = createSanitizer(beginning);
  scanBeginning(beginning, text, readDialect(options), sanitizer.visit);
  return sanitizer.text();
}

/**
 * What the text does and to what: `summary` for the name of a span (at most 255 characters, low cardinality), the first
 * `operation`, and the `collections`. Never throws; the time is linear in the length; the first 65,536 characters are read.
 *
 * The targets in `summary` are tables and views, functions that stand for tables, procedures, and databases (`USE shop`), as they are
 * written; users and roles are never named. A text that begins with no known command has an empty summary. Names from `WITH` are no
 * collections. Semantic conventions 1.44, "Generating a summary of the query".
 *
 * @example
 * ```ts
 * import { summarizeSql } from "telltale/sql";
 *
 * summarizeSql("INSERT INTO archive SELECT * FROM orders o JOIN customers c ON c.id = o.customer");
 * // => { summary: "INSERT archive SELECT orders customers", operation: "INSERT", collections: ["archive", "orders", "customers"] }
 * ```
 */
export function summarizeSql(text: string, options?: SqlOptions): SqlSummary {
  const whole = typeof text === "string" ? text : "";
  const beginning = beginningOf(whole);
  const dialect = readDialect(options);
  const summarizer = createSummarizer(beginning, dialect);
  scanBeginning(beginning, whole, dialect, summarizer.visit);
  return summarizer.summary();
}

function readDialect(options: SqlOptions | undefined): Dialect {
  try {
    const name: unknown = options?.dialect;
    return dialectOf(typeof name === "string" ? name : undefined);
  } catch {
    return dialectOf(undefined);
  }
}

// How much of a text of SQL is read. A bulk insert has megabytes, and what its rows hold is nobody's business.
/** Characters of a text that are read: what lies behind them is hidden as one value. */
const mostRead: number = 65_536;

/** What is read of `text`. */
function beginningOf(text: string): string {
  return text.length > mostRead ? text.slice(0, mostRead) : text;
}

/**
 * Tells `visit` the pieces of `beginning`, which is {@link beginningOf} `text`. Where more
 * follows, the piece that may go on there, and all behind it, is one literal.
 */
function scanBeginning(beginning: string, text: string, dialect: Dialect, visit: Visit): void {
  if (beginning.length === text.length) return scan(text, dialect, visit);
  const end = beginning.length;
  let ended = false;
  scan(beginning, dialect, (kind, from, to) => {
    if (to < end || kind === "comment") visit(kind, from, to);
    else visit("literal", from, to);
    ended = to === end && kind !== "comment";
  });
  if (!ended) visit("literal", end, end);
}
