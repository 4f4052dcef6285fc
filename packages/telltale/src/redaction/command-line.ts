// Passwords behind short flags, which say so only with some commands: `curl -u name:…`, `mysql -p…`, `redis-cli -a …`; and in quotes
// behind a word that says so: `IDENTIFIED BY '…'`.
import { type Finder, inAnyCase } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";

/** How far before its flag the command is looked for. */
const farthest = 256;

const flags: readonly (readonly [command: RegExp, flag: RegExp])[] = [
  [/\bcurl\b/, / (?:-u|--user)[ =]?["']?[^\s:"']{1,64}:([^\s"']{1,256})/y],
  [/\b(?:mysql|mysqldump|mysqladmin|mariadb)\b/, / -p["']?([^\s"'-][^\s"']{0,255})/y],
  [/\bredis-cli\b/, / -a ["']?([^\s"'-][^\s"']{0,255})/y],
  [/\bsshpass\b/, / -p ?["']?([^\s"'-][^\s"']{0,255})/y],
];

/** Finds passwords behind the flags of commands. */
export const commandPasswords: Finder = {
  starts: [" -u", " --", " -p", " -a"],
  find(text, at) {
    for (const [command, flag] of flags) {
      flag.lastIndex = at;
      const value = flag.exec(text)?.[1];
      if (value === undefined || !command.test(text.slice(Math.max(0, at - farthest), at))) continue;
      if (isPlaceholder(value)) continue;
      const end = flag.lastIndex;
      return { start: end - value.length, end, kind: "password" };
    }
    return undefined;
  },
};

const quoted = /(?:pass(?:word|wd|phrase)|identified by) {1,2}(["'`])([^"'`\s]{3,256})\1/iy;

/** How far before its password a statement may begin. */
const longestStatement = 400;
const statement =
  /(?:^|[^\w])(?:(?:create|alter)\s+(?:[\w]+\s+){0,3}?(?:user|role|login|credential|secret|server|subscription|link|key|database|account|stage|dictionary|location|mapping)\b|set\s+(?:\w+\s+)?(?:password|encryption)?|grant\s|change\s+(?:master|replication)|(?:backup|restore|open|copy)\s)[^;]*$/i;
const bare =
  /(?:pass(?:word|wd|phrase)|secret(?:_\w{1,32})?|identified(?:\s+(?:with|via)\s+\w{1,64})?\s+(?:by|as|using)(?:\s+values)?(?:\s+password)?)(?:\s+for\s+\S{1,128})?(?:\s*[=(]|\s+to|\s+by)?\s*(?:N?["'`]|\$\w{0,32}\$)?([^\s"'`;,()$][^\s"'`;,()]{2,255})(?!\()(?![^\s"'`;,()])/iy;
const noPassword =
  /^(?:expire|history|reuse|require|never|default|random|interval|null|policy|policies|for|by|to|using|with|identified|values|verify_function|and|or|is|must|has|reset|manager|field|hash)$/i;

/** Finds passwords without quotes in statements of SQL that stand in a text: `ALTER USER u PASSWORD x`. */
export const sqlPasswords: Finder = {
  starts: inAnyCase("pas", "ide", "sec"),
  find(text, at) {
    bare.lastIndex = at;
    const value = bare.exec(text)?.[1];
    if (value === undefined || noPassword.test(value) || isPlaceholder(value, true)) return undefined;
    const before = text.slice(Math.max(0, at - longestStatement), at);
    if (!/create|alter|set|grant|change|backup|restore|open|copy/i.test(before)) return undefined;
    const found = statement.exec(before);
    if (found === null && !/\bset\s$/i.test(before)) return undefined;
    // prose has small letters only: `create a user with password protection`
    const written = text.slice(at, at + 4);
    if (written !== written.toUpperCase() && /^[A-Za-z]+$/.test(value)) return undefined;
    const end = bare.lastIndex;
    return { start: end - value.length, end, kind: "password" };
  },
};

/** Finds passwords in quotes behind a word that says so. */
export const quotedPasswords: Finder = {
  starts: inAnyCase("pas", "ide"),
  find(text, at) {
    quoted.lastIndex = at;
    const value = quoted.exec(text)?.[2];
    if (value === undefined || isPlaceholder(value, true)) return undefined;
    const end = quoted.lastIndex - 1;
    return { start: end - value.length, end, kind: "password" };
  },
};
