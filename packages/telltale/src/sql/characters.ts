// Kinds of characters, by their code.
const hash = 0x23;
const dollar = 0x24;

/** A blank, a line break or a control character. */
export function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0x7f || code === 0xa0 || code === 0x3000 || code === 0xfeff;
}

/** An ASCII digit. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** A letter of any script, or `_`. */
export function isLetter(code: number): boolean {
  const lower = code | 0x20;
  if (lower >= 0x61 && lower <= 0x7a) return true;
  if (code < 0xaa) return code === 0x5f;
  // letters of all scripts, without currency signs and general punctuation
  return (
    code === 0xaa ||
    code === 0xb5 ||
    code === 0xba ||
    (code >= 0xc0 && (code < 0x2000 || code > 0x20cf) && code !== 0x3000)
  );
}

/** A character after the first of a word. */
export function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code) || code === dollar || code === hash;
}
