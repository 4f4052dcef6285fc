// How much of a text of SQL is read. A bulk insert has megabytes, and what its rows hold is nobody's business.
import type { Dialect } from "./dialect.ts";
import { scan, type Visit } from "./scan.ts";

/** Characters of a text that are read: what lies behind them is hidden as one value. */
const mostRead: number = 65_536;

/** What is read of `text`. */
export function beginningOf(text: string): string {
  return text.length > mostRead ? text.slice(0, mostRead) : text;
}

/**
 * Tells `visit` the pieces of `beginning`, which is {@link beginningOf} `text`. Where more
 * follows, the piece that may go on there, and all behind it, is one literal.
 */
export function scanBeginning(beginning: string, text: string, dialect: Dialect, visit: Visit): void {
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
