// What a text of SQL does, and to what: its commands and the collections they are about, in the order in which they stand
// (semantic conventions for databases, "Generating a summary of the query"). Not a parser: it follows the words that lead to
// names, one level of parentheses at a time, and is silent where it does not know.
import type { Dialect } from "./dialect.ts";
import { createFindings, type SqlSummary, unquoted } from "./findings.ts";
import type { Visit } from "./scan.ts";
import type { TokenKind } from "./token-kind.ts";
import {
  bareDefinitions,
  changes,
  clauses,
  collectionKinds,
  commands,
  connectives,
  definitionFillers,
  definitions,
  forTables,
  introductions,
  namedKinds,
  nameFillers,
  namelessKinds,
  permissions,
  preludes,
  procedures,
  wrappers,
} from "./words.ts";

/** Builds the summary out of the pieces of a text; ask for it at the end. */
export interface Summarizer {
  readonly visit: Visit;
  summary(): SqlSummary;
}

const longestWord = 14;
const dot = 0x2e;
const at = 0x40;
const openParenthesis = 0x28;

// what a level of parentheses waits for
const fresh = 1;
const wantsFrom = 2;
const wantsInto = 4;
const wantsUsing = 8;
const listing = 16;
const expecting = 32;
const common = 64;
const introducing = 128;
const holding = 256;
const calling = 512;

type NameKind = "collection" | "other" | "none";

/** A summariser of `text`. */
export function createSummarizer(text: string, { links }: Dialect): Summarizer {
  const found = createFindings();
  const commonTables = new Set<string>();
  let outer: number[] = [];
  let level = fresh;
  let started = false;
  let ignoring = false;
  let defining = false;
  let verb = "";
  let kind: NameKind = "collection";
  let previous = "";
  let lastName = "";
  // `DELETE a`: another name for what follows FROM, or the table where none follows
  let held: string | undefined;
  let nameFrom = -1;
  let nameTo = -1;
  // whether FOR has just ended a list of tables
  let endedByFor = false;
  // a name is begun that is the word TABLE
  let afterKind = false;

  function release(): void {
    if (held !== undefined) found.addName(held, true);
    held = undefined;
  }

  function reset(): void {
    release();
    outer = [];
    level = fresh;
    started = ignoring = defining = false;
    kind = "collection";
  }

  function command(word: string, from: number, to: number): void {
    release();
    found.addCommand(text.slice(from, to));
    level = preludes.has(word) ? introducing : 0;
    defining = definitions.has(word);
    verb = word;
    ignoring = permissions.has(word);
    kind = procedures.has(word) ? "other" : "collection";
    if (procedures.has(word)) level = expecting;
    else if (word === "SELECT") level = wantsFrom;
    else if (word === "DELETE") level = wantsFrom | wantsUsing | expecting | holding;
    else if (word === "LOAD") level = wantsInto;
    else if (word === "UPDATE") level = listing | expecting;
    else if (word === "COPY" || word === "TABLE") level = expecting;
    else if (word === "MERGE") level = wantsInto | wantsUsing | expecting;
    else if (changes.has(word)) level = wantsInto | expecting | calling;
  }

  function isCommand(word: string): boolean {
    if (!started) return commands.has(word);
    if (word === "SELECT") return true;
    // SQL Server's `INSERT INTO a EXEC b`
    if (procedures.has(word)) return (level & (calling | expecting)) === calling;
    return (
      changes.has(word) && ((level & (fresh | common | introducing)) !== 0 || introductions.has(previous))
    );
  }

  function onWord(from: number, to: number): void {
    if (goesOn(from)) {
      nameTo = to;
      return;
    }
    const isPart = text.charCodeAt(from - 1) === dot;
    const word = isPart || to - from > longestWord ? "" : text.slice(from, to).toUpperCase();
    if (isRowsFrom(word)) expectAgain();
    else if (!afterKind || clauses.has(word) || commands.has(word)) closeName();
    else expectAgain();
    if (!ignoring) follow(word, from, to);
    previous = word;
  }

  /** Whether the name has a part at `from`: behind a dot, or behind the `@` of a database link. */
  function goesOn(from: number): boolean {
    if (nameTo !== from) return false;
    const before = text.charCodeAt(from - 1);
    return before === dot || (links && before === at);
  }

  /** PostgreSQL's `FROM ROWS FROM (f(1), g(2))`. */
  function isRowsFrom(word: string): boolean {
    return word === "FROM" && previous === "ROWS" && nameFrom !== -1 && (level & listing) !== 0;
  }

  /** `INSERT INTO TABLE a`: what looked like a name tells what sort of thing is named. */
  function expectAgain(): void {
    nameFrom = nameTo = -1;
    afterKind = false;
    level |= expecting;
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
    // in parentheses are options: `VACUUM (FULL) a`
    if (outer.length > 0) return;
    // `TRUNCATE public.a`
    const isName = text.charCodeAt(to) === dot;
    if (!isName && definitionFillers.has(word)) return;
    defining = false;
    if (clauses.has(word) || connectives.has(word)) return;
    const named = !isName && namedKinds.has(word);
    const isKind = named || (!isName && namelessKinds.has(word));
    if (isKind) found.extendCommand(text.slice(from, to));
    kind = named && collectionKinds.has(word) ? "collection" : "other";
    // definitions go on with commas that part something else
    const described = verb === "CREATE" || verb === "ALTER";
    if (named) level = kind === "collection" && !described ? listing | expecting : expecting;
    else if (!isKind && bareDefinitions.has(verb)) beginBare(from, to);
  }

  /** The name in `TRUNCATE a` and `USE a`. */
  function beginBare(from: number, to: number): void {
    defining = false;
    if (verb === "TRUNCATE" || verb === "LOCK") level |= listing;
    beginName(from, to, verb === "USE" ? "other" : "collection");
  }

  function lead(word: string, from: number, to: number): void {
    if (previous === "FOR" && forTables.has(word)) {
      if (endedByFor) level |= listing;
    } else if (word === "FROM") {
      held = undefined;
      if ((level & wantsFrom) !== 0 && previous !== "DISTINCT")
        level = (level & wantsUsing) | listing | expecting;
    } else if (word === "JOIN" || word === "STRAIGHT_JOIN") {
      // ClickHouse joins arrays, which are columns
      if ((level & listing) !== 0 && previous !== "ARRAY") level |= expecting;
    } else if (word === "APPLY" && (previous === "CROSS" || previous === "OUTER")) {
      if ((level & listing) !== 0) level |= expecting;
    } else if ((word === "ALL" || word === "FIRST") && /^(?:INSERT|OVERWRITE)$/.test(previous)) {
      // Oracle's INSERT ALL names several
      level = (level | wantsFrom) & ~expecting;
    } else if (word === "FUNCTION" && /^(?:INTO|TABLE)$/.test(previous)) {
      // `INSERT INTO FUNCTION f(…)`
      level |= listing;
    } else if (word === "INTO") {
      if ((level & (wantsInto | wantsFrom)) !== 0) level = (level & ~wantsInto) | expecting;
    } else if (word === "USING") {
      if ((level & wantsUsing) !== 0) level = (level & ~wantsUsing) | listing | expecting;
    } else if (clauses.has(word)) {
      release();
      endedByFor = word === "FOR" && (level & listing) !== 0;
      level &= ~(listing | expecting | wantsInto | calling);
      if (word === "SET") level |= wantsFrom;
    } else if (connectives.has(word)) {
      level &= ~expecting;
    } else if ((level & expecting) !== 0 && !nameFillers.has(word)) {
      beginName(from, to, kind);
      afterKind = word === "TABLE" && /^(?:INTO|OVERWRITE)$/.test(previous);
    }
    level &= ~fresh;
  }

  function beginName(from: number, to: number, as: NameKind): void {
    nameFrom = from;
    nameTo = to;
    kind = as;
    level &= ~expecting;
  }

  /** Ends the name; `next` is the mark that follows at once or after blanks, if one does. */
  function closeName(next?: number): void {
    if (nameFrom === -1) return;
    // `a@?` leads where nobody knows
    const isOpen = links && text.charCodeAt(nameTo - 1) === at;
    const name = text.slice(nameFrom, isOpen ? nameTo - 1 : nameTo);
    const opens = next !== undefined && text.charCodeAt(next) === openParenthesis;
    const isListed = (level & listing) !== 0 && kind === "collection";
    // in a list of tables `f(` is a function
    const isFunction = opens && isListed && nameTo === next;
    if (opens && (isListed ? wrappers.has(name.toUpperCase()) : afterKind && nameTo === next)) {
      level |= expecting;
    } else if (isFunction || !commonTables.has(unquoted(name).toUpperCase())) {
      if ((level & holding) === 0) found.addName(name, kind === "collection" && !isFunction);
      else held ??= name;
    }
    nameFrom = nameTo = -1;
    afterKind = false;
  }

  function onMark(from: number): void {
    const code = text.charCodeAt(from);
    if (nameTo === from && (code === dot || (links && code === at))) {
      nameTo = from + 1;
      return;
    }
    closeName(from);
    if (code === openParenthesis) {
      // the name comes behind `TOP (5)`
      const isCount = previous === "TOP";
      outer.push(level & ~(fresh | (isCount ? 0 : expecting)));
      level = fresh | ((level & expecting) === 0 || isCount ? 0 : listing | expecting);
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
    if (goesOn(from)) {
      nameTo = to;
      return;
    }
    if (afterKind) expectAgain();
    else closeName();
    if ((level & common) !== 0) lastName = unquoted(text.slice(from, to)).toUpperCase();
    else if (defining && outer.length === 0 && bareDefinitions.has(verb)) beginBare(from, to);
    else if (!defining && !ignoring && (level & expecting) !== 0) beginName(from, to, kind);
    previous = "";
  }

  /** A value, a variable or a stage, maybe in place of a table. */
  function onValue(): void {
    closeName();
    if (kind === "collection" && (level & expecting) !== 0) level = (level & ~expecting) | wantsFrom;
  }

  function onPlaceholder(from: number, to: number): void {
    if (links && nameTo === from && text.charCodeAt(from) === at) nameTo = to;
    else onValue();
  }

  const told: Readonly<Record<TokenKind, (from: number, to: number) => void>> = {
    word: onWord,
    name: onName,
    mark: onMark,
    comment() {},
    literal: onValue,
    placeholder: onPlaceholder,
  };
  return {
    visit: (tokenKind, from, to) => told[tokenKind](from, to),
    summary() {
      closeName();
      release();
      return found.summary();
    },
  };
}
