// Finds the ends of words, numbers and comments.
import { isDigit, isWordPart } from "./characters.ts";

const dot = 0x2e;
const minus = 0x2d;
const plus = 0x2b;
const slash = 0x2f;
const star = 0x2a;
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Length of a UUID. */
export const uuidLength = 36;

/** The end of the number at `from`, including letters and digits right after it. */
export function endOfNumber(text: string, from: number): number {
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

/** The end of the word that continues at `from`. */
export function endOfWord(text: string, from: number): number {
  let to = from;
  while (to < text.length && isWordPart(text.charCodeAt(to))) to++;
  return to;
}

/** The end of the line. */
export function endOfLine(text: string, from: number): number {
  let to = from;
  while (to < text.length && text.charCodeAt(to) !== 0x0a && text.charCodeAt(to) !== 0x0d) to++;
  return to;
}

/** The end of the comment at `from`; the end of the text when it is never closed. */
export function endOfComment(text: string, from: number, nested: boolean): number {
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

/** Whether an unquoted UUID, as in Cassandra, begins there. */
export function isUuid(text: string, from: number): boolean {
  return (
    text.charCodeAt(from + 8) === minus &&
    text.charCodeAt(from + 13) === minus &&
    uuid.test(text.slice(from, from + uuidLength)) &&
    !isWordPart(text.charCodeAt(from + uuidLength)) &&
    !afterDot(text, from)
  );
}

/** Whether the token follows a dot at once. */
export function afterDot(text: string, from: number): boolean {
  return text.charCodeAt(from - 1) === dot;
}
