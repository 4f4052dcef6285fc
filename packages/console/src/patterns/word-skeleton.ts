// The skeleton of one word: what is between two blanks.
import { isAsciiLetter, isDigit, isWordCharacter } from "./characters.ts";
import { isOpener, isQuote } from "./delimited.ts";

/** A word of more characters is a value. */
const maxWord = 64;
/** Hexadecimal letters alone are a value from this length on: there are no such words. */
const minHex = 8;

interface Facts {
  digit: boolean;
  /** Something that plain words do not have: `=`, a quote, a bracket, `@`, a slash, `:`. */
  special: boolean;
  beyondAscii: boolean;
  hex: boolean;
}

/** The skeleton of the characters from `start` to `end`, which has at least one. */
export function wordSkeleton(text: string, start: number, end: number): string {
  const facts = factsOf(text, start, end);
  if (!facts.digit && !facts.special) {
    return (facts.hex && end - start >= minHex) || end - start > maxWord ? "*" : text.slice(start, end);
  }
  const equals = facts.special ? endOfKey(text, start, end) : -1;
  if (equals !== -1) return `${text.slice(start, equals)}=*${trailing(text, end)}`;
  if (!facts.special) return tidy(piece(text, start, end, facts));
  const first = text.charCodeAt(start);
  if (isQuote(first) && end - start > 1) return quoted(text, start, end);
  if (isEmail(text, start, end)) return `*${trailing(text, end)}`;
  return tidy(pieces(text, start, end));
}

function factsOf(text: string, start: number, end: number): Facts {
  const facts: Facts = { digit: false, special: false, beyondAscii: false, hex: true };
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) {
      if (code > 102) facts.hex = false;
    } else if (isDigit(code)) facts.digit = true;
    else if (code >= 65 && code <= 90) {
      if (code > 70) facts.hex = false;
    } else {
      facts.hex = false;
      if (code > 127) facts.beyondAscii = true;
      else if (isSpecial(code)) facts.special = true;
    }
  }
  return facts;
}

/** `"` `'` `(` `)` `,` `/` `:` `;` `<` `=` `>` `@` `[` `\` `]` backtick `{` `|` `}` */
function isSpecial(code: number): boolean {
  return (
    code === 34 ||
    (code >= 39 && code <= 41) ||
    code === 44 ||
    code === 47 ||
    (code >= 58 && code <= 64 && code !== 63) ||
    (code >= 91 && code <= 93) ||
    code === 96 ||
    (code >= 123 && code <= 125)
  );
}

/** The place of the `=` of `key=value`; -1 for other words. A key with a digit is a value itself. */
export function endOfKey(text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 61) return at > start && isAsciiLetter(text.charCodeAt(start)) ? at : -1;
    if (!isAsciiLetter(code) && code !== 46 && code !== 95 && code !== 45) return -1;
  }
  return -1;
}

/** What follows the closing quote stays: `"a b",` and `"a b":`. */
function quoted(text: string, start: number, end: number): string {
  const quote = text[start]!;
  const close = text.lastIndexOf(quote, end - 1);
  if (close <= start) return tidy(pieces(text, start, end));
  return `*${close === end - 1 ? "" : tidy(pieces(text, close + 1, end))}`;
}

/** A punctuation mark at the end of the word. */
function trailing(text: string, end: number): string {
  const code = text.charCodeAt(end - 1);
  return code === 44 || code === 59 || code === 58 || code === 41 ? text[end - 1]! : "";
}

function isEmail(text: string, start: number, end: number): boolean {
  const at = text.indexOf("@", start);
  if (at <= start || at >= end - 1) return false;
  return isWordCharacter(text.charCodeAt(at - 1)) && isWordCharacter(text.charCodeAt(at + 1));
}

/** The parts of a word between marks, each for itself. */
function pieces(text: string, start: number, end: number): string {
  let result = "";
  let areClosed = true;
  for (let at = start; at < end;) {
    const code = text.charCodeAt(at);
    if (!isMark(code)) {
      const stop = endOfPiece(text, at, end);
      result += piece(text, at, stop, factsOf(text, at, stop));
      at = stop;
      continue;
    }
    // the query of an address
    if (code === 63 && at > start && result.includes("/")) return `${result}?*`;
    const close = isOpener(code) && !areClosed ? at : closeOfValue(text, start, at, end);
    if (close === unclosed) areClosed = false;
    result += close > at ? delimitedValue(code) : text[at];
    at = Math.max(at, close) + 1;
  }
  return result;
}

const unclosed = -1;

/** Where the quote or list at `at` is closed; `at` for other marks, `unclosed` for an open bracket. */
function closeOfValue(text: string, start: number, at: number, end: number): number {
  const code = text.charCodeAt(at);
  if (isQuote(code) && at > start) {
    const close = text.indexOf(text[at]!, at + 1);
    return close > at && close < end ? close : at;
  }
  if (!isOpener(code)) return at;
  const close = closing(text, at, end);
  return close === unclosed || isList(text, at, close) ? close : at;
}

function delimitedValue(open: number): string {
  return open === 91 ? "[*]" : open === 123 ? "{*}" : "*";
}

function endOfPiece(text: string, from: number, end: number): number {
  let at = from + 1;
  while (at < end && !isMark(text.charCodeAt(at))) at += 1;
  return at;
}

/** What separates pieces: also a question mark. */
function isMark(code: number): boolean {
  return code === 63 || isSpecial(code);
}

/** Letters and digits between marks. */
function piece(text: string, start: number, end: number, { digit, beyondAscii, hex }: Facts): string {
  if (!digit) return (hex && end - start >= minHex) || end - start > maxWord ? "*" : text.slice(start, end);
  if (beyondAscii) return withoutDigits(text, start, end);
  // a sentence ends behind a value
  let stop = end;
  while (stop > start + 1 && isSentenceMark(text.charCodeAt(stop - 1))) stop -= 1;
  return `${prefix(text, start, stop)}*${text.slice(stop, end)}`;
}

/** `.` `!` `?` `%` */
function isSentenceMark(code: number): boolean {
  return code === 46 || code === 33 || code === 63 || code === 37;
}

/** `order-` of `order-789`: letters that say what has the number. */
function prefix(text: string, start: number, end: number): string {
  let at = start;
  while (at < end && isAsciiLetter(text.charCodeAt(at))) at += 1;
  const mark = text.charCodeAt(at);
  const isMarked = mark === 45 || mark === 95 || mark === 35;
  if (!isMarked || at - start < 2 || isHex(text, start, at)) return "";
  return isDigit(text.charCodeAt(at + 1)) ? text.slice(start, at + 1) : "";
}

function isHex(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((text.charCodeAt(at) | 32) > 102) return false;
  return true;
}

/** Scripts without blanks between words: only the digits are values. */
function withoutDigits(text: string, start: number, end: number): string {
  let result = "";
  for (let at = start; at < end;) {
    if (isDigit(text.charCodeAt(at))) {
      while (
        at < end &&
        (isDigit(text.charCodeAt(at)) || (text.charCodeAt(at) === 46 && isDigit(text.charCodeAt(at + 1))))
      )
        at += 1;
      result += "*";
    } else {
      result += text[at];
      at += 1;
    }
  }
  return result;
}

function closing(text: string, from: number, end: number): number {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) depth += 1;
    else if ((code === 93 || code === 125) && --depth === 0) return at;
  }
  return -1;
}

/** Nothing, or several items, or keys: `[INFO]` is a word. */
function isList(text: string, open: number, close: number): boolean {
  if (close === open + 1) return true;
  for (let at = open + 1; at < close; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 58 || code === 34 || code === 59) return true;
  }
  return false;
}

// `*.*` and `*:*` are one value.
function tidy(word: string): string {
  if (!word.includes("*")) return word;
  let result = "";
  for (let at = 0; at < word.length; at++) {
    const isJoint = result.endsWith("*") && isJoin(word.charCodeAt(at)) && word.charCodeAt(at + 1) === 42;
    if (isJoint) at += 1;
    else if (!(word.charCodeAt(at) === 42 && result.endsWith("*"))) result += word[at];
  }
  return result;
}

/** `,` `-` `.` `/` `:` `;` `_` `|` */
function isJoin(code: number): boolean {
  return (code >= 44 && code <= 47) || code === 58 || code === 59 || code === 95 || code === 124;
}
