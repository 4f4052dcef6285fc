// Passwords after short flags of certain commands: `curl -u name:…`, `mysql -p…`, `redis-cli -a …`; and quoted passwords after a word
// that announces them: `IDENTIFIED BY '…'`.
import { type Finder, inAnyCase } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";

/** Maximum distance of the command before its flag. */
const farthest = 256;

const flags: readonly (readonly [command: RegExp, flag: RegExp])[] = [
  [/\bcurl\b/, / (?:-u|--user)[ =]?["']?[^\s:"']{1,64}:([^\s"']{1,256})/y],
  [/\b(?:mysql|mysqldump|mysqladmin|mariadb)\b/, / -p["']?([^\s"'-][^\s"']{0,255})/y],
  [/\bredis-cli\b/, / -a ["']?([^\s"'-][^\s"']{0,255})/y],
  [/\bsshpass\b/, / -p ?["']?([^\s"'-][^\s"']{0,255})/y],
];

/** Finds passwords after the flags of commands. */
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

/** Finds quoted passwords after a word that announces them. */
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
