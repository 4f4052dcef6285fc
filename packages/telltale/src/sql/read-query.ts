// Sanitizes and summarizes a query for a span in one pass. Results are cached, because programs repeat the same queries.
import { type Dialect, dialectOf } from "./dialect.ts";
import { memoize } from "../engine/text/memoize.ts";
import { createSanitizer } from "./sanitize.ts";
import { scan } from "./scan.ts";
import type { SqlSummary } from "./findings.ts";
import { createSummarizer } from "./summarize.ts";

/** A sanitized query and its summary. */
export interface ReadQuery extends SqlSummary {
  readonly text: string;
}

// limits the time for a text of megabytes (a bulk insert); the token at the cut is hidden
const maxRead = 16 * 1024;
const cacheSize = 500;
const maxCachedLength = 4 * 1024;
const readers = new Map<Dialect, (text: string) => ReadQuery>();
// one per dialect: a program uses a single length
const cutters = new Map<Dialect, { readonly length: number; cut(text: string): string }>();

/** Reads the beginning of `text` in the dialect of the database `system`. For an unknown system, all text in quotes is a value. */
export function readQuery(text: string, system: string): ReadQuery {
  const dialect = dialectOf(system);
  let reader = readers.get(dialect);
  if (reader === undefined) {
    reader = memoize(cacheSize, maxCachedLength, (query) => read(query, dialect));
    readers.set(dialect, reader);
  }
  return reader(text);
}

/** Cuts the result of `readQuery` for `system` to at most `length` characters, never inside a name. */
export function cutQuery(text: string, length: number, system: string): string {
  const dialect = dialectOf(system);
  let cutter = cutters.get(dialect);
  if (cutter?.length !== length) {
    const cut = memoize(cacheSize, maxCachedLength, (whole) => cutSql(whole, length, dialect));
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

/** Cuts `text` to at most `length` characters, between tokens: half a name is another name. Names with dots are not divided. */
export function cutSql(text: string, length: number, dialect: Dialect): string {
  if (text.length <= length) return text;
  // includes the next character, which shows whether a token continues
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
