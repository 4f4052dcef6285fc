// The state of a summary: where in a statement it is, and which name is being read. One level per parenthesis.
import type { Dialect } from "./dialect.ts";
import { createFindings, type Findings, unquoted } from "./findings.ts";
import { wrappers } from "./words.ts";

const at = 0x40;
const openParenthesis = 0x28;

/** What a level of parentheses expects next, and what has been read in it. Bits of `Statement.level`. */
export const LEVEL = {
  /** Nothing has been read. */
  fresh: 1,
  /** A name may follow FROM, INTO or USING. */
  wantsFrom: 2,
  wantsInto: 4,
  wantsUsing: 8,
  /** More names may follow after commas. */
  listing: 16,
  /** The next word is a name. */
  expecting: 32,
  /** The common tables of WITH. */
  common: 64,
  /** After a command that introduces another one, such as EXPLAIN. */
  introducing: 128,
  /** `DELETE a`: a name that may be an alias. */
  holding: 256,
  /** A procedure call may follow: SQL Server's `INSERT INTO a EXEC b`. */
  calling: 512,
} as const;

export type NameKind = "collection" | "other";

/** The statement that is being summarized. */
export interface Statement {
  readonly text: string;
  /** Whether names may continue with `@link`. */
  readonly links: boolean;
  readonly found: Findings;
  /** Names from WITH, in capitals, and the last one that was read. */
  readonly commonTables: Set<string>;
  lastName: string;
  level: number;
  outer: number[];
  /** Whether the first word has been read. */
  started: boolean;
  /** Whether the statement has no names, as GRANT. */
  ignoring: boolean;
  /** After CREATE, DROP and the like, until the name. */
  defining: boolean;
  verb: string;
  /** The previous word in capitals, "" after another token. */
  previous: string;
  /** The name that is being read; -1 when there is none. */
  nameFrom: number;
  nameTo: number;
  nameKind: NameKind;
  /** `DELETE a`: an alias of a name after FROM, or the table itself without FROM. */
  held: string | undefined;
  /** FOR has just ended a list of tables. */
  endedByFor: boolean;
  /** The name that is being read is the word TABLE, and may be the kind of the object instead. */
  afterKind: boolean;
}

/** The state at the beginning of `text`. */
export function createStatement(text: string, { links }: Dialect): Statement {
  return {
    text,
    links,
    found: createFindings(),
    commonTables: new Set(),
    lastName: "",
    level: LEVEL.fresh,
    outer: [],
    started: false,
    ignoring: false,
    defining: false,
    verb: "",
    previous: "",
    nameFrom: -1,
    nameTo: -1,
    nameKind: "collection",
    held: undefined,
    endedByFor: false,
    afterKind: false,
  };
}

/** Whether the innermost level has one of `bits`. */
export function has(statement: Statement, bits: number): boolean {
  return (statement.level & bits) !== 0;
}

/** Begins the next statement, after a semicolon. */
export function reset(statement: Statement): void {
  release(statement);
  statement.outer = [];
  statement.level = LEVEL.fresh;
  statement.started = statement.ignoring = statement.defining = false;
  statement.nameKind = "collection";
}

/** Reports the name of `DELETE a`, which no FROM followed. */
export function release(statement: Statement): void {
  if (statement.held !== undefined) statement.found.addName(statement.held, true);
  statement.held = undefined;
}

export function beginName(statement: Statement, from: number, to: number, kind: NameKind): void {
  statement.nameFrom = from;
  statement.nameTo = to;
  statement.nameKind = kind;
  statement.level &= ~LEVEL.expecting;
}

/** `INSERT INTO TABLE a`: the word was the kind of the object, not its name. */
export function expectAgain(statement: Statement): void {
  statement.nameFrom = statement.nameTo = -1;
  statement.afterKind = false;
  statement.level |= LEVEL.expecting;
}

/** Ends the name that is being read. `next` is the position of the mark after it, if there is one. */
export function closeName(statement: Statement, next?: number): void {
  if (statement.nameFrom === -1) return;
  reportName(statement, next);
  statement.nameFrom = statement.nameTo = -1;
  statement.afterKind = false;
}

function reportName(statement: Statement, next: number | undefined): void {
  const { text, nameTo, nameKind, found } = statement;
  const name = nameText(statement);
  const opens = next !== undefined && text.charCodeAt(next) === openParenthesis;
  const isListed = has(statement, LEVEL.listing) && nameKind === "collection";
  const isCall = opens && nameTo === next;
  if (opens && (isListed ? wrappers.has(name.toUpperCase()) : isCall && statement.afterKind)) {
    statement.level |= LEVEL.expecting;
    return;
  }
  // in a list of tables `f(` is a function
  const isFunction = isCall && isListed;
  if (!isFunction && statement.commonTables.has(unquoted(name).toUpperCase())) return;
  if (has(statement, LEVEL.holding)) statement.held ??= name;
  else found.addName(name, nameKind === "collection" && !isFunction);
}

// without the `@` of `a@?`, a link whose name is hidden
function nameText({ text, links, nameFrom, nameTo }: Statement): string {
  const isOpen = links && text.charCodeAt(nameTo - 1) === at;
  return text.slice(nameFrom, isOpen ? nameTo - 1 : nameTo);
}
