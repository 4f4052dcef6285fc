// What the finders ask of single characters, by their code.

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A letter of ASCII. */
export function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

/** A letter or digit of ASCII: what goes on with a word. `_` ends one, so that `card_4111…` is seen. */
export function isWord(code: number): boolean {
  return isDigit(code) || isLetter(code);
}

/** A space, a tab, the end of a line or a no-break space. */
export function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
}

export function isHexDigit(code: number): boolean {
  return isDigit(code) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

/** Where the digits that begin at `at` end; at most `most` of them are looked at. */
export function digitsEnd(text: string, at: number, most: number): number {
  const last = Math.min(text.length, at + most);
  let end = at;
  while (end < last && isDigit(text.charCodeAt(end))) end++;
  return end;
}
