// The password in `scheme://user:password@host`: addresses of databases, brokers, proxies and repositories. And the token in
// `scheme://TOKEN@host`: a user without a password that looks generated; names of people and services stay.
import { isBlank, isDigit, isLetter } from "./characters.ts";
import type { Finder, Finding } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";

const longest = 2048;
/** Maximum length of a password after a character that ends a host. */
const longestRaw = 64;

/** Finds passwords at the colon of `://`. */
export const urlPasswords: Finder = {
  starts: ["://"],
  find(text, at) {
    if (!isBeforeAuthority(text, at)) return undefined;
    const first = at + 3;
    const most = Math.min(text.length, first + longest);
    let colon = -1;
    let sign = -1;
    let end = first;
    for (; end < most; end++) {
      const code = text.charCodeAt(end);
      if (code === 0x40) sign = end;
      else if (code === 0x3a && colon === -1) colon = end;
      else if (endsUrl(code)) break;
      else if (endsAuthority(code) && !mayGoOn(text, colon, sign, end)) break;
    }
    if (sign === -1) return undefined;
    return inUserInfo(text, at, colon === -1 || colon > sign ? sign : colon, sign);
  },
};

/** The secret between the colon at `at` and the sign: the password after `userEnd`, or the user. */
function inUserInfo(text: string, at: number, userEnd: number, sign: number): Finding | undefined {
  const word = text.slice(userEnd + 1, sign);
  if (noPasswords.has(word.toLowerCase()) && isToken(text, at, userEnd))
    return { start: at + 3, end: sign, kind: "url-password" };
  return isPlaceholder(word) ? undefined : { start: userEnd + 1, end: sign, kind: "url-password" };
}

/** Words in place of a password where the user is the token. */
const noPasswords = new Set(["", "x", "x-oauth-basic", "x-oauth-token", "api_token", "unused"]);
const shortestToken = 10;
const longestToken = 512;

/** Whether the user between the colon at `at` and `end` is a token. */
function isToken(text: string, at: number, end: number): boolean {
  const user = text.slice(at + 3, end);
  if (user.length > longestToken || !/^[\w~.+=%-]+$/.test(user) || /%40/.test(user)) return false;
  // NATS has tokens there, and no users without a password
  if (/(?:^|[^a-z])nats$/i.test(text.slice(Math.max(0, at - 5), at))) return user !== "REDACTED";
  if (user.length < shortestToken) return false;
  // digits and letters in turn, or the cases of letters
  const turns = user.match(/\d[a-z]|[a-z]\d/gi)?.length ?? 0;
  return turns > 2 || (user.length >= 20 && (user.match(/[a-z][A-Z]/g)?.length ?? 0) > 3);
}

const oracle = /jdbc:oracle:thin:[^\s/@]{1,64}\/([^\s@]{1,128})@/y;

/** Finds passwords in Oracle URLs, after a slash. */
export const oraclePasswords: Finder = {
  starts: ["jdb"],
  find(text, at) {
    oracle.lastIndex = at;
    const password = oracle.exec(text)?.[1];
    if (password === undefined || isPlaceholder(password)) return undefined;
    const end = oracle.lastIndex - 1;
    return { start: end - password.length, end, kind: "url-password" };
  },
};

/** Whether the colon at `at` belongs to `://` after a scheme. An IPv6 address after it is a host without a password. */
function isBeforeAuthority(text: string, at: number): boolean {
  if (text.charCodeAt(at + 1) !== 0x2f || text.charCodeAt(at + 2) !== 0x2f) return false;
  const before = text.charCodeAt(at - 1);
  return (isLetter(before) || isDigit(before)) && text.charCodeAt(at + 3) !== 0x5b;
}

function endsUrl(code: number): boolean {
  return isBlank(code) || code === 0x22 || code === 0x3c || code === 0x3e || code === 0x60 || code === 0x7c;
}

function endsAuthority(code: number): boolean {
  return code === 0x2f || code === 0x3f || code === 0x23 || code === 0x27 || code === 0x5c || code === 0x2c;
}

// A password with an unencoded slash: the text after the colon is not a port, and an at sign may follow.
function mayGoOn(text: string, colon: number, sign: number, at: number): boolean {
  if (colon === -1 || sign !== -1 || at === colon + 1 || at > colon + longestRaw) return false;
  if (text.charCodeAt(at) === 0x27 || text.charCodeAt(at) === 0x5c) return false;
  return !/^[\d*]+$/.test(text.slice(colon + 1, Math.min(at, colon + 8)));
}
