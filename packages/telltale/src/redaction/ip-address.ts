// IP addresses. They are off by default, because versions and times look alike.
import { isDigit, isHexDigit, isWord } from "./characters.ts";
import { each, type Finder } from "./finder.ts";

const octets =
  /(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?![\w]|\.\d)/y;
const version =
  /(?:(?:\b(?:version|ver|release|build|firmware|semver|rev)|\bv)[ :="']{0,3}|\b(?:Chrom\w{0,20}|HeadlessChrome|Edg\w{0,4}|OPR|CriOS|Electron|Firefox|Safari|Version|YaBrowser|Vivaldi|SamsungBrowser)\/)$/i;

/** The end of the IPv4 address that begins at `at`; -1 when there is none. */
export function ipv4End(text: string, at: number): number {
  octets.lastIndex = at;
  if (!octets.test(text)) return -1;
  const end = octets.lastIndex;
  return version.test(text.slice(Math.max(0, at - 32), at)) ? -1 : end;
}

const colon = 0x3a;
const dot = 0x2e;
const underscore = 0x5f;
/** Eight groups of four with their colons, or six and an IPv4 address. */
const longest = 45;

/** Finds IPv6 addresses at their first colon. */
export const addressesOf6: Finder = {
  starts: each([":"], "0123456789abcdefABCDEF:"),
  find(text, at, floor) {
    const next = text.charCodeAt(at + 1);
    if (!isHexDigit(next) && next !== colon) return undefined;
    const start = groupStart(text, at, floor);
    const end = start === -1 ? -1 : addressEnd(text, start, at);
    return end !== -1 && isIpv6(text.slice(start, end)) ? { start, end, kind: "ipv6" } : undefined;
  },
};

/** The start of the group that ends at `at`; -1 when it is a part of something else. */
function groupStart(text: string, at: number, floor: number): number {
  let start = at;
  while (start > floor && at - start < 5 && isHexDigit(text.charCodeAt(start - 1))) start--;
  const before = text.charCodeAt(start - 1);
  const inWord = start > floor && (isWord(before) || before === underscore);
  return at - start > 4 || before === colon || inWord ? -1 : start;
}

/** The end of the address that begins at `start`; -1 when it is a part of something else. */
function addressEnd(text: string, start: number, at: number): number {
  let end = at;
  while (end - start <= longest && isAddressPart(text.charCodeAt(end))) end++;
  while (end > at && text.charCodeAt(end - 1) === dot) end--;
  const next = text.charCodeAt(end);
  if (isWord(next) || next === underscore) return -1;
  // one colon after the address belongs to the sentence, two to the address
  return text.charCodeAt(end - 1) === colon && text.charCodeAt(end - 2) !== colon ? end - 1 : end;
}

function isAddressPart(code: number): boolean {
  return isHexDigit(code) || code === colon || code === dot;
}

function isIpv6(address: string): boolean {
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const mapped = last.includes(".");
  if (mapped && (ipv4End(last, 0) !== last.length || !isDigit(last.charCodeAt(0)))) return false;
  const plain = mapped ? groups.slice(0, -1) : groups;
  if (!plain.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  const count = plain.length + (mapped ? 2 : 0);
  // `a::b` is C++ and Rust, `00:1a:…` an EUI-64
  if (halves.length === 2) return count >= 1 && count <= 7 && (/\d/.test(address) || count > 2);
  return count === 8 && !plain.every((group) => group.length === 2);
}
