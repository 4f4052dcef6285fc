// The values of the headers `Authorization` and `Cookie` where they stand in a text. `Bearer` and `Basic` have finders of their own.
import { quotedEnd, unquotedEnd } from "./assigned-value.ts";
import type { Finding } from "./finder.ts";
import { isCode, isRandom } from "./likeness.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Schemes with one credential behind. */
const schemes =
  /(?:apikey|api-key|bot|genie-?key|key|macaroon|negotiate|ntlm|session|splunk|sso-key|token) +/iy;
/** Schemes whose credentials are parameters up to the end of the line. */
const schemesWithParameters = /(?:aws4-hmac-sha256|digest|hawk|hmac|oauth) +/iy;
/** Longer ones are cut there, so that the time is bounded. */
const longest = 4096;

/** The credential in the value that begins at `start`, behind `quote` where there is one. */
export function authorizationAt(text: string, start: number, quote: string | undefined): Finding | undefined {
  if (/^(?:bearer|basic)\b/i.test(text.slice(start, start + 8))) return undefined;
  const single = behind(schemes, text, start);
  const many = behind(schemesWithParameters, text, start);
  const from = Math.max(single, many);
  const end =
    quote !== undefined
      ? quotedEnd(text, from, quote)
      : many > start
        ? lineEnd(text, from, "\n\r")
        : unquotedEnd(text, from, { byEquals: false });
  const value = text.slice(from, end);
  if (
    isPlaceholder(value) ||
    !isRandom(value) ||
    (from === start && quote === undefined && isCode(value, true)) ||
    (from === start && /^[\w-]+ /.test(value))
  )
    return undefined;
  return { start: from, end, kind: "authorization" };
}

function behind(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
}

const pair = /[^\s=;,]{1,128}=[^\s;]/y;

/** The cookies in the value that begins at `start`, behind `quote` where there is one. */
export function cookieAt(text: string, start: number, quote: string | undefined): Finding | undefined {
  pair.lastIndex = start;
  if (!pair.test(text)) return undefined;
  const end = quote === undefined ? lineEnd(text, start, "\n\r\"'`\\") : quotedEnd(text, start, quote);
  const value = text.slice(text.indexOf("=", start) + 1, end);
  return isPlaceholder(value) ? undefined : { start, end, kind: "cookie" };
}

/** Where the last line ended, by what ends it: a header inside of a line ends where it does, and nothing is read again. */
const last = { text: "", ends: "", start: 0, end: 0 };

function lineEnd(text: string, start: number, ends: string): number {
  const isInside = last.ends === ends && last.start <= start && start <= last.end && last.text === text;
  let end = isInside ? last.end : start;
  if (!isInside) {
    while (end < text.length && !ends.includes(text.charAt(end))) end++;
    if (end - start > longest) Object.assign(last, { text, ends, start, end });
  }
  return Math.min(end, start + longest);
}

/** Has the last line forgotten, with the text that it stands in. */
export function forgetLine(): void {
  if (last.ends === "") return;
  last.text = "";
  last.ends = "";
}
