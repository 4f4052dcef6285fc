// The beginning of a text of SQL, for where only so much is kept: half a name is another name.
import type { Dialect } from "./dialect.ts";
import { scan } from "./scan.ts";

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
