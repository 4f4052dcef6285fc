// Finds the end of a value that is assigned to a name.
import { isBlank } from "./characters.ts";

/** The end of the value whose `quote` is before `start`; the end of the line when it is not closed. */
export function quotedEnd(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) return at;
    if (text.startsWith(quote, at)) return at;
    // a quote with more escapes than the opening one belongs to the value
    if (code === 0x5c) at = skipEscapes(text, at, quote);
  }
  return text.length;
}

function skipEscapes(text: string, at: number, quote: string): number {
  let end = at;
  while (text.charCodeAt(end) === 0x5c) end++;
  const mark = quote.charCodeAt(quote.length - 1);
  if (text.charCodeAt(end) !== mark) return end - 1;
  return end - at > quote.length - 1 ? end : end - 1;
}

/** The last unquoted value. A value that begins inside it has the same end (`pin=pin=pin=`) and is not read again. */
const last = { text: "", form: -1, start: 0, end: 0, trimmed: 0 };
/** Shorter values are not remembered. */
const longestRead = 256;

/** The end of the unquoted value that begins at `start`. */
export function unquotedEnd(
  text: string,
  start: number,
  { byEquals }: { readonly byEquals: boolean },
): number {
  const form = byEquals ? 1 : 0;
  const isInside = last.form === form && last.start <= start && start <= last.end && last.text === text;
  if (isInside) return Math.max(start, last.trimmed);
  const end = valueEnd(text, start, byEquals);
  let trimmed = end;
  while (trimmed > start && ")]}.,:".includes(text.charAt(trimmed - 1))) trimmed--;
  if (end - start > longestRead) Object.assign(last, { text, form, start, end, trimmed });
  return trimmed;
}

/** Forgets the last value, so that its text can be collected. */
export function forgetValue(): void {
  if (last.form === -1) return;
  last.text = "";
  last.form = -1;
}

function valueEnd(text: string, start: number, byEquals: boolean): number {
  let end = start;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isBlank(code) || stops(code)) break;
    if (code === 0x26 && byEquals) break;
    if (code === 0x2c && endsAtComma(text, end)) break;
  }
  return end;
}

function stops(code: number): boolean {
  return (
    code === 0x22 ||
    code === 0x27 ||
    code === 0x60 ||
    code === 0x3b ||
    code === 0x3c ||
    code === 0x3e ||
    code === 0x5c ||
    code === 0x7c
  );
}

const beyondComma = /,(?:$|[\s"'{[\\]|[\w.-]{1,40}["']?[=:])/y;

/** Whether the comma at `at` ends a value, because something else begins after it. */
export function endsAtComma(text: string, at: number): boolean {
  beyondComma.lastIndex = at;
  return beyondComma.test(text);
}
