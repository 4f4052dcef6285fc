// Classes of characters, by their codes.

/** Blanks, and all control characters. */
export function isSpace(code: number): boolean {
  return code <= 32 || code === 127 || code === 0xa0 || (code >= 0x2000 && code <= 0x200b) || code === 0x3000;
}

export function isAsciiLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** Digits of ASCII, and the ones of other scripts that logs have: Arabic, Persian, Devanagari, full width. */
export function isDigit(code: number): boolean {
  if (code <= 57) return code >= 48;
  if (code < 0x660) return false;
  return (
    code <= 0x669 ||
    (code >= 0x6f0 && code <= 0x6f9) ||
    (code >= 0x966 && code <= 0x96f) ||
    (code >= 0xff10 && code <= 0xff19)
  );
}

/** The place of the first character from `from` on that is not a blank. */
export function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

/** Whether a word may contain it. */
export function isWordCharacter(code: number): boolean {
  return isAsciiLetter(code) || isDigit(code) || code > 127;
}
