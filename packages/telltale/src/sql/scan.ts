// Splits SQL into tokens: words, names, literals, placeholders, comments and marks. One pass with a bounded number of reads per
// character. A token that is never closed ends with the text, so no text is slow and none is an error.
import { isBlank, isDigit, isLetter } from "./characters.ts";
import { type Context, createContext, isSecret, isValue, noteToken } from "./context.ts";
import type { Dialect } from "./dialect.ts";
import {
  endOfCustomQuote,
  endOfDollarQuote,
  endOfEscapeString,
  endOfQuoted,
  endOfString,
  endOfTripleQuote,
} from "./quoted.ts";
import type { TokenKind } from "./token-kind.ts";
import { afterDot, endOfComment, endOfLine, endOfNumber, endOfWord, isUuid, uuidLength } from "./unquoted.ts";

/** Called for each token from left to right; blanks are not tokens. Must not throw. */
export type Visit = (kind: TokenKind, from: number, to: number) => void;

const quote = 0x27;
const doubleQuote = 0x22;
const backtick = 0x60;
const dot = 0x2e;
const minus = 0x2d;
const plus = 0x2b;
const slash = 0x2f;
const star = 0x2a;
const hash = 0x23;
const dollar = 0x24;
const colon = 0x3a;
const at = 0x40;
const question = 0x3f;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const closeParenthesis = 0x29;
const exclamation = 0x21;
const percent = 0x25;
const tilde = 0x7e;
const openSingle = 0x2018;
const openDouble = 0x201c;

/** The token that is being read, and the one before it. */
interface Scanner {
  readonly text: string;
  readonly dialect: Dialect;
  readonly context: Context;
  from: number;
  to: number;
  kind: TokenKind;
  lastKind: TokenKind;
  lastTo: number;
}

/** Calls `visit` for each token of `text`. Linear in its length. */
export function scan(text: string, dialect: Dialect, visit: Visit): void {
  const context = createContext(text, dialect);
  const scanner: Scanner = {
    text,
    dialect,
    context,
    from: 0,
    to: 0,
    kind: "mark",
    lastKind: "mark",
    lastTo: -1,
  };
  while (scanner.from < text.length) {
    const code = text.charCodeAt(scanner.from);
    if (isBlank(code)) {
      scanner.from++;
      continue;
    }
    readToken(scanner, code);
    const { kind, from, to } = scanner;
    noteToken(context, kind, from, to);
    visit(kind, from, to);
    scanner.lastKind = kind;
    scanner.lastTo = to;
    scanner.from = to;
  }
}

/** Reads the token that begins with `code`. */
function readToken(scanner: Scanner, code: number): void {
  const { text, from, dialect } = scanner;
  take(scanner, "mark", from + 1);
  if (scanner.context.data) take(scanner, "literal", text.length);
  else if (isUuid(text, from)) take(scanner, "literal", from + uuidLength);
  else if (isDigit(code)) readDigits(scanner);
  else if (isWordStart(code, dialect)) readWord(scanner);
  else readMark(scanner, code);
}

/** Sets the kind and the end of the token. A word or name that is a secret becomes a literal. */
function take(scanner: Scanner, kind: TokenKind, to: number): void {
  const isHidden = (kind === "word" || kind === "name") && isSecret(scanner.context, scanner.from, to);
  scanner.kind = isHidden ? "literal" : kind;
  scanner.to = to;
}

/** Whether no blank or comment separates the token from the one before. */
function isAdjacent({ from, lastTo }: Scanner): boolean {
  return from === lastTo;
}

/** Whether the token follows an operand at once, so that its sign or dot does not begin a number. */
function afterOperand(scanner: Scanner): boolean {
  if (!isAdjacent(scanner)) return false;
  const { text, lastKind, lastTo } = scanner;
  if (lastKind === "word" || lastKind === "name" || lastKind === "placeholder") return true;
  const code = text.charCodeAt(lastTo - 1);
  return lastKind === "mark" && (code === closeParenthesis || code === closeBracket);
}

// `t.5x` is a name with two parts; elsewhere digits begin a number
function readDigits(scanner: Scanner): void {
  const { text, from } = scanner;
  if (isAdjacent(scanner) && afterDot(text, from)) take(scanner, "word", endOfWord(text, from));
  else take(scanner, "literal", endOfNumber(text, from));
}

function readWord(scanner: Scanner): void {
  const { text, from, dialect } = scanner;
  const to = endOfWord(text, from + 1);
  if (to - from <= 2) {
    const ended = endOfPrefixed(text, text.slice(from, to).toLowerCase(), to, dialect);
    if (ended !== undefined) return take(scanner, "literal", ended);
    if (isEscapedName(text, from, to, dialect)) return readName(scanner, to + 1, doubleQuote);
  }
  const isBoolean = (to - from === 4 || to - from === 5) && /^(?:true|false)$/i.test(text.slice(from, to));
  take(scanner, isBoolean && !afterDot(text, from) ? "literal" : "word", to);
}

/** The end of the string that opens at `from` after `prefix`; `undefined` when none does. */
function endOfPrefixed(text: string, prefix: string, from: number, dialect: Dialect): number | undefined {
  const mark = text.charCodeAt(from);
  if (mark === quote) return endOfPrefixedString(text, prefix, from, dialect);
  if (mark !== doubleQuote) return undefined;
  const isText = (prefix === "n" || prefix === "b") && dialect.doubleQuotes === "unsure";
  const isRaw = prefix === "r" && dialect.rawStrings;
  return isText || isRaw ? endOfString(text, from, mark, false) : undefined;
}

function endOfPrefixedString(
  text: string,
  prefix: string,
  from: number,
  dialect: Dialect,
): number | undefined {
  if (prefix.length === 1 && dialect.escapeStrings.includes(prefix)) return endOfEscapeString(text, from);
  if ((prefix === "q" || prefix === "nq") && dialect.customQuotes) return endOfCustomQuote(text, from);
  if (prefix === "r" && dialect.rawStrings) return endOfString(text, from, quote, false);
  const isKnown = prefix === "n" || prefix === "x" || prefix === "b";
  return isKnown ? endOfString(text, from, quote, dialect.backslash) : undefined;
}

/** `U&"…"`, the standard's name with escapes. */
function isEscapedName(text: string, from: number, to: number, { doubleQuotes }: Dialect): boolean {
  const isMarked = to - from === 1 && (text.charCodeAt(from) | 0x20) === 0x75 && text.startsWith('&"', to);
  return isMarked && doubleQuotes === "name";
}

/** Reads a token that begins with neither a letter nor a digit. Without a rule it stays a mark of one character. */
function readMark(scanner: Scanner, code: number): void {
  switch (code) {
    case quote:
      return take(scanner, "literal", endOfText(scanner, quote));
    case dot:
      return readDot(scanner);
    case minus:
    case plus:
      return readSign(scanner, code);
    case doubleQuote:
      return readDoubleQuoted(scanner);
    case backtick:
      return readName(scanner, scanner.from, backtick);
    case openBracket:
      return readBracket(scanner);
    case slash:
      return readSlash(scanner);
    case hash:
      return readHash(scanner);
    case dollar:
    case colon:
    case at:
    case question:
      return readPlaceholder(scanner, code);
    default:
      return readTypographicQuote(scanner, code);
  }
}

function readBracket(scanner: Scanner): void {
  if (scanner.dialect.bracketNames) readName(scanner, scanner.from, closeBracket);
}

// ClickHouse accepts typographic quotes
function readTypographicQuote(scanner: Scanner, code: number): void {
  if (code === openSingle || code === openDouble)
    take(scanner, "literal", endOfPair(scanner.text, scanner.from, code + 1));
}

function readDot(scanner: Scanner): void {
  const { text, from } = scanner;
  if (isDigit(text.charCodeAt(from + 1)) && !afterOperand(scanner))
    take(scanner, "literal", endOfNumber(text, from));
}

function readSign(scanner: Scanner, code: number): void {
  const { text, from, dialect } = scanner;
  const next = text.charCodeAt(from + 1);
  if (code === minus && next === minus && isDashComment(text, from, dialect)) {
    return take(scanner, "comment", endOfLine(text, from));
  }
  // a sign belongs to its number, except between two operands
  const isNumber = isDigit(next) || (next === dot && isDigit(text.charCodeAt(from + 2)));
  if (isNumber && !afterOperand(scanner)) take(scanner, "literal", endOfNumber(text, from + 1));
}

function readDoubleQuoted(scanner: Scanner): void {
  const { text, from, dialect } = scanner;
  if (dialect.doubleQuotes === "string") return take(scanner, "literal", endOfText(scanner, doubleQuote));
  if (dialect.doubleQuotes === "unsure" && isValueThere(scanner)) {
    const to = endOfText(scanner, doubleQuote);
    if (text.charCodeAt(to) !== dot) return take(scanner, "literal", to);
  }
  readName(scanner, from, doubleQuote);
}

// the dot of `0.` belongs to the number, any other one before the token to a name
function isValueThere({ text, from, lastKind, context }: Scanner): boolean {
  const isPart = lastKind === "mark" && afterDot(text, from);
  return !isPart && isValue(context);
}

function readSlash(scanner: Scanner): void {
  const { text, from, dialect } = scanner;
  const next = text.charCodeAt(from + 1);
  if (next === star) take(scanner, "comment", endOfComment(text, from, dialect.nestedComments));
  else if (next === slash && dialect.slashComments !== false)
    readLine(scanner, dialect.slashComments === "unsure");
}

function readHash(scanner: Scanner): void {
  const { text, from, dialect } = scanner;
  if (isHashComment(text, from, dialect)) readLine(scanner, dialect.hashComments === "unsure");
}

// where the dialect does not say whether it is a comment, the rest of the text is hidden
function readLine(scanner: Scanner, unsure: boolean): void {
  const { text, from } = scanner;
  if (unsure) take(scanner, "literal", text.length);
  else take(scanner, "comment", endOfLine(text, from));
}

function isHashComment(text: string, from: number, { hashComments }: Dialect): boolean {
  if (typeof hashComments === "boolean") return hashComments;
  const next = text.charCodeAt(from + 1);
  // another comment counts as a blank
  const opensOther = ["#", "--", "/*"].some((opening) => text.startsWith(opening, from + 1));
  return isBlank(next) || next === exclamation || opensOther;
}

/** Reads the quoted name that opens at `opening`. */
function readName(scanner: Scanner, opening: number, closing: number): void {
  const { text, dialect } = scanner;
  const to = endOfQuoted(text, opening + 1, closing, dialect.nameEscapes);
  if (to === undefined) take(scanner, "literal", text.length);
  else take(scanner, "name", to);
}

function readPlaceholder(scanner: Scanner, code: number): void {
  const { text, from, dialect } = scanner;
  if (code === dollar && dialect.dollarQuotes) {
    const quoted = endOfDollarQuote(text, from);
    if (quoted !== undefined) return take(scanner, "literal", quoted);
  }
  // `::` casts, and `@@` begins the name of a variable
  const doubled = text.charCodeAt(from + 1) === code && (code === colon || code === at);
  if (doubled && code === colon) return take(scanner, "mark", from + 2);
  const to = endOfPlaceholder(scanner, code, doubled);
  if (to !== undefined) take(scanner, "placeholder", to);
}

/** The end of the placeholder; `undefined` when it is only a mark. A single `?` is a placeholder. */
function endOfPlaceholder(scanner: Scanner, code: number, doubled: boolean): number | undefined {
  const { text, from, dialect } = scanner;
  const start = doubled ? from + 2 : from + 1;
  const next = text.charCodeAt(start);
  const alone = code === question ? from + 1 : undefined;
  if (isDigit(next)) return endOfNumbered(scanner, code, start) ?? alone;
  if (code === question) return alone;
  if (isLetter(next)) return endOfWord(text, start);
  return code === at && !doubled && dialect.stages ? endOfStage(text, start) : undefined;
}

/** The end of `$1` or `:1`, where the dialect has such placeholders. */
function endOfNumbered(scanner: Scanner, code: number, start: number): number | undefined {
  const { text, dialect, lastKind } = scanner;
  const afterValue = isAdjacent(scanner) && lastKind !== "mark";
  if (afterValue || !dialect.numbered.includes(String.fromCharCode(code))) return undefined;
  const to = endOfWord(text, start);
  const isWhole = text.charCodeAt(to) !== dot || !isDigit(text.charCodeAt(to + 1));
  return isWhole && isAllDigits(text, start, to) ? to : undefined;
}

/** The end of the stage whose `@` is before `from`: of a user, of a table, or with a quoted name. */
function endOfStage(text: string, from: number): number | undefined {
  const next = text.charCodeAt(from);
  if (next === tilde) return from + 1;
  const name = next === percent ? from + 1 : from;
  if (text.charCodeAt(name) === doubleQuote) return endOfQuoted(text, name + 1, doubleQuote, false);
  return next === percent && isLetter(text.charCodeAt(name)) ? endOfWord(text, name) : undefined;
}

function isDashComment(text: string, from: number, dialect: Dialect): boolean {
  if (!dialect.dashNeedsBlank) return true;
  // the first of several dashes decides for all
  if (text.charCodeAt(from - 1) === minus) return false;
  let next = from + 2;
  while (text.charCodeAt(next) === minus) next++;
  const code = text.charCodeAt(next);
  // also before another comment, which may be removed later
  return next === text.length || isBlank(code) || code === hash || code === slash;
}

function endOfText({ text, from, dialect }: Scanner, mark: number): number {
  const triple = dialect.tripleQuotes ? endOfTripleQuote(text, from) : undefined;
  return triple ?? endOfString(text, from, mark, dialect.backslash);
}

function endOfPair(text: string, from: number, closing: number): number {
  const to = text.indexOf(String.fromCharCode(closing), from + 1);
  return to === -1 ? text.length : to + 1;
}

function isAllDigits(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!isDigit(text.charCodeAt(index))) return false;
  return true;
}

function isWordStart(code: number, dialect: Dialect): boolean {
  return isLetter(code) || (code === hash && dialect.hashNames);
}
