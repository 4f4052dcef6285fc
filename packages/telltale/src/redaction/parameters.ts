// Parameters in values that are known to be URLs or forms: everything after a secret name is hidden, whatever its characters. In other
// texts, `assignment.ts` finds parameters.
import { isSecretValue, type ParameterVerdict } from "catalog/sensitive-name";
import { isBroughtCredential } from "./credential-address.ts";
import { knownParameter } from "./known-names.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Attributes that are URLs or parts of them, and whether they begin with a parameter. */
const places: ReadonlyMap<string, boolean> = new Map([
  ["url.query", true],
  ["url.fragment", true],
  ["url.full", false],
  ["url.original", false],
  ["url.path", false],
  ["http.url", false],
  ["http.target", false],
  ["http.request.header.referer", false],
  ["http.request.header.referrer", false],
  ["http.request.header.location", false],
  ["http.response.header.location", false],
  ["http.response.header.content_location", false],
  ["http.response.header.content-location", false],
  ["http.response.header.refresh", false],
  ["http.response.header.link", false],
]);
const longestPlaceholder = 40;
const longestAddress = 512;
const beginning = /[?&#;]/g;
const goesOn = /[^=&#]{1,64}=/y;

/** Whether `name` is the name of a part of a URL that lacks its path. */
export function lacksPath(name: string): boolean {
  return places.get(name) === true;
}

/** Whether `name` is the name of a URL or a part of one. */
export function isUrlName(name: string): boolean {
  return places.has(name);
}

/**
 * `text`, which is under `name`, with what `put` makes of the value of each parameter that is a secret. `path` is the path of the URL, if
 * it is not in `text`. Linear in the length.
 */
export function hideParameters(
  text: string,
  name: string,
  put: (value: string) => string,
  path?: string,
): string {
  let left = "";
  let done = 0;
  for (let from = places.get(name) === true ? skipMark(text) : next(text, 0); from !== -1;) {
    const equals = text.indexOf("=", from);
    if (equals === -1) break;
    const end = endOfParameter(text, from);
    if (equals < end) {
      const value = text.slice(equals + 1, end);
      const verdict = knownParameter(text.slice(from, equals));
      if (isHidden(verdict, value) || (verdict === "like" && isBrought(value, text, name, path))) {
        left += text.slice(done, equals + 1) + put(value);
        done = end;
      }
    }
    from = end === text.length ? -1 : end + 1;
  }
  return done === 0 ? text : left + text.slice(done);
}

function skipMark(text: string): number {
  return /^[?&#]/.test(text) ? 1 : 0;
}

function next(text: string, from: number): number {
  beginning.lastIndex = from;
  return beginning.test(text) ? beginning.lastIndex : -1;
}

// A semicolon ends a value if another parameter follows; `&` may be written as `&amp;`.
function endOfParameter(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x26 || code === 0x23) return at;
    if (code !== 0x3b) continue;
    goesOn.lastIndex = at + 1;
    if (goesOn.test(text)) return at;
  }
  return text.length;
}

function isHidden(verdict: ParameterVerdict, value: string): boolean {
  return isOpen(value) && isSecretValue(verdict, value);
}

/** Whether `value`, of a parameter such as `code` in `text`, is a credential by what is around it. */
function isBrought(value: string, text: string, name: string, path = ""): boolean {
  const address = places.get(name) === true ? `${path}?${text.slice(skipMark(text), longestAddress)}` : text;
  return value !== "" && isOpen(value) && isBroughtCredential(value, address.slice(0, longestAddress), "");
}

/** Whether `value` is neither a placeholder nor redacted. */
function isOpen(value: string): boolean {
  return (value.length >= longestPlaceholder || !isPlaceholder(value)) && !value.startsWith("[redacted:");
}
