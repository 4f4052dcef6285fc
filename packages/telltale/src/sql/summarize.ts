// Summarizes SQL: its commands and the collections they use, in order (semantic conventions for databases, "Generating a summary of the
// query"). Not a parser: it follows the words that lead to names, one level of parentheses at a time, and reports nothing where it is
// not certain.
import type { Dialect } from "./dialect.ts";
import { type SqlSummary, unquoted } from "./findings.ts";
import type { Visit } from "./scan.ts";
import {
  beginName,
  closeName,
  createStatement,
  expectAgain,
  has,
  LEVEL,
  release,
  reset,
  type Statement,
} from "./statement.ts";
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
} from "./words.ts";

/** Builds the summary from the tokens of a text. Call `summary` after the last token. */
export interface Summarizer {
  readonly visit: Visit;
  summary(): SqlSummary;
}

const longestWord = 14;
const dot = 0x2e;
const at = 0x40;
const comma = 0x2c;
const semicolon = 0x3b;
const openParenthesis = 0x28;
const closeParenthesis = 0x29;

/** A summarizer of `text`. */
export function createSummarizer(text: string, dialect: Dialect): Summarizer {
  const statement = createStatement(text, dialect);
  return {
    visit: (kind, from, to) => addToken(statement, kind, from, to),
    summary() {
      closeName(statement);
      release(statement);
      return statement.found.summary();
    },
  };
}

function addToken(statement: Statement, kind: TokenKind, from: number, to: number): void {
  switch (kind) {
    case "word":
      return addWord(statement, from, to);
    case "name":
      return addName(statement, from, to);
    case "mark":
      return addMark(statement, from);
    case "literal":
      return addValue(statement);
    case "placeholder":
      return addPlaceholder(statement, from, to);
    case "comment":
  }
}

function addWord(statement: Statement, from: number, to: number): void {
  if (continuesName(statement, from)) {
    statement.nameTo = to;
    return;
  }
  const { text } = statement;
  const isPart = text.charCodeAt(from - 1) === dot;
  const word = isPart || to - from > longestWord ? "" : text.slice(from, to).toUpperCase();
  if (isRowsFrom(statement, word)) expectAgain(statement);
  else if (!statement.afterKind || clauses.has(word) || commands.has(word)) closeName(statement);
  else expectAgain(statement);
  if (!statement.ignoring) follow(statement, word, from, to);
  statement.previous = word;
}

/** Whether the token at `from` is a part of the name: after a dot, or after the `@` of a database link. */
function continuesName({ text, links, nameTo }: Statement, from: number): boolean {
  if (nameTo !== from) return false;
  const before = text.charCodeAt(from - 1);
  return before === dot || (links && before === at);
}

/** PostgreSQL's `FROM ROWS FROM (f(1), g(2))`. */
function isRowsFrom(statement: Statement, word: string): boolean {
  const isRows = word === "FROM" && statement.previous === "ROWS" && statement.nameFrom !== -1;
  return isRows && has(statement, LEVEL.listing);
}

function follow(statement: Statement, word: string, from: number, to: number): void {
  if (word === "WITH" && beginsCommon(statement)) {
    statement.level = (statement.level & ~(LEVEL.fresh | LEVEL.expecting)) | LEVEL.common;
  } else if (isCommand(statement, word)) {
    statement.started = true;
    beginCommand(statement, word, from, to);
  } else if (has(statement, LEVEL.common)) {
    if (word === "AS") statement.commonTables.add(statement.lastName);
    else statement.lastName = commonName(statement, from, to);
  } else if (!statement.started) {
    // an unknown command: nothing is certain
    statement.started = true;
    statement.level = 0;
  } else if (statement.defining) {
    define(statement, word, from, to);
  } else {
    lead(statement, word, from, to);
  }
}

/** Whether WITH begins common tables here. */
function beginsCommon({ level }: Statement): boolean {
  return (level & ~(LEVEL.fresh | LEVEL.wantsInto | LEVEL.expecting | LEVEL.introducing)) === 0;
}

function commonName({ text }: Statement, from: number, to: number): string {
  return unquoted(text.slice(from, to)).toUpperCase();
}

function isCommand(statement: Statement, word: string): boolean {
  if (!statement.started) return commands.has(word);
  if (word === "SELECT") return true;
  if (procedures.has(word)) return (statement.level & (LEVEL.calling | LEVEL.expecting)) === LEVEL.calling;
  if (!changes.has(word)) return false;
  return (
    has(statement, LEVEL.fresh | LEVEL.common | LEVEL.introducing) || introductions.has(statement.previous)
  );
}

/** The level after commands that names follow. */
const commandLevels: ReadonlyMap<string, number> = new Map([
  ["SELECT", LEVEL.wantsFrom],
  ["DELETE", LEVEL.wantsFrom | LEVEL.wantsUsing | LEVEL.expecting | LEVEL.holding],
  ["LOAD", LEVEL.wantsInto],
  ["UPDATE", LEVEL.listing | LEVEL.expecting],
  ["COPY", LEVEL.expecting],
  ["TABLE", LEVEL.expecting],
  ["MERGE", LEVEL.wantsInto | LEVEL.wantsUsing | LEVEL.expecting],
]);

function beginCommand(statement: Statement, word: string, from: number, to: number): void {
  release(statement);
  statement.found.addCommand(statement.text.slice(from, to));
  statement.defining = definitions.has(word);
  statement.verb = word;
  statement.ignoring = permissions.has(word);
  statement.nameKind = procedures.has(word) ? "other" : "collection";
  statement.level = levelAfter(word);
}

function levelAfter(command: string): number {
  if (procedures.has(command)) return LEVEL.expecting;
  const level = commandLevels.get(command);
  if (level !== undefined) return level;
  if (changes.has(command)) return LEVEL.wantsInto | LEVEL.expecting | LEVEL.calling;
  return preludes.has(command) ? LEVEL.introducing : 0;
}

/** A word after CREATE, DROP and the like: part of the command, the kind of the object, or its name. */
function define(statement: Statement, word: string, from: number, to: number): void {
  // parentheses contain options: `VACUUM (FULL) a`
  if (statement.outer.length > 0) return;
  // `TRUNCATE public.a`
  const isName = statement.text.charCodeAt(to) === dot;
  if (!isName && definitionFillers.has(word)) return;
  statement.defining = false;
  if (clauses.has(word) || connectives.has(word)) return;
  if (isName) beginBare(statement, from, to);
  else if (namedKinds.has(word)) defineKind(statement, word, from, to);
  else if (namelessKinds.has(word)) {
    statement.found.extendCommand(statement.text.slice(from, to));
    statement.nameKind = "other";
  } else beginBare(statement, from, to);
}

function defineKind(statement: Statement, word: string, from: number, to: number): void {
  const { found, text, verb } = statement;
  found.extendCommand(text.slice(from, to));
  statement.nameKind = collectionKinds.has(word) ? "collection" : "other";
  // in CREATE and ALTER, commas separate something else
  const isList = statement.nameKind === "collection" && verb !== "CREATE" && verb !== "ALTER";
  statement.level = isList ? LEVEL.listing | LEVEL.expecting : LEVEL.expecting;
}

/** The name in `TRUNCATE a` and `USE a`. */
function beginBare(statement: Statement, from: number, to: number): void {
  const { verb } = statement;
  statement.nameKind = "other";
  if (!bareDefinitions.has(verb)) return;
  statement.defining = false;
  if (verb === "TRUNCATE" || verb === "LOCK") statement.level |= LEVEL.listing;
  beginName(statement, from, to, verb === "USE" ? "other" : "collection");
}

/** A word within a command: it leads to a name, ends a list of names, or is a name. */
function lead(statement: Statement, word: string, from: number, to: number): void {
  if (statement.previous === "FOR" && forTables.has(word)) {
    if (statement.endedByFor) statement.level |= LEVEL.listing;
  } else if (leads.get(word)?.(statement) === true) {
    // the word is a keyword here
  } else if (clauses.has(word)) {
    endList(statement, word);
  } else if (connectives.has(word)) {
    statement.level &= ~LEVEL.expecting;
  } else if (has(statement, LEVEL.expecting) && !nameFillers.has(word)) {
    beginName(statement, from, to, statement.nameKind);
    statement.afterKind = word === "TABLE" && isInto(statement.previous);
  }
  statement.level &= ~LEVEL.fresh;
}

/** Words that lead to names. Each returns whether it is a keyword at this place. */
const leads: ReadonlyMap<string, (statement: Statement) => boolean> = new Map([
  ["FROM", leadFrom],
  ["JOIN", leadJoin],
  ["STRAIGHT_JOIN", leadJoin],
  ["APPLY", leadApply],
  ["ALL", leadAll],
  ["FIRST", leadAll],
  ["FUNCTION", leadFunction],
  ["INTO", leadInto],
  ["USING", leadUsing],
]);

function leadFrom(statement: Statement): boolean {
  statement.held = undefined;
  if (has(statement, LEVEL.wantsFrom) && statement.previous !== "DISTINCT")
    statement.level = (statement.level & LEVEL.wantsUsing) | LEVEL.listing | LEVEL.expecting;
  return true;
}

function leadJoin(statement: Statement): boolean {
  // ClickHouse's ARRAY JOIN is followed by columns
  if (has(statement, LEVEL.listing) && statement.previous !== "ARRAY") statement.level |= LEVEL.expecting;
  return true;
}

function leadApply(statement: Statement): boolean {
  const { previous } = statement;
  if (previous !== "CROSS" && previous !== "OUTER") return false;
  if (has(statement, LEVEL.listing)) statement.level |= LEVEL.expecting;
  return true;
}

/** Oracle's INSERT ALL names several tables. */
function leadAll(statement: Statement): boolean {
  const { previous } = statement;
  if (previous !== "INSERT" && previous !== "OVERWRITE") return false;
  statement.level = (statement.level | LEVEL.wantsFrom) & ~LEVEL.expecting;
  return true;
}

/** `INSERT INTO FUNCTION f(…)`. */
function leadFunction(statement: Statement): boolean {
  const { previous } = statement;
  if (previous !== "INTO" && previous !== "TABLE") return false;
  statement.level |= LEVEL.listing;
  return true;
}

function leadInto(statement: Statement): boolean {
  if (has(statement, LEVEL.wantsInto | LEVEL.wantsFrom))
    statement.level = (statement.level & ~LEVEL.wantsInto) | LEVEL.expecting;
  return true;
}

function leadUsing(statement: Statement): boolean {
  if (has(statement, LEVEL.wantsUsing))
    statement.level = (statement.level & ~LEVEL.wantsUsing) | LEVEL.listing | LEVEL.expecting;
  return true;
}

function endList(statement: Statement, clause: string): void {
  release(statement);
  statement.endedByFor = clause === "FOR" && has(statement, LEVEL.listing);
  statement.level &= ~(LEVEL.listing | LEVEL.expecting | LEVEL.wantsInto | LEVEL.calling);
  if (clause === "SET") statement.level |= LEVEL.wantsFrom;
}

function isInto(word: string): boolean {
  return word === "INTO" || word === "OVERWRITE";
}

function addMark(statement: Statement, from: number): void {
  const code = statement.text.charCodeAt(from);
  if (statement.nameTo === from && (code === dot || (statement.links && code === at))) {
    statement.nameTo = from + 1;
    return;
  }
  closeName(statement, from);
  if (code === openParenthesis) openLevel(statement);
  else if (code === closeParenthesis) statement.level = statement.outer.pop() ?? statement.level;
  else if (code === comma) {
    if (has(statement, LEVEL.listing)) statement.level |= LEVEL.expecting;
  } else if (code === semicolon) reset(statement);
  statement.previous = "";
}

function openLevel(statement: Statement): void {
  const { level } = statement;
  // `TOP (5)` is followed by the name, which is not inside
  const isCount = statement.previous === "TOP";
  const isExpected = (level & LEVEL.expecting) !== 0 && !isCount;
  statement.outer.push(level & ~(isCount ? LEVEL.fresh : LEVEL.fresh | LEVEL.expecting));
  statement.level = isExpected ? LEVEL.fresh | LEVEL.listing | LEVEL.expecting : LEVEL.fresh;
}

function addName(statement: Statement, from: number, to: number): void {
  if (continuesName(statement, from)) {
    statement.nameTo = to;
    return;
  }
  if (statement.afterKind) expectAgain(statement);
  else closeName(statement);
  const { defining, ignoring, outer, verb } = statement;
  if (has(statement, LEVEL.common)) statement.lastName = commonName(statement, from, to);
  else if (defining && outer.length === 0 && bareDefinitions.has(verb)) beginBare(statement, from, to);
  else if (!defining && !ignoring && has(statement, LEVEL.expecting))
    beginName(statement, from, to, statement.nameKind);
  statement.previous = "";
}

/** A value, a variable or a stage, possibly in place of a table. */
function addValue(statement: Statement): void {
  closeName(statement);
  if (statement.nameKind === "collection" && has(statement, LEVEL.expecting))
    statement.level = (statement.level & ~LEVEL.expecting) | LEVEL.wantsFrom;
}

function addPlaceholder(statement: Statement, from: number, to: number): void {
  const { text, links, nameTo } = statement;
  if (links && nameTo === from && text.charCodeAt(from) === at) statement.nameTo = to;
  else addValue(statement);
}
