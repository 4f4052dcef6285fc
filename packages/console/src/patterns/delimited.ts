// Ends of quoted texts and of brackets.
import { isSpace, isWordCharacter } from "./characters.ts";

/** `"`, `'`, backtick. */
export function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

/** `[` or `{` */
export function isOpener(code: number): boolean {
  return code === 91 || code === 123;
}

/** Nothing that is quoted or in brackets is longer: many open ones must not make a line expensive. */
const longest = 512;

/** Behind the closing quote; behind the opening one where none closes it in the line. */
export function endOfQuote(text: string, from: number, limit: number): number {
  const quote = text.charCodeAt(from);
  const end = Math.min(limit, from + longest);
  for (let at = from + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === quote) {
      // `'it's'`: a single quote before a letter is an apostrophe
      if (quote === 39 && isWordCharacter(text.charCodeAt(at + 1))) continue;
      return at + 1;
    } else if (code === 10) break;
  }
  return from + 1;
}

/** Behind the bracket that closes the one at `from`; behind that one alone where none does, or a single word is between them. */
export function endOfBrackets(text: string, from: number, limit: number): number {
  let depth = 0;
  const end = Math.min(limit, from + longest);
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) depth += 1;
    else if (code === 93 || code === 125) {
      depth -= 1;
      if (depth === 0) return at + 1;
    } else if (code === 34) at = endOfQuote(text, at, limit) - 1;
    else if (code === 10) break;
    else if (isSpace(code) && depth === 1 && !hasSeparator(text, from, at)) return from + 1;
  }
  return from + 1;
}

/** Words without a comma or colon between them are text in brackets, not a list. */
function hasSeparator(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 58 || code === 34 || code === 59) return true;
  }
  return to === from + 1;
}
