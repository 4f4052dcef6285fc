// Passwords as arguments of calls: `db.auth("ada", "x")`, `CALL dbms.security.createUser('ada', 'x')`, `auth=("ada", "x")`; and in
// statements that replace one by another: `SET PASSWORD FROM 'x' TO 'y'`.
import { each, type Finder, type Finding } from "./finder.ts";
import { isPlaceholder } from "./placeholder.ts";

const quoted = String.raw`(?:"[^"\n]{0,256}"|'[^'\n]{0,256}')`;
/** The names of functions and parameters before a name and a password, or before passwords only. */
const ofPair =
  /(?:(?:create|add|alter)_?user|(?:change|set|update)_?user_?password|auth(?:enticate)?(?:\.basic)?|basic_?auth)["']?\s{0,2}[=:]?\s{0,2}$/i;
const ofSingle = /(?:change|set|update)_?(?:my_?)?password\s{0,2}$/i;
const longestName = 40;
const pair = new RegExp(String.raw`[([]\s{0,4}${quoted}\s{0,4},\s{0,4}(${quoted})`, "y");
const single = new RegExp(String.raw`\((${quoted})(?:\s{0,4},\s{0,4}(${quoted}))?`, "y");
const replacing = new RegExp(
  String.raw`password\s{1,8}from\s{1,8}(${quoted}|\$\w{1,64})\s{1,8}to\s{1,8}(${quoted}|\$\w{1,64})`,
  "iy",
);
/** The names of settings with a user and a password: `NEO4J_AUTH=neo4j/x`. */
const setting = /neo4j_auth(?:_?file)?["']?\s{0,2}[=:]\s{0,2}["']?[\w.-]{1,64}\/([^\s"',;]{1,256})/iy;

/** Finds the argument after the name of a user, and the last one of functions that change the own password. */
const argumentsOfCalls: Finder = {
  starts: each(["(", "["], "\"'"),
  find(text, at) {
    const name = text.slice(Math.max(0, at - longestName), at);
    if (ofPair.test(name)) {
      pair.lastIndex = at;
      const password = pair.exec(text)?.[1];
      return password === undefined ? undefined : inQuotes(pair.lastIndex, password);
    }
    if (!ofSingle.test(name)) return undefined;
    single.lastIndex = at;
    const [whole, first = "", second] = single.exec(text) ?? [];
    return whole === undefined ? undefined : inQuotes(single.lastIndex, second ?? first);
  },
};

/** Finds both passwords of a replacement. */
const replacements: Finder = {
  starts: ["pas", "Pas", "PAS"],
  find(text, at) {
    replacing.lastIndex = at;
    const [whole, before = "", after = ""] = replacing.exec(text) ?? [];
    if (whole === undefined) return undefined;
    const end = replacing.lastIndex;
    if (isParameter(before)) return isParameter(after) ? undefined : inQuotes(end, after);
    if (isParameter(after)) return inQuotes(at + whole.indexOf(before) + before.length, before);
    return { start: at + whole.indexOf(before) + 1, end: end - 1, kind: "password" };
  },
};

const settings: Finder = {
  starts: ["neo", "Neo", "NEO"],
  find(text, at) {
    setting.lastIndex = at;
    const password = setting.exec(text)?.[1];
    if (password === undefined || isPlaceholder(password)) return undefined;
    return { start: setting.lastIndex - password.length, end: setting.lastIndex, kind: "password" };
  },
};

/** The finders of these passwords. */
export const callPasswords: readonly Finder[] = [argumentsOfCalls, replacements, settings];

/** The text in the quotes that end at `end`. */
function inQuotes(end: number, written: string): Finding | undefined {
  return isPlaceholder(written.slice(1, -1))
    ? undefined
    : { start: end - written.length + 1, end: end - 1, kind: "password" };
}

/** Whether it is a parameter, or a text in quotes that is not a secret. */
function isParameter(written: string): boolean {
  return written.startsWith("$") || isPlaceholder(written.slice(1, -1));
}
