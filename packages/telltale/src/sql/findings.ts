// Collects the commands and names of a summary within its limits.

/** The commands of a query and their targets. */
export interface SqlSummary {
  /** Commands and the names of their targets, as written in the query; at most 255 characters; empty for an unknown command. */
  readonly summary: string;
  /** The first command, such as `SELECT` or `CREATE TABLE`. */
  readonly operation: string | undefined;
  /** The tables and views without quotes, each once, in order of appearance; at most 100. */
  readonly collections: readonly string[];
}

/** Collects commands and names in order of appearance. */
export interface Findings {
  addCommand(command: string): void;
  extendCommand(kind: string): void;
  addName(name: string, isCollection: boolean): void;
  summary(): SqlSummary;
}

const maxSummaryLength = 255;
const maxCollections = 100;

/** An empty collection. */
export function createFindings(): Findings {
  const parts: string[] = [];
  const collections = new Set<string>();
  let length = 0;
  let operation: string | undefined;
  let commandsSeen = 0;

  function add(part: string): void {
    length += part.length + (parts.length === 0 ? 0 : 1);
    // once a part does not fit, no later one is added
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

/** `name` without its quotes; a doubled quote inside becomes one. */
export function unquoted(name: string): string {
  if (!/["`[]/.test(name)) return name;
  // an unclosed quote also matches and stays unchanged, so that its end is searched only once
  return name.replaceAll(
    /"((?:[^"]|"")*)("?)|`((?:[^`]|``)*)(`?)|\[((?:[^\]]|\]\])*)(\]?)/g,
    (part, ...groups: (string | undefined)[]) =>
      (groups[1] ?? groups[3] ?? groups[5]) === "" ? part : part.slice(1, -1).replaceAll(/(["`\]])\1/g, "$1"),
  );
}
