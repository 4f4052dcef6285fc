// What a summary holds: commands and names within its bounds.

/** What a query does and to what. */
export interface SqlSummary {
  /** Commands and the names they are about, as they are written, at most 255 characters; empty when nothing is recognised. */
  readonly summary: string;
  /** The first command, such as `SELECT` or `CREATE TABLE`. */
  readonly operation: string | undefined;
  /** The tables and views, without quotes, each once, in the order in which they stand; at most 100. */
  readonly collections: readonly string[];
}

/** Collects them, in the order in which they stand. */
export interface Findings {
  addCommand(command: string): void;
  extendCommand(kind: string): void;
  addName(name: string, isCollection: boolean): void;
  summary(): SqlSummary;
}

const maxSummaryLength = 255;
const maxCollections = 100;

/** Nothing yet. */
export function createFindings(): Findings {
  const parts: string[] = [];
  const collections = new Set<string>();
  let length = 0;
  let operation: string | undefined;
  let commandsSeen = 0;

  function add(part: string): void {
    length += part.length + (parts.length === 0 ? 0 : 1);
    // once one does not fit nothing that follows may stand in its place
    if (length <= maxSummaryLength) parts.push(part);
    else length = Infinity;
  }
  return {
    addCommand(command) {
      if (++commandsSeen === 1) operation = command;
      add(command);
    },
    extendCommand(kind) {
      if (commandsSeen === 1) operation = `${operation} ${kind}`;
      add(kind);
    },
    addName(name, isCollection) {
      add(name);
      if (isCollection && collections.size < maxCollections && name.length <= maxSummaryLength)
        collections.add(unquoted(name));
    },
    summary: () => ({ summary: parts.join(" "), operation, collections: [...collections] }),
  };
}

/** `name` without its quotes; those that are doubled are one of it. */
export function unquoted(name: string): string {
  if (!/["`[]/.test(name)) return name;
  // what is never closed is found too, and left: so its end is looked for once
  return name.replaceAll(
    /"((?:[^"]|"")*)("?)|`((?:[^`]|``)*)(`?)|\[((?:[^\]]|\]\])*)(\]?)/g,
    (part, ...groups: (string | undefined)[]) =>
      (groups[1] ?? groups[3] ?? groups[5]) === "" ? part : part.slice(1, -1).replaceAll(/(["`\]])\1/g, "$1"),
  );
}
