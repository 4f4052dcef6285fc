// The text of a query without its values: queries of a loop have the same one.

/** Longer texts are cut before they are read. */
const longest = 2_000;
const shownLength = 500;

/** Systems in which `"…"` is a name, and a backslash in a string is only a character. In others both may hold values. */
const standardSystems = new Set([
  "cassandra",
  "cockroachdb",
  "db2",
  "derby",
  "duckdb",
  "firebirdsql",
  "h2",
  "h2database",
  "hsqldb",
  "ibm.db2",
  "microsoft.sql_server",
  "mssql",
  "oracle",
  "oracle.db",
  "postgresql",
  "redshift",
  "aws.redshift",
  "sap.hana",
  "teradata",
  "trino",
]);

/**
 * Comments, placeholders, names, numbers and white space, in the order in which they are tried. A string or comment without an end goes on
 * to the end of the text, so that every part is read once.
 */
const others = String.raw`\/\*[^]*?(?:\*\/|$)|--[^\n]*|\$\d+|(?<!:):[a-z_]\w*|@p\d+|%s|\d[\w.]*|\s+`;
const name = String.raw`[a-z_\`][\w$.\`]*`;
const nameOrQuoted = String.raw`[a-z_"\`][\w$."\`]*`;
const string = String.raw`'[^']*(?:'|$)`;
const stringWithEscapes = String.raw`'(?:\\[^]|[^'\\])*(?:'|\\?$)`;
const quoted = String.raw`"(?:""|[^"])*(?:"|$)`;
const quotedWithEscapes = String.raw`"(?:\\[^]|[^"\\])*(?:"|\\?$)`;
/** The name of a member of a JSON object, which is kept. */
const member = String.raw`("[^"\\]*")(?=\s*:)`;

const parts = {
  standard: new RegExp(`${string}|e${stringWithEscapes}|${nameOrQuoted}|${others}`, "gi"),
  sqlite: new RegExp(`${string}|${member}|${quoted}|${name}|${others}`, "gi"),
  other: new RegExp(`${stringWithEscapes}|${member}|${quotedWithEscapes}|${name}|${others}`, "gi"),
};
const lists = /\(\s*\?(?:\s*,\s*\?)*\s*\)/g;
const rowsOfLists = /\(\?\)(?:\s*,\s*\(\?\))+/g;

/** Replaces values by `?` and lists of them by `(?)`, removes comments, and shortens the text. Linear. */
export function withoutValues(statement: string, system: string): string {
  const dialect = standardSystems.has(system) ? "standard" : system === "sqlite" ? "sqlite" : "other";
  return statement
    .slice(0, longest)
    .replace(parts[dialect], (part: string, found: unknown) =>
      readPart(part, typeof found === "string", dialect),
    )
    .replace(lists, "(?)")
    .replace(rowsOfLists, "(?)")
    .trim()
    .slice(0, shownLength);
}

function readPart(part: string, isMember: boolean, dialect: keyof typeof parts): string {
  if (isMember) return part;
  const first = part.charCodeAt(0);
  // white space
  if (first <= 32) return " ";
  if (part.startsWith("/*") || part.startsWith("--")) return " ";
  // such as E'it\'s'
  if (part[1] === "'") return "?";
  if (part[0] === '"') return dialect === "standard" ? part : "?";
  const isName = (first | 32) >= 97 && (first | 32) <= 122;
  return isName || part[0] === "_" || part[0] === "`" ? part : "?";
}

const order = /\border\s+by\s+([\w.$"`]+)/i;
const isLimited = /\b(?:limit|fetch\s+(?:first|next))\b/i;
const limitedToOne = /\blimit\s+1\s*(?:;\s*)?$/i;
const beyond = /([\w.$"`]+)(?:\s*,\s*[\w.$"`]+){0,3}\s*\)?\s*[<>]=?\s*\(?\s*\?/g;

/** Whether a query asks for one page of many: behind so many rows, or behind a key by which it is ordered. */
export function isPageOf(target: string, statement: string): boolean {
  if (/\boffset\b/i.test(target)) return true;
  const key = order.exec(target)?.[1];
  if (key === undefined || !isLimited.test(target) || limitedToOne.test(statement.slice(0, longest)))
    return false;
  return [...target.matchAll(beyond)].some(([, column]) => column === key);
}

const placeholder = /\?|\$\d|(?<!:):[a-z_]\w*|@p\d|%s/i;

/** Whether values are left out of the text as recorded. */
export function hasPlaceholders(text: string): boolean {
  return placeholder.test(text.slice(0, longest));
}

const reads =
  /^\s*\(?\s*(?:select|with|show|explain|find|aggregate|count|distinct|match|get|mget|getrange|strlen|exists|hget|hgetall|hmget|hkeys|hvals|hlen|smembers|sismember|scard|lrange|lindex|llen|zrange|zscore|zcard|getitem|batchgetitem|query|search)\b/i;
const changes = /\b(?:for\s+(?:no\s+key\s+)?update|for\s+share|into\s+(?!\?)|insert|update|delete|merge)\b/i;

/** Whether a query only reads, by its first word. A text that is neither counts as a change. */
export function isReading(target: string): boolean {
  return reads.test(target) && !(/^\s*(?:select|with)/i.test(target) && changes.test(target));
}

const firstWord = /^\s*\w+/;

/** The first word of a query, in capitals, such as `SELECT`. */
export function commandOf(target: string): string {
  return (firstWord.exec(target)?.[0] ?? "").trim().toUpperCase();
}

const keyParts = /[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}|\d+/gi;

/** A command of a key-value store without what tells its keys apart: `GET user:17` is `GET user:?`. */
export function withoutKeys(text: string): string {
  return text.slice(0, longest).replace(keyParts, "?").replace(/\s+/g, " ").trim().slice(0, shownLength);
}
