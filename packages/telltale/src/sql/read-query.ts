// What a span about a query says of it: both readings in one pass, remembered, since programs send the same texts again and again.
import { type Dialect, dialectOf } from "./dialect.ts";
import { memoize } from "../engine/text/memoize.ts";
import { createSanitizer } from "./sanitize.ts";
import { scan } from "./scan.ts";
import type { SqlSummary } from "./findings.ts";
import { createSummarizer } from "./summarize.ts";

/** A query without its values, and what it does. */
export interface ReadQuery extends SqlSummary {
  readonly text: string;
}

// a text of megabytes (a bulk insert) must not cost milliseconds per call; what is cut open at the end is hidden
const maxRead = 16 * 1024;
const remembered = 500;
const maxRemembered = 4 * 1024;
const readers = new Map<Dialect, (text: string) => ReadQuery>();
// programs have one length
const cutters = new Map<Dialect, { readonly length: number; cut(text: string): string }>();

/** Reads the beginning of `text` as the database `system` would. A system that speaks no SQL that is known has no values in quotes. */
export function readQuery(text: string, system: string): ReadQuery {
  const dialect = dialectOf(system);
  let reader = readers.get(dialect);
  if (reader === undefined) {
    reader = memoize(remembered, maxRemembered, (query) => read(query, dialect));
    readers.set(dialect, reader);
  }
  return reader(text);
}

/** At most `length` characters of what `readQuery` gave for `system`, cut before a name, not inside it. */
export function cutQuery(text: string, length: number, system: string): string {
  const dialect = dialectOf(system);
  let cutter = cutters.get(dialect);
  if (cutter?.length !== length) {
    const cut = memoize(remembered, maxRemembered, (whole) => cutSql(whole, length, dialect));
    cutters.set(dialect, (cutter = { length, cut }));
  }
  return cutter.cut(text);
}

function read(whole: string, dialect: Dialect): ReadQuery {
  const text = whole.length > maxRead ? whole.slice(0, maxRead) : whole;
  const sanitizer = createSanitizer(text);
  const summarizer = createSummarizer(text, dialect);
  scan(text, dialect, (kind, from, to) => {
    sanitizer.visit(kind, from, to);
    summarizer.visit(kind, from, to);
  });
  const sanitized = sanitizer.text();
  const isWhole = text.length === whole.length;
  return {
    text: isWhole ? sanitized : cutSql(sanitized, sanitized.length - 1, dialect),
    ...summarizer.summary(),
  };
}

// The beginning of a text of SQL, for where only so much is kept: half a name is another name.
/** At most `length` characters of `text`, cut between its pieces; names with dots in them are one piece. */
export function cutSql(text: string, length: number, dialect: Dialect): string {
  if (text.length <= length) return text;
  // with the character that follows, to see what goes on there
  const beginning = text.slice(0, length + 1);
  let end = 0;
  let lastTo = 0;
  let inName = false;
  scan(beginning, dialect, (kind, from, to) => {
    const isDot = kind === "mark" && beginning.charAt(from) === ".";
    const goesOn = from === lastTo && (isDot || inName);
    if (!goesOn && lastTo <= length) end = lastTo;
    inName = isDot;
    lastTo = to;
  });
  if (lastTo <= length) end = lastTo;
  return beginning.slice(0, end);
}
