// Classes of characters, by their code.

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** An ASCII letter. */
export function isLetter(code: number): boolean {
  return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
}

/** An ASCII letter or digit: a part of a word. `_` ends a word, so that `card_4111…` is found. */
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

/** The end of the digits at `at`; reads at most `most` of them. */
export function digitsEnd(text: string, at: number, most: number): number {
  const last = Math.min(text.length, at + most);
  let end = at;
  while (end < last && isDigit(text.charCodeAt(end))) end++;
  return end;
}
