// Passwords in SQL statements within texts: `ALTER USER u PASSWORD x`, `EXEC sp_addlogin u, x`, `CONNECT u/x`. Under
// `db.query.text` the reader in `sql/` finds them; in a log line only the words around them show that it is a statement.
import { each, type Finder, type Finding, inAnyCase } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";

/** The longest password, and the longest list of arguments. */
const longest = 512;
/** Maximum distance between the start of a statement and its password. */
const longestStatement = 400;
const statement =
  /(?:^|[^\w])(?:(?:create|alter)\s+(?:[\w]+\s+){0,3}?(?:user|role|login|credential|secret|server|subscription|link|key|database|account|stage|dictionary|location|mapping)\b|set\s+(?:\w+\s+)?(?:password|encryption)?|grant\s|change\s+(?:master|replication)|(?:backup|restore|open|copy)\s)[^;]*$/i;

const gap = String.raw`(?:\s|/\*[^*]{0,128}\*/)`;
const announcement = new RegExp(
  `(?:pass(?:word|wd|phrase)|secret(?:_\\w{1,32})?|identified(?:${gap}{1,9}(?:with|via)${gap}{1,9}\\w{1,64})?${gap}{1,9}` +
    `(?:by|as|using)(?:${gap}{1,9}values)?(?:${gap}{1,9}password)?)(?:${gap}{1,9}for${gap}{1,9}\\S{1,128})?` +
    `(?:${gap}{0,9}[=(]|${gap}{1,9}to|${gap}{1,9}by)?${gap}{0,9}`,
  "iy",
);
const opening = /N?\\{0,3}(["'`])|\$\w{0,32}\$/y;
const bare = /[^\s"'`;,()$][^\s"'`;,()]{2,255}(?!\()(?![^\s"'`;,()])/y;
const replaced = /\\{0,3}["'`]?\s{1,8}replace\s{1,8}N?["'`]?([^\s"'`;,()]{3,256})/iy;
const noPassword =
  /^(?:expire|history|reuse|require|never|default|random|interval|null|policy|policies|for|by|from|to|using|with|identified|values|verify_function|and|or|is|must|has|reset|manager|field|hash)$/i;

/** Finds passwords after the words that announce them in statements about accounts: `ALTER USER u PASSWORD x`. */
export const sqlPasswords: Finder = {
  starts: inAnyCase("pas", "ide", "sec"),
  find(text, at) {
    announcement.lastIndex = at;
    if (!announcement.test(text)) return undefined;
    const value = valueAt(text, announcement.lastIndex);
    if (value === undefined) return undefined;
    const written = text.slice(value.start, value.end);
    if (noPassword.test(written) || isPlaceholder(written, true)) return undefined;
    const before = text.slice(Math.max(0, at - longestStatement), at);
    if (!/create|alter|set|grant|change|backup|restore|open|copy/i.test(before)) return undefined;
    if (!statement.test(before) && !/\bset\s$/i.test(before)) return undefined;
    // prose has small letters only: `create a user with password protection`
    const word = text.slice(at, at + 4);
    if (word !== word.toUpperCase() && /^[A-Za-z ]+$/.test(written)) return undefined;
    replaced.lastIndex = value.end;
    return { ...value, end: replaced.test(text) ? replaced.lastIndex : value.end };
  },
};

/** The value at `start`: in quotes of any kind, or one word. */
function valueAt(text: string, start: number): Finding | undefined {
  opening.lastIndex = start;
  const opened = opening.exec(text);
  if (opened !== null) {
    const from = opening.lastIndex;
    const end = text.indexOf(opened[1] ?? opened[0], from);
    if (end !== -1 && end - from <= longest) return end === from ? undefined : password(from, end);
  }
  bare.lastIndex = opened === null ? start : opening.lastIndex;
  const from = bare.lastIndex;
  return bare.test(text) ? password(from, bare.lastIndex) : undefined;
}

/** Statements in which everything after the first word is a value. */
const statements: readonly RegExp[] = [
  /sp_\w{0,32}(?:login|password|user|role)\w{0,16}\s{1,8}([^;\n]{1,512})/iy,
  /pragma\s{1,8}(?:\w{1,64}\.)?(?:hex|text)?(?:re)?key\s{0,8}[=(]\s{0,8}["']?([^;\n"')]{1,512})/iy,
  /attach\s[^;\n]{1,256}?\sas\s{1,8}\S{1,64}\s{1,8}key\s{1,8}["']?([^\s;"']{1,512})/iy,
  /CONN(?:ECT)?\s{1,8}["']?\w{1,64}["']?\/["']?([^\s;@"']{1,128})/y,
  /sqlplus\s{1,8}(?:-\w{1,8}\s{1,8}){0,4}\w{1,64}\/([^\s;@"']{1,128})/iy,
];

/** Finds the values of `EXEC sp_addlogin`, `PRAGMA key`, `ATTACH … KEY`, `CONNECT u/x` and `sqlplus u/x`. */
export const sqlStatementPasswords: Finder = {
  starts: [...inAnyCase("sp_", "pra", "att", "sql"), "CON"],
  find(text, at) {
    for (const one of statements) {
      one.lastIndex = at;
      const value = one.exec(text)?.[1];
      if (value === undefined || isPlaceholder(value)) continue;
      return password(one.lastIndex - value.length, one.lastIndex);
    }
    return undefined;
  },
};

const longestFunction = 32;
/** Functions whose arguments are addresses and passwords of other databases. */
const remote =
  /\b(?:openrowset|opendatasource|mysql|postgresql|mongodb|redis|s3\w{0,16}|gcs|azureblobstorage\w{0,16}|remote|remotesecure|jdbc|odbc|dblink\w{0,16})\s{0,4}$/i;
const argument = /\s{0,8}N?(?:"[^"\n]{0,256}"|'[^'\n]{0,256}'|[\w.:]{1,64})\s{0,8}[,;]?/y;

/** Finds the arguments of such functions, from the second one on, when the first one is a text: `mysql('h', 'd', 't', 'u', 'x')`. */
export const sqlArguments: Finder = {
  starts: each(["("], "\"'N"),
  find(text, at) {
    if (!remote.test(text.slice(Math.max(0, at - longestFunction), at))) return undefined;
    let end = at + 1;
    let second = -1;
    for (let count = 0; count < 16; count++) {
      argument.lastIndex = end;
      if (!argument.test(text)) break;
      end = argument.lastIndex;
      if (count === 0) second = end;
    }
    return end > second && second !== -1 ? password(second, end) : undefined;
  },
};

function password(start: number, end: number): Finding {
  return { start, end, kind: "password" };
}
