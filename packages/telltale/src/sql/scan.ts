// Cuts SQL into words, names, literals, placeholders, comments and marks: one pass, each character looked at a bounded number of
// times, and an end for everything that is left open (the end of the text), so that no text is slow and none is an error.
import { isBlank, isDigit, isLetter } from "./characters.ts";
import type { Dialect } from "./dialect.ts";
import { createPlace } from "./place.ts";
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

/** Is told each piece from left to right; blanks are not told. Must not throw. */
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
const bracket = 0x5b;
const exclamation = 0x21;
const percent = 0x25;
const tilde = 0x7e;
const openSingle = 0x2018;
const openDouble = 0x201c;

/** Tells `visit` the pieces of `text`. Linear in its length. */
export function scan(text: string, dialect: Dialect, visit: Visit): void {
  const place = createPlace(text, dialect);
  let position = 0;
  let lastKind: TokenKind = "mark";
  let lastTo = -1;
  let end = 0;
  let kind: TokenKind = "mark";

  const take = (taken: TokenKind, to: number): void => {
    kind = (taken === "word" || taken === "name") && place.isSecret(position, to) ? "literal" : taken;
    end = to;
  };
  while (position < text.length) {
    const code = text.charCodeAt(position);
    if (isBlank(code)) {
      position++;
      continue;
    }
    const adjacent = lastTo === position;
    const afterOperand = adjacent && isOperand(text, lastTo, lastKind);
    take("mark", position + 1);
    if (place.isData()) take("literal", text.length);
    else if (isUuid(text, position)) take("literal", position + uuidLength);
    else if (isDigit(code)) takeDigits(text, position, adjacent && afterDot(text, position), take);
    else if (isWordStart(code, dialect)) takeWord(text, position, dialect, take);
    else if (code === quote) take("literal", endOfText(text, position, quote, dialect));
    else if (code === dot && !afterOperand && isDigit(text.charCodeAt(position + 1)))
      take("literal", endOfNumber(text, position));
    else if (code === minus || code === plus) takeSign(text, position, dialect, afterOperand, take);
    else if (code === doubleQuote) {
      // the dot of `0.` is the number's
      const isPart = lastKind === "mark" && afterDot(text, position);
      takeDoubleQuoted(text, position, dialect, !isPart && place.isValue(), take);
    } else takeOther(text, position, code, dialect, adjacent && lastKind !== "mark", take);
    place.note(kind, position, end);
    visit(kind, position, end);
    lastKind = kind;
    lastTo = end;
    position = end;
  }
}

type Take = (kind: TokenKind, to: number) => void;

// `t.5x` goes on with a name; anywhere else digits begin a number
function takeDigits(text: string, from: number, inName: boolean, take: Take): void {
  if (inName) take("word", endOfWord(text, from));
  else take("literal", endOfNumber(text, from));
}

function takeWord(text: string, from: number, dialect: Dialect, take: Take): void {
  const to = endOfWord(text, from + 1);
  if (to - from <= 2) {
    const ended = endOfPrefixed(text, text.slice(from, to).toLowerCase(), to, dialect);
    if (ended !== undefined) return take("literal", ended);
    if (isEscapedName(text, from, to, dialect)) return takeName(text, to + 1, doubleQuote, dialect, take);
  }
  const isBoolean = (to - from === 4 || to - from === 5) && /^(?:true|false)$/i.test(text.slice(from, to));
  take(isBoolean && !afterDot(text, from) ? "literal" : "word", to);
}

/** The end of the string that opens at `from`, behind `prefix`; undefined where none does. */
function endOfPrefixed(text: string, prefix: string, from: number, dialect: Dialect): number | undefined {
  const mark = text.charCodeAt(from);
  if (mark === doubleQuote) {
    const isText = (prefix === "n" || prefix === "b") && dialect.doubleQuotes === "unsure";
    const isRaw = prefix === "r" && dialect.rawStrings;
    return isText || isRaw ? endOfString(text, from, mark, false) : undefined;
  }
  if (mark !== quote) return undefined;
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

function takeSign(text: string, from: number, dialect: Dialect, afterOperand: boolean, take: Take): void {
  const next = text.charCodeAt(from + 1);
  if (text.charCodeAt(from) === minus && next === minus && isDashComment(text, from, dialect)) {
    return take("comment", endOfLine(text, from));
  }
  // a sign belongs to its number, except between two operands
  const isNumber = isDigit(next) || (next === dot && isDigit(text.charCodeAt(from + 2)));
  if (isNumber && !afterOperand) take("literal", endOfNumber(text, from + 1));
}

function takeOther(
  text: string,
  from: number,
  code: number,
  dialect: Dialect,
  afterValue: boolean,
  take: Take,
): void {
  switch (code) {
    case backtick:
      return takeName(text, from, backtick, dialect, take);
    case bracket:
      return dialect.bracketNames ? takeName(text, from, 0x5d, dialect, take) : undefined;
    case slash:
      return takeSlash(text, from, dialect, take);
    case hash:
      return isHashComment(text, from, dialect)
        ? takeLine(text, from, dialect.hashComments === "unsure", take)
        : undefined;
    // what word processors make of quotes; ClickHouse takes them
    case openSingle:
    case openDouble:
      return take("literal", endOfPair(text, from, code + 1));
    case dollar:
    case colon:
    case at:
    case question:
      return takePlaceholder(text, from, code, dialect, afterValue, take);
    default:
      return undefined;
  }
}

function takeDoubleQuoted(text: string, from: number, dialect: Dialect, isValue: boolean, take: Take): void {
  if (dialect.doubleQuotes === "string") return take("literal", endOfText(text, from, doubleQuote, dialect));
  if (dialect.doubleQuotes === "unsure" && isValue) {
    const to = endOfText(text, from, doubleQuote, dialect);
    if (text.charCodeAt(to) !== dot) return take("literal", to);
  }
  takeName(text, from, doubleQuote, dialect, take);
}

function takeSlash(text: string, from: number, dialect: Dialect, take: Take): void {
  const next = text.charCodeAt(from + 1);
  if (next === star) take("comment", endOfComment(text, from, dialect.nestedComments));
  else if (next === slash && dialect.slashComments !== false)
    takeLine(text, from, dialect.slashComments === "unsure", take);
}

// where nobody knows whether it is a comment, no reading of what follows is safe
function takeLine(text: string, from: number, unsure: boolean, take: Take): void {
  if (unsure) take("literal", text.length);
  else take("comment", endOfLine(text, from));
}

function isHashComment(text: string, from: number, { hashComments }: Dialect): boolean {
  if (typeof hashComments === "boolean") return hashComments;
  const next = text.charCodeAt(from + 1);
  // another comment is a blank to it
  const opensOther = ["#", "--", "/*"].some((opening) => text.startsWith(opening, from + 1));
  return isBlank(next) || next === exclamation || opensOther;
}

function takeName(text: string, from: number, closing: number, dialect: Dialect, take: Take): void {
  const to = endOfQuoted(text, from + 1, closing, dialect.nameEscapes);
  if (to === undefined) take("literal", text.length);
  else take("name", to);
}

function takePlaceholder(
  text: string,
  from: number,
  code: number,
  dialect: Dialect,
  afterValue: boolean,
  take: Take,
): void {
  if (code === dollar && dialect.dollarQuotes) {
    const quoted = endOfDollarQuote(text, from);
    if (quoted !== undefined) return take("literal", quoted);
  }
  // `::` casts and `@@` begins the name of a variable
  const doubled = text.charCodeAt(from + 1) === code && (code === colon || code === at);
  if (doubled && code === colon) return take("mark", from + 2);
  const start = doubled ? from + 2 : from + 1;
  const next = text.charCodeAt(start);
  if (isDigit(next)) {
    const to = endOfWord(text, start);
    const isWhole = text.charCodeAt(to) !== dot || !isDigit(text.charCodeAt(to + 1));
    const isNumbered = dialect.numbered.includes(String.fromCharCode(code)) && !afterValue && isWhole;
    if (isNumbered && isAllDigits(text, start, to)) return take("placeholder", to);
  } else if (code !== question && isLetter(next)) {
    return take("placeholder", endOfWord(text, start));
  } else if (code === at && !doubled && dialect.stages) {
    const end = endOfStage(text, start);
    if (end !== undefined) return take("placeholder", end);
  }
  return code === question ? take("placeholder", from + 1) : undefined;
}

/** The end of the stage whose `@` stands before `from`: of a user, of a table, or with a name in quotes. */
function endOfStage(text: string, from: number): number | undefined {
  const next = text.charCodeAt(from);
  if (next === tilde) return from + 1;
  const name = next === percent ? from + 1 : from;
  if (text.charCodeAt(name) === doubleQuote) return endOfQuoted(text, name + 1, doubleQuote, false);
  return next === percent && isLetter(text.charCodeAt(name)) ? endOfWord(text, name) : undefined;
}

function isDashComment(text: string, from: number, dialect: Dialect): boolean {
  if (!dialect.dashNeedsBlank) return true;
  // a row of them is one or none, which its first has told
  if (text.charCodeAt(from - 1) === minus) return false;
  let next = from + 2;
  while (text.charCodeAt(next) === minus) next++;
  const code = text.charCodeAt(next);
  // before another comment too: with that one gone it would be one
  return next === text.length || isBlank(code) || code === hash || code === slash;
}

function endOfText(text: string, from: number, mark: number, dialect: Dialect): number {
  const triple = dialect.tripleQuotes ? endOfTripleQuote(text, from) : undefined;
  return triple ?? endOfString(text, from, mark, dialect.backslash);
}

function endOfPair(text: string, from: number, closing: number): number {
  const to = text.indexOf(String.fromCharCode(closing), from + 1);
  return to === -1 ? text.length : to + 1;
}

// what a sign or a dot right after it cannot be the beginning of a number
function isOperand(text: string, lastTo: number, lastKind: TokenKind): boolean {
  if (lastKind === "word" || lastKind === "name" || lastKind === "placeholder") return true;
  const code = text.charCodeAt(lastTo - 1);
  return lastKind === "mark" && (code === 0x29 || code === 0x5d);
}

function isAllDigits(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!isDigit(text.charCodeAt(index))) return false;
  return true;
}

function isWordStart(code: number, dialect: Dialect): boolean {
  return isLetter(code) || (code === hash && dialect.hashNames);
}
