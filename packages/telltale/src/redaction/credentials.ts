// The credentials of `Authorization: Bearer …` and `Basic …`. In prose and in challenges of servers, no credentials follow these
// words.
import { isWord } from "./characters.ts";
import { type Finder, inAnyCase } from "./finder.ts";

const bearer = /bearer(?: {1,4}|%20|\+)((?:[\w.~+/-]|%2[BF])+(?:=|%3D)*)/iy;
const basic = /basic(?: {1,4}|%20)([A-Za-z0-9+/_-]{4,}(?:=|%3D)*)/iy;
const header = /authorization["'\\\s]{0,6}[:=,>]["'\\\s]{0,6}$/i;
const asked =
  /^(?:tokens?|auth|realm|scope|error|error_description|resource_metadata|charset|authentication|authorization|scheme|header|format|credentials?)=*$/i;
const longestDecoded = 400;

/** Finds the token after `Bearer`. */
export const bearerTokens: Finder = {
  starts: inAnyCase("bea"),
  find(text, at) {
    if ((text.charCodeAt(at + 2) | 0x20) !== 0x61 || isWord(text.charCodeAt(at - 1))) return undefined;
    bearer.lastIndex = at;
    const found = bearer.exec(text)?.[1];
    if (found === undefined) return undefined;
    const start = bearer.lastIndex - found.length;
    let length = found.length;
    while (found.charCodeAt(length - 1) === 0x2e) length--;
    const token = found.slice(0, length);
    if (asked.test(token)) return undefined;
    return isToken(token, text, at) ? { start, end: start + token.length, kind: "bearer" } : undefined;
  },
};

/** Finds the credentials after `Basic`: base64 of a name, a colon and a password. */
export const basicCredentials: Finder = {
  starts: inAnyCase("bas"),
  find(text, at) {
    if ((text.charCodeAt(at + 2) | 0x20) !== 0x73) return undefined;
    basic.lastIndex = at;
    const found = basic.exec(text)?.[1];
    if (found === undefined || asked.test(found)) return undefined;
    const end = basic.lastIndex;
    if (!isInHeader(text, at) && !isPair(found)) return undefined;
    return { start: end - found.length, end, kind: "basic-auth" };
  },
};

function isInHeader(text: string, at: number): boolean {
  return header.test(text.slice(Math.max(0, at - 28), at));
}

function isToken(token: string, text: string, at: number): boolean {
  if (isInHeader(text, at)) return token.length > 2;
  if (token.length < 8) return false;
  return /\d/.test(token.slice(0, 512)) || token.length >= 24;
}

function isPair(encoded: string): boolean {
  const digits = encoded.replace(/(?:=|%3D)+$/i, "").slice(0, longestDecoded);
  // base64 never has one letter more than whole groups; this rules out most words after `basic`
  if (digits.length % 4 === 1) return false;
  const text = Buffer.from(digits, "base64").toString("latin1");
  // oxlint-disable-next-line no-control-regex -- a name has no control characters
  return text.includes(":") && !/[\x00-\x08\x0e-\x1f]/.test(text);
}
