// E-mail addresses, also with an encoded at sign. Not addresses: versions of packages, file names such as `logo@2x.png`, systemd units,
// git remotes.
import { isBlank, isHexDigit, isLetter, isWord } from "./characters.ts";
import type { Finder } from "./finder.ts";

/** RFC 5321. */
const longestLocal = 64;
const longestDomain = 253;
const escapes = ["%2540", "%40", "&#64;", "&#x40;", "\\u0040"];
const endings =
  /\.(?:png|jpe?g|gif|svg|webp|avif|ico|bmp|tiff?|js|jsx|tsx?|mjs|cjs|css|scss|html?|json|xml|ya?ml|txt|log|pdf|csv|tgz|gz|jar|war|exe|dll|lock|service|socket|timer|mount|target|slice|scope|device)$/i;

const literal = /\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-f:.]{2,45})\]/iy;

/** Finds addresses at their at sign. */
export const addresses: Finder = {
  starts: ["@", "%40", "%25", "&#6", "&#x", "\\u0"],
  find(text, at, floor) {
    const sign = signAt(text, at);
    if (sign === 0) return undefined;
    const end = domainEnd(text, at + sign);
    if (end === -1) return undefined;
    const start = quotedStart(text, at, floor) ?? localStart(text, at, floor, sign > 1);
    if (start === at || isUserInfo(text, start, floor)) return undefined;
    const local = text.slice(start, at);
    // git remotes; a qualified `this` in Kotlin
    if ((local === "git" && text.charCodeAt(end) === 0x3a) || local === "this" || local === "super")
      return undefined;
    return { start, end, kind: "email" };
  },
};

function signAt(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x40) return 1;
  return escapes.find((escape) => text.startsWith(escape, at))?.length ?? 0;
}

/** The start of the quoted name that ends at `at`: `"ada l"@example.com`. */
function quotedStart(text: string, at: number, floor: number): number | undefined {
  if (text.charCodeAt(at - 1) !== 0x22 || at - 2 < floor) return undefined;
  const opened = text.lastIndexOf('"', at - 2);
  const isNear = opened >= floor && at - opened <= longestLocal && opened < at - 2;
  return isNear && !/[\n{}:,\\]/.test(text.slice(opened, at)) ? opened : undefined;
}

function localStart(text: string, at: number, floor: number, encoded: boolean): number {
  const lowest = Math.max(floor, at - longestLocal);
  let start = at;
  while (start > lowest && isLocal(text.charCodeAt(start - 1))) {
    start--;
    if (text.charCodeAt(start) === 0x25) {
      // of encoded characters, only these belong to an address
      if (!encoded || !/^%(?:2B|2D|2E|5F|27)/i.test(text.slice(start, start + 3))) {
        start += encoded && isHexDigit(text.charCodeAt(start + 1)) ? 3 : 1;
        break;
      }
    }
  }
  while (start < at && !startsLocal(text.charCodeAt(start))) start++;
  return Math.min(start, at);
}

function isLocal(code: number): boolean {
  return isWord(code) || isForeign(code) || "._%+'-".includes(String.fromCharCode(code));
}

function startsLocal(code: number): boolean {
  return isWord(code) || isForeign(code) || code === 0x5f || code === 0x2b;
}

/** A non-ASCII letter. Punctuation, including East Asian, ends an address. */
function isForeign(code: number): boolean {
  return (code > 0xbf && code < 0x2000) || (code > 0x3040 && code < 0xff00);
}

/** Whether the name is the user of a URL, as in `ssh://git@host` and `https://u:***@host`, not an address. */
function isUserInfo(text: string, start: number, floor: number): boolean {
  const lowest = Math.max(floor, start - longestUserInfo);
  let at = start;
  while (at > lowest && !endsUserInfo(text.charCodeAt(at - 1))) at--;
  return at - 3 >= floor && text.startsWith("://", at - 3);
}

const longestUserInfo = 128;

function endsUserInfo(code: number): boolean {
  return isBlank(code) || code === 0x2f || code === 0x3f || code === 0x23 || code === 0x22 || code === 0x2c;
}

/** The end of the domain that begins at `at`: labels separated by dots, the last one of letters; -1 when there is none. */
function domainEnd(text: string, at: number): number {
  literal.lastIndex = at;
  if (text.charCodeAt(at) === 0x5b) return literal.test(text) ? literal.lastIndex : -1;
  const most = Math.min(text.length, at + longestDomain);
  let end = at;
  while (end < most && isDomain(text, end, at)) end++;
  while (end > at && !isWord(text.charCodeAt(end - 1)) && text.charCodeAt(end - 1) < 0x80) end--;
  const domain = text.slice(at, end);
  return hasTopLevel(domain) && !isFileOrVersion(domain) ? end : -1;
}

function isFileOrVersion(domain: string): boolean {
  return /^\d+\.\d|^\d+x\./.test(domain) || endings.test(domain);
}

/** Whether the last label consists of at least two letters. */
function hasTopLevel(domain: string): boolean {
  const dot = domain.lastIndexOf(".");
  if (dot < 1 || domain.length - dot < 3) return false;
  if (domain.startsWith("xn--", dot + 1)) return true;
  for (let place = dot + 1; place < domain.length; place++) {
    const code = domain.charCodeAt(place);
    if (!isLetter(code) && code < 0x80) return false;
  }
  return true;
}

function isDomain(text: string, at: number, start: number): boolean {
  const code = text.charCodeAt(at);
  if (isWord(code) || code === 0x2d) return true;
  if (code === 0x2e) return at > start && text.charCodeAt(at - 1) !== 0x2e;
  return isForeign(code);
}
