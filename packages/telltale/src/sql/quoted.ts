// Finds the ends of quoted tokens. One that is never closed ends with the text.
const quote = 0x27;
const backslash = 0x5c;

/** The end of the string whose quote is at `from`, after its prefix. A doubled quote is part of the string. */
export function endOfString(text: string, from: number, mark: number, escapes: boolean | "unsure"): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash && escapes !== false) {
      // when it is not known whether the quote ends the string, hide the rest
      if (escapes === "unsure" && text.charCodeAt(at + 1) === mark) return text.length;
      at++;
    } else if (code === mark) {
      if (text.charCodeAt(at + 1) !== mark) return at + 1;
      at++;
    }
  }
  return text.length;
}

/** The end of `E'…'` whose quote is at `from`; a string on the next line continues it. */
export function endOfEscapeString(text: string, from: number): number {
  let to = endOfString(text, from, quote, true);
  for (;;) {
    const next = nextLineQuote(text, to);
    if (next === undefined) return to;
    to = endOfString(text, next, quote, true);
  }
}

const closings: Readonly<Record<string, string>> = { "[": "]", "{": "}", "<": ">", "(": ")" };

/** The end of Oracle's `q'[…]'` whose quote is at `from`. */
export function endOfCustomQuote(text: string, from: number): number {
  const opening = text.charAt(from + 1);
  const closing = `${closings[opening] ?? opening}'`;
  const at = opening === "" ? -1 : text.indexOf(closing, from + 2);
  return at === -1 ? text.length : at + closing.length;
}

/** The end of `$tag$…$tag$`; `undefined` when none opens at `from`. */
export function endOfDollarQuote(text: string, from: number): number | undefined {
  const opened = text.indexOf("$", from + 1);
  if (opened === -1 || !isTag(text, from + 1, opened)) return undefined;
  const tag = text.slice(from, opened + 1);
  // a tag contains no `$`, so all comparisons together read each character once
  for (let at = text.indexOf("$", opened + 1); at !== -1; at = text.indexOf("$", at + 1)) {
    if (text.startsWith(tag, at)) return at + tag.length;
  }
  return text.length;
}

/** The end of `'''…'''` that opens at `from`; `undefined` when there are not three quotes. */
export function endOfTripleQuote(text: string, from: number): number | undefined {
  const mark = text.charAt(from).repeat(3);
  if (!text.startsWith(mark, from)) return undefined;
  for (let at = from + 3; at < text.length; at++) {
    if (text.charCodeAt(at) === backslash) at++;
    else if (text.startsWith(mark, at)) return at + 3;
  }
  return text.length;
}

/** The end of a quoted name that began before `from`; `undefined` when it is never closed. */
export function endOfQuoted(
  text: string,
  from: number,
  closing: number,
  escapes: boolean,
): number | undefined {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (escapes && code === backslash) at++;
    if (code !== closing) continue;
    if (text.charCodeAt(at + 1) !== closing) return at + 1;
    at++;
  }
  return undefined;
}

function isTag(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    const lower = code | 0x20;
    const isDigit = code >= 0x30 && code <= 0x39;
    const isLetter = (lower >= 0x61 && lower <= 0x7a) || code === 0x5f || code >= 0x80;
    if (!isLetter && (!isDigit || at === from)) return false;
  }
  return true;
}

function nextLineQuote(text: string, from: number): number | undefined {
  let broken = false;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) broken = true;
    else if (code === quote) return broken ? at : undefined;
    else if (code !== 0x20 && code !== 0x09) return undefined;
  }
  return undefined;
}
