// `telltale/sql`: sanitizes SQL and summarizes it.
import { scan, type Visit } from "./scan.ts";
import { type Dialect, dialectOf, type SqlDialect } from "./dialect.ts";
import { createSanitizer } from "./sanitize.ts";
import type { SqlSummary } from "./findings.ts";
import { createSummarizer } from "./summarize.ts";

export type { SqlDialect } from "./dialect.ts";
export type { SqlSummary } from "./findings.ts";

/** Options of `sanitizeSql` and `summarizeSql`. */
export interface SqlOptions {
  /**
   * The dialect, by `db.system.name` or by its common name. Without one, the SQL standard, where every doubtful character hides what
   * follows. For an unknown one, all text in quotes of any kind is a value.
   */
  readonly dialect?: SqlDialect | (string & {}) | undefined;
}

/**
 * Returns the text with `?` in place of every literal: strings, numbers and booleans in every form of the dialect. Comments are
 * removed, and `IN` lists of values become `IN (?)`; placeholders, names and keywords stay unchanged.
 *
 * Idempotent. Never throws; the time is linear in the length. A quote that is never closed hides the rest of the text, and
 * everything after the first 65,536 characters is hidden.
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
 * Summarizes the commands of the text and their targets: `summary` for the name of a span (at most 255 characters, low cardinality),
 * the first `operation`, and the `collections`. Never throws; the time is linear in the length; only the first 65,536 characters are
 * read.
 *
 * The targets in `summary` are tables and views, functions used as tables, procedures, and databases (`USE shop`), as written in the
 * text; never users and roles. A text that begins with an unknown command has an empty summary. Names from `WITH` are not
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

/** Characters of a text that are read; the rest is hidden as one value. A bulk insert has megabytes of rows, which never leave. */
const maxRead: number = 65_536;

/** The part of `text` that is read. */
function beginningOf(text: string): string {
  return text.length > maxRead ? text.slice(0, maxRead) : text;
}

/**
 * Calls `visit` for the tokens of `beginning`, which is {@link beginningOf} `text`. If the text is longer, the token at the cut and
 * everything after it is one literal.
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
