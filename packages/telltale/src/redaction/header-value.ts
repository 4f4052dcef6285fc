// The values of the headers `Authorization` and `Cookie` in texts. `Bearer` and `Basic` have their own finders.
import { isOrdinaryWord } from "catalog/sensitive-name";
import { quotedEnd, unquotedEnd } from "./assigned-value.ts";
import type { Finding } from "./finder.ts";
import { isCode, isRandom } from "./likeness.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Schemes followed by one credential. */
const schemes =
  /(?:apikey|api-key|bot|genie-?key|key|macaroon|negotiate|ntlm|session|splunk|sso-key|token) +/iy;
/** Schemes followed by parameters up to the end of the line. */
const schemesWithParameters = /(?:aws4-hmac-sha256|digest|hawk|hmac|oauth) +/iy;
/** Maximum length of a value, which bounds the time. */
const longest = 4096;

/** The credential in the value that begins at `start`, after `quote` if there is one. */
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
    isOrdinaryWord(value.split("&", 1)[0] ?? "") ||
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

/** The cookies in the value that begins at `start`, after `quote` if there is one. */
export function cookieAt(text: string, start: number, quote: string | undefined): Finding | undefined {
  pair.lastIndex = start;
  if (!pair.test(text)) return undefined;
  const end = quote === undefined ? lineEnd(text, start, "\n\r\"'`\\") : quotedEnd(text, start, quote);
  const value = text.slice(text.indexOf("=", start) + 1, end);
  return isPlaceholder(value) ? undefined : { start, end, kind: "cookie" };
}

/** The last line and the characters that end it. A header inside the same line has the same end, which is not searched again. */
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

/** Forgets the last line, so that its text can be collected. */
export function forgetLine(): void {
  if (last.ends === "") return;
  last.text = "";
  last.ends = "";
}
