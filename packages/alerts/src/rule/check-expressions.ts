// Regular expressions in the SQL of a rule: the store would refuse the query at each evaluation.
import type { Problem } from "catalog/problem";

/** Functions of ClickHouse whose second argument is a regular expression, in lower case. */
const functions = new Set([
  "match",
  "extract",
  "extractall",
  "extractgroups",
  "extractallgroups",
  "extractallgroupshorizontal",
  "extractallgroupsvertical",
  "regexpextract",
  "countmatches",
  "countmatchescaseinsensitive",
  "replaceregexpone",
  "replaceregexpall",
  "regexp_replace",
]);

const tokens = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\w+|\S/g;
const isComment = (token: string): boolean => token.startsWith("--") || token.startsWith("/*");
const isString = (token: string | undefined): token is string => token?.startsWith("'") === true;

/** The regular expressions that are written out and cannot be read. */
export function checkExpressions(sql: string, path: string): Problem[] {
  const words = (sql.match(tokens) ?? []).filter((token) => !isComment(token));
  return words.flatMap((word, index) => {
    const name = word.toLowerCase();
    const literal =
      name === "regexp"
        ? wholeArgument(words, index + 1)
        : functions.has(name) && words[index + 1] === "("
          ? secondArgument(words, index + 2)
          : undefined;
    if (!isString(literal)) return [];
    const expression = unquoted(literal);
    const reason = mistakeIn(expression);
    if (reason === undefined) return [];
    return [
      {
        path,
        message: `has the regular expression \`${expression}\`, which the store cannot read: ${reason}.`,
        fix: "Write one that RE2 knows.",
      },
    ];
  });
}

/** The word at `index`, if it is not the beginning of a longer text, `'(' || name || ')'`. */
function wholeArgument(words: readonly string[], index: number): string | undefined {
  return words[index + 1] === "|" ? undefined : words[index];
}

/** The second argument, if it is one word. */
function secondArgument(words: readonly string[], first: number): string | undefined {
  let depth = 0;
  for (let index = first; index < words.length && depth >= 0; index++) {
    const word = words[index]!;
    if (word === "(" || word === "[") depth++;
    else if (word === ")" || word === "]") depth--;
    else if (word === "," && depth === 0)
      return /^[,)]$/.test(words[index + 2] ?? "") ? words[index + 1] : undefined;
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "0": "\0" };

/** The text of a string of ClickHouse, which keeps the backslash before what it does not know. */
function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replaceAll(/''|\\([\s\S])/g, (one, after?: string) =>
      after === undefined ? "'" : (escapes[after] ?? (/[\\'"`/=]/.test(after) ? after : one)),
    );
}

const special =
  /\\Q[\s\S]*?(?:\\E|$)|\\x\{[\dA-Fa-f]+\}|\\[pP](?:\{\^?\w+\}|\w)|\\[0-7]{2,3}|\\[\s\S]|\[:\^?\w+:\]|[\u{10000}-\u{10ffff}]/gu;

/** Why RE2 cannot read it. What RE2 has beyond JavaScript is replaced by what JavaScript has: what is inside is not judged. */
function mistakeIn(expression: string): string | undefined {
  const [back] = (expression.match(special) ?? []).filter((one) => /^\\[1-9]$/.test(one));
  if (back !== undefined) return `RE2 has no \`${back}\``;
  const plain = expression.replaceAll(special, (one) => {
    if (/^\\[pP]|^\[:/.test(one)) return String.raw`\w`;
    return /^\\[^Qx\d]|^\\[x\d]?$/.test(one) ? one : "x";
  });
  const known = plain.replaceAll(/(?<!\\)\[(\^?)\]/g, String.raw`[$1\]`);
  const outside = known.replaceAll(/\\[\s\S]|\[\^?(?:\\[\s\S]|[^\]\\])*(?:\]|$)/g, "");
  const [ahead] = /\(\?<?[=!]/.exec(outside) ?? [];
  if (ahead !== undefined) return `RE2 has no \`${ahead}…)\``;
  const unnamed = known
    .replaceAll(/\(\?P?<[^>()]*>/g, "(")
    .replaceAll(/\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?\)/g, "")
    .replaceAll(/\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?:/g, "(?:");
  try {
    RegExp(unnamed);
    return undefined;
  } catch (error) {
    const { message } = error as SyntaxError;
    return message.slice(message.lastIndexOf(": ") + 2).toLowerCase();
  }
}
