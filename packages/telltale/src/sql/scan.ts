// Cuts SQL into words, names, literals, placeholders, comments and marks: one pass, each character looked at a bounded number of
// times, and an end for everything that is left open (the end of the text), so that no text is slow and none is an error.
import type { Dialect } from "./dialect.ts";
import { endOfDollarQuote, endOfEscapeString, endOfCustomQuote, endOfQuoted, endOfString } from "./quoted.ts";

/**
 * What a piece of SQL is. A `word` is a keyword or a name without quotes, a `name` one in quotes, a `mark` one character of anything else.
 * A quoted name that never ends is a `literal`: nobody knows what it holds.
 */
export type TokenKind = "word" | "name" | "literal" | "placeholder" | "comment" | "mark";

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

/** Tells `visit` the pieces of `text`. Linear in its length. */
export function scan(text: string, dialect: Dialect, visit: Visit): void {
  let position = 0;
  let lastKind: TokenKind = "mark";
  let lastTo = -1;
  let end = 0;
  let kind: TokenKind = "mark";

  const take = (taken: TokenKind, to: number): void => {
    kind = taken;
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
    if (isDigit(code)) takeDigits(text, position, adjacent && afterDot(text, position), take);
    else if (isWordStart(code, dialect)) takeWord(text, position, dialect, take);
    else if (code === quote) take("literal", endOfString(text, position, quote, dialect.backslash));
    else if (code === dot && !afterOperand && isDigit(text.charCodeAt(position + 1)))
      take("literal", endOfNumber(text, position));
    else if (code === minus || code === plus) takeSign(text, position, dialect, afterOperand, take);
    else takeOther(text, position, code, dialect, adjacent && lastKind !== "mark", take);
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
  if (text.charCodeAt(to) === quote && to - from <= 2) {
    const prefix = text.slice(from, to).toLowerCase();
    if (prefix === "e" && dialect.escapeStrings) return take("literal", endOfEscapeString(text, to));
    if ((prefix === "q" || prefix === "nq") && dialect.customQuotes)
      return take("literal", endOfCustomQuote(text, to));
    if (prefix === "n" || prefix === "x" || prefix === "b")
      return take("literal", endOfString(text, to, quote, dialect.backslash));
  }
  const isBoolean = (to - from === 4 || to - from === 5) && /^(?:true|false)$/i.test(text.slice(from, to));
  take(isBoolean && !afterDot(text, from) ? "literal" : "word", to);
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
    case doubleQuote:
      if (dialect.doubleQuoteIsString)
        return take("literal", endOfString(text, from, doubleQuote, dialect.backslash));
      return takeName(text, from, doubleQuote, take);
    case backtick:
      return takeName(text, from, backtick, take);
    case bracket:
      return dialect.bracketNames ? takeName(text, from, 0x5d, take) : undefined;
    case slash:
      if (text.charCodeAt(from + 1) === star)
        take("comment", endOfComment(text, from, dialect.nestedComments));
      return undefined;
    case hash:
      return dialect.hashComments ? take("comment", endOfLine(text, from)) : undefined;
    case dollar:
    case colon:
    case at:
    case question:
      return takePlaceholder(text, from, code, dialect, afterValue, take);
    default:
      return undefined;
  }
}

function takeName(text: string, from: number, closing: number, take: Take): void {
  const to = endOfQuoted(text, from + 1, closing);
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
  }
  return code === question ? take("placeholder", from + 1) : undefined;
}

function isDashComment(text: string, from: number, dialect: Dialect): boolean {
  if (!dialect.dashNeedsBlank) return true;
  let next = from + 2;
  while (text.charCodeAt(next) === minus) next++;
  const code = text.charCodeAt(next);
  // before another comment too: with that one gone it would be one
  return next === text.length || isBlank(code) || code === hash || code === slash;
}

function endOfNumber(text: string, from: number): number {
  const isHex = text.charCodeAt(from) === 0x30 && (text.charCodeAt(from + 1) | 0x20) === 0x78;
  let to = from + 1;
  for (; to < text.length; to++) {
    const code = text.charCodeAt(to);
    if (isWordPart(code) || code === dot) continue;
    const isExponent =
      !isHex && (code === minus || code === plus) && (text.charCodeAt(to - 1) | 0x20) === 0x65;
    if (!isExponent || !isDigit(text.charCodeAt(to + 1))) break;
  }
  return to;
}

function endOfWord(text: string, from: number): number {
  let to = from;
  while (to < text.length && isWordPart(text.charCodeAt(to))) to++;
  return to;
}

function endOfLine(text: string, from: number): number {
  let to = from;
  while (to < text.length && text.charCodeAt(to) !== 0x0a && text.charCodeAt(to) !== 0x0d) to++;
  return to;
}

function endOfComment(text: string, from: number, nested: boolean): number {
  let depth = 1;
  for (let to = from + 2; to < text.length; to++) {
    const code = text.charCodeAt(to);
    const next = text.charCodeAt(to + 1);
    if (code === star && next === slash) {
      depth--;
      to++;
      if (depth === 0) return to + 1;
    } else if (nested && code === slash && next === star) {
      depth++;
      to++;
    }
  }
  return text.length;
}

// what a sign or a dot right after it cannot be the beginning of a number
function isOperand(text: string, lastTo: number, lastKind: TokenKind): boolean {
  if (lastKind === "word" || lastKind === "name" || lastKind === "placeholder") return true;
  const code = text.charCodeAt(lastTo - 1);
  return lastKind === "mark" && (code === 0x29 || code === 0x5d);
}

function afterDot(text: string, from: number): boolean {
  return text.charCodeAt(from - 1) === dot;
}

function isAllDigits(text: string, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (!isDigit(text.charCodeAt(index))) return false;
  return true;
}

/** Whether it is a blank, a line break or a control character. */
export function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0x7f || code === 0xa0 || code === 0xfeff;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  const lower = code | 0x20;
  if (lower >= 0x61 && lower <= 0x7a) return true;
  if (code < 0xaa) return code === 0x5f;
  // letters of all scripts; signs of currencies and general punctuation are none
  return (
    code === 0xaa || code === 0xb5 || code === 0xba || (code >= 0xc0 && (code < 0x2000 || code > 0x20cf))
  );
}

function isWordStart(code: number, dialect: Dialect): boolean {
  return isLetter(code) || (code === hash && dialect.hashNames);
}

function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === dollar || code === hash;
}
