// What a text of SQL does, and to what: its commands and the collections they are about, in the order in which they stand
// (semantic conventions for databases, "Generating a summary of the query"). Not a parser: it follows the words that lead to
// names, one level of parentheses at a time, and is silent where it does not know.
import type { TokenKind, Visit } from "./scan.ts";
import {
  changes,
  clauses,
  collectionKinds,
  commands,
  definitionFillers,
  definitions,
  introductions,
  namedKinds,
  nameFillers,
  namelessKinds,
  permissions,
  preludes,
  procedures,
} from "./words.ts";

/** What a query does and to what. */
export interface SqlSummary {
  /** Commands and the names they are about, as they are written, at most 255 characters; empty when nothing is recognised. */
  readonly summary: string;
  /** The first command, such as `SELECT` or `CREATE TABLE`. */
  readonly operation: string | undefined;
  /** The tables and views, without quotes, each once, in the order in which they stand; at most 100. */
  readonly collections: readonly string[];
}

/** Builds the summary out of the pieces of a text; ask for it at the end. */
export interface Summarizer {
  readonly visit: Visit;
  summary(): SqlSummary;
}

const maxSummaryLength = 255;
const maxCollections = 100;
const longestWord = 14;

// what a level of parentheses waits for
const fresh = 1;
const wantsFrom = 2;
const wantsInto = 4;
const wantsUsing = 8;
const listing = 16;
const expecting = 32;
const common = 64;
const introducing = 128;

type NameKind = "collection" | "other" | "none";

/** A summariser of `text`. */
export function createSummarizer(text: string): Summarizer {
  const found = createFindings();
  const commonTables = new Set<string>();
  let outer: number[] = [];
  let level = fresh;
  let started = false;
  let ignoring = false;
  let defining = false;
  let kind: NameKind = "collection";
  let previous = "";
  let lastName = "";
  let nameFrom = -1;
  let nameTo = -1;

  function reset(): void {
    outer = [];
    level = fresh;
    started = ignoring = defining = false;
    kind = "collection";
  }

  function command(word: string, from: number, to: number): void {
    found.addCommand(text.slice(from, to));
    level = preludes.has(word) ? introducing : 0;
    defining = definitions.has(word);
    ignoring = permissions.has(word);
    kind = procedures.has(word) ? "other" : "collection";
    if (procedures.has(word)) level = expecting;
    else if (word === "SELECT") level = wantsFrom;
    else if (word === "DELETE") level = wantsFrom | wantsUsing;
    else if (word === "UPDATE") level = listing | expecting;
    else if (word === "COPY" || word === "TABLE") level = expecting;
    else if (word === "MERGE") level = wantsInto | wantsUsing | expecting;
    else if (changes.has(word)) level = wantsInto | expecting;
  }

  function isCommand(word: string): boolean {
    if (!started) return commands.has(word);
    if (word === "SELECT") return true;
    return (
      changes.has(word) && ((level & (fresh | common | introducing)) !== 0 || introductions.has(previous))
    );
  }

  function onWord(from: number, to: number): void {
    if (nameTo === from && text.charCodeAt(from - 1) === 0x2e) {
      nameTo = to;
      return;
    }
    closeName(false);
    const isPart = text.charCodeAt(from - 1) === 0x2e;
    const word = isPart || to - from > longestWord ? "" : text.slice(from, to).toUpperCase();
    if (!ignoring) follow(word, from, to);
    previous = word;
  }

  function follow(word: string, from: number, to: number): void {
    if (word === "WITH" && (level & ~(fresh | wantsInto | expecting | introducing)) === 0) {
      level = (level & ~(fresh | expecting)) | common;
    } else if (isCommand(word)) {
      started = true;
      command(word, from, to);
    } else if ((level & common) !== 0) {
      if (word === "AS") commonTables.add(lastName);
      else lastName = unquoted(text.slice(from, to)).toUpperCase();
    } else if (!started) {
      // no command that is known: it could be anything
      started = true;
      level = 0;
    } else if (defining) {
      define(word, from, to);
    } else {
      lead(word, from, to);
    }
  }

  function define(word: string, from: number, to: number): void {
    if (definitionFillers.has(word)) return;
    defining = false;
    const named = namedKinds.has(word);
    if (named || namelessKinds.has(word)) found.extendCommand(text.slice(from, to));
    kind = collectionKinds.has(word) ? "collection" : "other";
    if (named) level = word === "TABLE" || word === "VIEW" ? listing | expecting : expecting;
    else if (previous === "TRUNCATE" || previous === "ONLY") beginName(from, to, "collection");
  }

  function lead(word: string, from: number, to: number): void {
    if (word === "FROM") {
      if ((level & wantsFrom) !== 0 && previous !== "DISTINCT")
        level = (level & wantsUsing) | listing | expecting;
    } else if (word === "JOIN" || word === "STRAIGHT_JOIN") {
      // ClickHouse joins arrays, which are columns
      if ((level & listing) !== 0 && previous !== "ARRAY") level |= expecting;
    } else if (word === "ALL" && (level & wantsInto) !== 0) {
      // Oracle's INSERT ALL names several
      level |= wantsFrom;
    } else if (word === "INTO") {
      if ((level & (wantsInto | wantsFrom)) !== 0) level = (level & ~wantsInto) | expecting;
    } else if (word === "USING") {
      if ((level & wantsUsing) !== 0) level = (level & ~wantsUsing) | listing | expecting;
    } else if (clauses.has(word)) {
      level &= ~(listing | expecting | wantsInto);
      if (word === "SET") level |= wantsFrom;
    } else if (word === "ON") {
      level &= ~expecting;
    } else if ((level & expecting) !== 0 && !nameFillers.has(word)) {
      beginName(from, to, kind);
    }
    level &= ~fresh;
  }

  function beginName(from: number, to: number, as: NameKind): void {
    nameFrom = from;
    nameTo = to;
    kind = as;
    level &= ~expecting;
  }

  function closeName(beforeParenthesis: boolean): void {
    if (nameFrom === -1) return;
    const name = text.slice(nameFrom, nameTo);
    // in a list of tables `f(` is a function
    const isFunction = beforeParenthesis && (level & listing) !== 0 && kind === "collection";
    if (!isFunction && !commonTables.has(unquoted(name).toUpperCase()))
      found.addName(name, kind === "collection");
    nameFrom = nameTo = -1;
  }

  function onMark(from: number): void {
    const code = text.charCodeAt(from);
    if (code === 0x2e && nameTo === from) {
      nameTo = from + 1;
      return;
    }
    closeName(code === 0x28 && nameTo === from);
    if (code === 0x28) {
      outer.push(level & ~(fresh | expecting));
      level = fresh | ((level & expecting) === 0 ? 0 : listing | expecting);
    } else if (code === 0x29) {
      level = outer.pop() ?? level;
    } else if (code === 0x2c) {
      if ((level & listing) !== 0) level |= expecting;
    } else if (code === 0x3b) {
      reset();
    }
    previous = "";
  }

  function onName(from: number, to: number): void {
    if (nameTo === from && text.charCodeAt(from - 1) === 0x2e) {
      nameTo = to;
      return;
    }
    closeName(false);
    if ((level & common) !== 0) lastName = unquoted(text.slice(from, to)).toUpperCase();
    else if (!defining && !ignoring && (level & expecting) !== 0) beginName(from, to, kind);
    previous = "";
  }

  const told: Readonly<Record<TokenKind, (from: number, to: number) => void>> = {
    word: onWord,
    name: onName,
    mark: onMark,
    comment() {},
    literal: () => closeName(false),
    placeholder: () => {
      closeName(false);
      // a variable or a stage in place of a table
      if ((level & listing) !== 0) level &= ~expecting;
    },
  };
  return {
    visit: (tokenKind, from, to) => told[tokenKind](from, to),
    summary() {
      closeName(false);
      return found.summary();
    },
  };
}

/** Collects commands and names within the bounds of a summary. */
function createFindings(): {
  addCommand(command: string): void;
  extendCommand(kind: string): void;
  addName(name: string, isCollection: boolean): void;
  summary(): SqlSummary;
} {
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

function unquoted(name: string): string {
  return /["`[]/.test(name) ? name.replaceAll(/"([^"]*)"|`([^`]*)`|\[([^\]]*)\]/g, "$1$2$3") : name;
}
