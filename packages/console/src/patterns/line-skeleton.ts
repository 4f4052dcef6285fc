// The skeleton of a line of words.
import { isAsciiLetter, isDigit, isSpace, isWordCharacter, skipBlank } from "./characters.ts";
import { endOfBrackets, endOfQuote, isOpener, isQuote } from "./delimited.ts";
import { textKeys } from "./text-keys.ts";
import { endOfKey, wordSkeleton } from "./word-skeleton.ts";

/** Stands for a value. */
export const value = "*";
/** Ends the skeleton of a text that goes on. */
export const cut = "…";
/** Characters of a text that are read. */
export const maxCharacters = 2048;
/** Words of a skeleton. Words, not characters: long values must not move the end. */
const maxWords = 40;
/** Characters of a skeleton; longer ones end earlier. */
export const maxLength = 400;

/** Units that formatters choose by the size of the number, so that one template has several. */
const units: ReadonlySet<string> = new Set(
  "ns us µs ms s sec secs min mins h hr hrs b bytes kb mb gb tb kib mib gib tib".split(" "),
);
const dateWords: ReadonlySet<string> = new Set(
  (
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday " +
    "January February March April June July August September October November December"
  ).split(" "),
);

/** The skeleton of a text that is one line, or whose first line says what happened. */
export function lineSkeleton(text: string, start: number): string {
  const words: string[] = [];
  const limit = Math.min(text.length, start + maxCharacters);
  let at = start;
  let length = 0;
  while (at < limit) {
    if (isSpace(text.charCodeAt(at))) {
      if (text.charCodeAt(at) === 10 && hasLetter(words)) break;
      at += 1;
      continue;
    }
    if (words.length === maxWords || length > maxLength) {
      words.push(cut);
      break;
    }
    const end = endOfWord(text, at, limit);
    // a word that goes on behind the limit may be a value
    const word = end === limit && limit < text.length ? cut : keyedSkeleton(text, at, end);
    length += addWord(words, word, text, end);
    at = end;
  }
  return words.join(" ");
}

/** `key=value`: the value stays only where the key says that it is the message. */
function keyedSkeleton(text: string, start: number, end: number): string {
  const equals = endOfKey(text, start, end);
  if (equals === -1 || !textKeys.has(text.slice(start, equals))) return wordSkeleton(text, start, end);
  const open = isQuote(text.charCodeAt(equals + 1)) ? 1 : 0;
  return `${text.slice(start, equals)}=${lineSkeleton(text.slice(equals + 1 + open, end - open), 0)}`;
}

/** Adds a word; values that follow each other are one. Returns the characters that were added. */
function addWord(words: string[], word: string, text: string, end: number): number {
  const last = words.length - 1;
  const before = words[last];
  if (before !== undefined && endsWithValue(before)) {
    if (before === value && isUnit(word)) {
      words[last] = value + word.slice(withoutMark(word).length);
      return 1;
    }
    if (isDateWord(word)) return 0;
    if (word.charCodeAt(0) === 42) {
      // `*, *` is a list, `* *:*` a time
      words[last] = before.slice(0, before.lastIndexOf(value)) + word;
      return word.length;
    }
  } else if (isDateWord(word) && isDigitAhead(text, end)) {
    words.push(value);
    return 2;
  }
  words.push(word);
  return word.length + 1;
}

/** Whether a word ends in a value, with a separator behind it at most. */
function endsWithValue(word: string): boolean {
  const last = word.charCodeAt(word.length - 1);
  return last === 42 || (word.charCodeAt(word.length - 2) === 42 && isListSeparator(last));
}

/** `,` `;` `|` `/` */
function isListSeparator(code: number): boolean {
  return code === 44 || code === 59 || code === 124 || code === 47;
}

function isUnit(word: string): boolean {
  return word.length <= 6 && units.has(withoutMark(word).toLowerCase());
}

/** Without the comma, colon or full stop at its end. */
function withoutMark(word: string): string {
  const last = word.charCodeAt(word.length - 1);
  return last === 44 || last === 46 || last === 58 || last === 59 ? word.slice(0, -1) : word;
}

function isDateWord(word: string): boolean {
  const first = word.charCodeAt(0);
  if (first < 65 || first > 90) return false;
  return dateWords.has(withoutMark(word));
}

function isDigitAhead(text: string, from: number): boolean {
  return isDigit(text.charCodeAt(skipBlank(text, from)));
}

/** A quoted text and brackets with several items are one word, whatever they contain. */
function endOfWord(text: string, from: number, limit: number): number {
  let at = from;
  // once one of them is not closed, no other is looked for
  let areClosed = true;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) return at;
    const start = at;
    const isDelimited = isOpener(code) || (isQuote(code) && (at === from || !isLetterBefore(text, at)));
    if (!isDelimited || !areClosed) at += 1;
    else {
      at = isQuote(code) ? endOfQuote(text, at, limit) : endOfBrackets(text, at, limit);
      areClosed = at > start + 1;
    }
  }
  return at;
}

/** An apostrophe in a word opens nothing. */
function isLetterBefore(text: string, at: number): boolean {
  return isWordCharacter(text.charCodeAt(at - 1));
}

function hasLetter(words: readonly string[]): boolean {
  return words.some((word) => {
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at);
      if (isAsciiLetter(code) || code > 127) return true;
    }
    return false;
  });
}
