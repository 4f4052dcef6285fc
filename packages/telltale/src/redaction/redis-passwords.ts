// Passwords in commands of Redis and its relatives: `AUTH`, `HELLO … AUTH`, `MIGRATE … AUTH`, `ACL SETUSER u >…`, `CONFIG SET requirepass`,
// `SENTINEL SET … auth-pass`; as a command line, as lists of quoted words, and in the protocol. `AUTH` is also a word of logs: there only
// what is around it shows that it is the command.
import { isLetter } from "./characters.ts";
import type { Finder, Finding } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Maximum distance between the command and its `AUTH`. */
const farthest = 256;
const nearby = 64;
const longest = 512;

/** Between two words of a command: blanks, a comma, quotes, or a length of the protocol; between a name and a list of arguments, `args`. */
const between =
  /(?:\r\n\$\d{1,4}\r\n|["']?(?:\s{1,8}|\s{0,4},\s{0,4}(?:["']?args["']?\s{0,4}:\s{0,4}\[\s{0,4})?))\\?(["'`])?/y;

/** A word of a command. */
interface Word {
  readonly start: number;
  readonly end: number;
}

/** The word after the one that ends at `end`. */
function wordAfter(text: string, end: number): Word | undefined {
  between.lastIndex = end;
  const quote = between.exec(text);
  if (quote === null) return undefined;
  const start = between.lastIndex;
  const most = Math.min(text.length, start + longest);
  let to = start;
  for (; to < most; to++) {
    const code = text.charCodeAt(to);
    if (quote[1] !== undefined ? text.startsWith(quote[1], to) : isEnd(text, to, code)) break;
    if (code === 0x0a) break;
  }
  return to === start ? undefined : { start, end: to };
}

/** Whether a word without quotes ends at `at`: before a blank, a quote, an escape, or brackets and a comma with nothing after them. */
function isEnd(text: string, at: number, code: number): boolean {
  if (code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x60 || code === 0x5c || code === 0x3b)
    return true;
  const mayClose = code === 0x2c || code === 0x29 || code === 0x5d || code === 0x7d;
  return mayClose && /^[,)\]}]+(?:[\s"'`;]|$)/.test(text.slice(at, at + 4));
}

const hello = /\bhello["']?[\s,]{1,4}["']?\d["']?[\s,][^\n;]{0,128}$/i;
const migrate = /\bmigrate["']?[\s,]{1,4}[^\s,]{1,128}[\s,]{1,4}["']?\d{2,5}["']?[\s,][^\n;]*$/i;
/** Signs of a server or a client; the beginning of a line of `MONITOR`; the protocol; a command as an object. */
const server =
  /\*\d\r\n\$\d|redis|valkey|keydb|dragonfly|sentinel|:6379|\[\d{1,4} [^\]\n]{1,64}\] "$|\bname["']?: ?["']$/i;
/** What precedes a command: nothing, a prompt, a quote, a bracket, a word for it. */
const opening =
  /(?:^|[\n;>:|([{\]"'`])[\s"'`[({]{0,4}$|\b(?:command|cmd|sent|sending|sends?|executing|execute|running|run|redis|valkey)[\s:]{1,2}["'`(]{0,2}$|\b(?:redis|valkey)-cli\s[^\n;|]{0,128}$/i;
const closing = /^[\s"'`)\]},;]{0,8}(?:$|[\n;|])|^["'`]|^\\[rn"']/;
const mechanism =
  /^(?:plain|login|xoauth2|oauthbearer|ntlm|gssapi|external|cram-md5|digest-md5|scram-\S{1,20}|tls|ssl)$/i;
/** Words of prose after `AUTH`. */
const word = /^(?:[A-Za-z][a-z]*|[A-Z]+|\d{1,3})[.:,!?]?$/;

/** The password of the `AUTH` at `at`. `certain`: the text is known to be a command. */
function authAt(text: string, at: number, certain: boolean): Finding | undefined {
  const isSecond = text.charCodeAt(at + 4) === 0x32;
  const first = wordAfter(text, at + (isSecond ? 5 : 4));
  if (first === undefined) return undefined;
  const next = wordAfter(text, first.end);
  const before = text.slice(Math.max(0, at - farthest), at);
  // with the name of a user before the password
  if (hello.test(before) || (isSecond && migrate.test(before))) return passwordAt(text, next ?? first);
  if (migrate.test(before)) return passwordAt(text, first);
  return opening.test(before) ? ofCommand(text, at, certain, { first, next, before }) : undefined;
}

/** The words after an `AUTH`, and the text before it. */
interface Around {
  readonly first: Word;
  readonly next: Word | undefined;
  readonly before: string;
}

/** The password of a command that consists of the `AUTH` at `at` and what follows. */
function ofCommand(
  text: string,
  at: number,
  certain: boolean,
  { first, next, before }: Around,
): Finding | undefined {
  const isLast =
    next === undefined || startsCommand(text, first.end) || (!certain && isToldOf(text, at, first, next));
  const value = isLast ? first : next;
  // of other protocols: AUTH PLAIN …
  if (isLast && mechanism.test(text.slice(first.start, first.end))) return undefined;
  return certain || isCommand(text, at, value, before) ? passwordAt(text, value) : undefined;
}

/** Whether `AUTH` and `value` are a command although nothing else shows it: capital letters, and no word of prose. */
function isTelling(text: string, at: number, value: string): boolean {
  return text.startsWith("AUTH", at) && !word.test(value) && /[\d\W_]/.test(value);
}

/** Whether the `AUTH` at `at` is a command with the password `value`, by what is around both. */
function isCommand(text: string, at: number, value: Word, before: string): boolean {
  const written = text.slice(value.start, value.end);
  const isClosed = closing.test(text.slice(value.end, value.end + 16));
  if (server.test(before) || server.test(text.slice(value.end, value.end + nearby))) return isClosed;
  return isTelling(text, at, written) && (isClosed || value.end - value.start > 5);
}

/** Whether a sentence goes on after the command: `AUTH hunter2 failed`. */
function isToldOf(text: string, at: number, first: Word, next: Word): boolean {
  return (
    first.end - first.start > 5 &&
    isTelling(text, at, text.slice(first.start, first.end)) &&
    word.test(text.slice(next.start, next.end))
  );
}

/** Whether a line or a command ends at `end`, so that the next word belongs to another one. */
function startsCommand(text: string, end: number): boolean {
  return /^["']?[^\S\n]{0,8}[\n;]/.test(text.slice(end, end + 10));
}

function passwordAt(text: string, { start, end }: Word): Finding | undefined {
  return isPlaceholder(text.slice(start, end), true) ? undefined : { start, end, kind: "password" };
}

/** Finds passwords at `AUTH`. */
const auths: Finder = {
  starts: ["aut", "Aut", "AUT"],
  find(text, at) {
    if ((text.charCodeAt(at + 3) | 0x20) !== 0x68 || isLetter(text.charCodeAt(at + 4))) return undefined;
    return authAt(text, at, false);
  },
};

const setUser =
  /acl["']?(?:\s{1,8}|\s{0,4},\s{0,4})["']?setuser["']?(?:\s{1,8}|\s{0,4},\s{0,4})["']?[^\s"',]{1,128}([^\n;]{1,512})/iy;
const rule = /(?<![^\s"',])[><#!]([^\s"',]+)/g;

/** Finds passwords and hashes at `ACL SETUSER`, from the first to the last one. */
const users: Finder = {
  starts: ["acl", "Acl", "ACL"],
  find(text, at) {
    setUser.lastIndex = at;
    const rules = setUser.exec(text)?.[1];
    if (rules === undefined) return undefined;
    const secrets = [...rules.matchAll(rule)].filter(([, secret = ""]) => !isPlaceholder(secret));
    const [first] = secrets;
    const last = secrets.at(-1);
    if (first === undefined || last === undefined) return undefined;
    const start = setUser.lastIndex - rules.length;
    return { start: start + first.index + 1, end: start + last.index + last[0].length, kind: "password" };
  },
};

const setting = /(?:requirepass|masterauth|primaryauth|-pass)(?![\w-])/iy;
const dashed = /(?:auth|sentinel|key-file)$/i;

/** Finds the values of settings that are passwords: `CONFIG SET requirepass …`, a line of a configuration file. */
const settings: Finder = {
  starts: ["mas", "Mas", "MAS", "req", "Req", "REQ", "pri", "PRI", "-pa", "-PA"],
  find(text, at) {
    // most words with these letters end or go on otherwise: required, primary
    const letter = text.charCodeAt(at + 7) | 0x20;
    if (letter !== 0x70 && letter !== 0x61 && letter !== 0x75 && text.charCodeAt(at) !== 0x2d)
      return undefined;
    setting.lastIndex = at;
    if (!setting.test(text)) return undefined;
    const before = text.slice(Math.max(0, at - farthest), at);
    if (text.charCodeAt(at) === 0x2d && !dashed.test(before)) return undefined;
    const first = wordAfter(text, setting.lastIndex);
    if (first === undefined) return undefined;
    // in a configuration file, after the name of the master
    const value = /(?:^|\n)sentinel\s{1,8}auth$/i.test(before)
      ? (wordAfter(text, first.end) ?? first)
      : first;
    const isSet =
      /\bset["']?(?:\s|,)[^\n;]*$/i.test(before) ||
      (/(?:^|\n)\s{0,8}[\w-]{0,16}$/.test(before) &&
        /^["']?\s{0,8}(?:$|\n)/.test(text.slice(value.end, value.end + 10)));
    const written = text.slice(value.start, value.end);
    return isSet || !word.test(written) ? passwordAt(text, value) : undefined;
  },
};

/** The finders of these commands. */
export const redisPasswords: readonly Finder[] = [auths, users, settings];

const command = /^\s{0,8}["'[]{0,2}(?:auth|hello|migrate)\b/i;
const auth = /\bauth2?(?=["'\s,\\])/gi;

/** The passwords of the commands in `query`, which is known to be one if `certain`; in any case, or with the first word of one. */
export function passwordsOfCommands(query: string, certain: boolean): readonly Finding[] {
  if (!certain && !command.test(query)) return [];
  const found: Finding[] = [];
  let floor = 0;
  for (const { index } of query.matchAll(auth)) {
    const finding = index < floor ? undefined : authAt(query, index, true);
    if (finding === undefined) continue;
    found.push(finding);
    floor = finding.end;
  }
  return found;
}
