// Splits lines of a shell into simple commands and words, as far as start commands need it.
import type { Word } from "./tree.ts";

/** A word of a command: an unquoted one is split again when a variable in it has a value. */
export interface ShellWord extends Word {
  readonly isQuoted: boolean;
}

export type Environment = ReadonlyMap<string, Word>;

const token =
  /(?<space>[ \t\r]+|\\\r?\n)|(?<comment>#[^\n]*)|(?<redirect>\d*(?:>>?|<<?<?)&?(?:\d|-)?)|(?<end>&&|\|\||[;&|\n(){}]+)|(?<word>(?:"(?:[^"\\]|\\[^])*"|'[^']*'|\$\((?:[^()]|\([^()]*\))*\)|\$\{[^}]*\}|\\[^\n]|[^\s"'\\;&|<>(){}$]|\$|(?<=[^\s;&|])[{}])+)/g;

const ending = (line: string): string => line.replaceAll(/^\t+|\r$/g, "");

/** The text with the bodies of here-documents as spaces. */
function withoutHereDocuments(text: string): string {
  if (!text.includes("<<")) return text;
  const lines = text.split("\n");
  const last = new Map(lines.map((line, index) => [ending(line), index]));
  let ends: string[] = [];
  return lines
    .map((line, index) => {
      if (ends.length > 0) {
        if (ending(line) === ends[0]) ends.shift();
        return " ".repeat(line.length);
      }
      ends = [...line.matchAll(/(?<!<)<<-?[ \t]*["'\\]?([A-Za-z_]\w*)/g)]
        .map(({ 1: end }) => end!)
        .filter((end) => (last.get(end) ?? -1) > index);
      return line;
    })
    .join("\n");
}

/** The simple commands of a text, in order. */
export function simpleCommands(word: Word): readonly (readonly ShellWord[])[] {
  const found: ShellWord[][] = [[]];
  let isTarget = false;
  for (const { groups, index } of withoutHereDocuments(word.text).matchAll(token)) {
    const text = groups?.["word"];
    if (groups?.["end"] !== undefined) found.push([]);
    if (groups?.["redirect"] !== undefined) isTarget = /^<<|[^\d-]$/.test(groups["redirect"]);
    if (text === undefined) continue;
    if (!isTarget) found.at(-1)!.push({ ...word, ...unquoted(text), at: word.at + index });
    isTarget = false;
  }
  return found.filter(({ length }) => length > 0);
}

function unquoted(text: string): { readonly text: string; readonly isQuoted: boolean } {
  const plain = text.replaceAll(/"((?:[^"\\]|\\[^])*)"|'([^']*)'|\\([^])/g, (_, double, single, one) =>
    double === undefined
      ? (single ?? one)
      : String(double)
          .replaceAll(/\\\r?\n/g, "")
          .replaceAll(/\\(["\\$`])/g, "$1"),
  );
  return { text: plain, isQuoted: /["']/.test(text) };
}

/** The words of a text without operators: of a command of Compose, of NODE_OPTIONS. */
export const wordsOf = (word: Word): readonly ShellWord[] =>
  [...word.text.matchAll(/(?:"(?:[^"\\]|\\[^])*"|'[^']*'|\\[^]|[^\s"'\\])+/g)].map(({ 0: text, index }) => ({
    ...word,
    ...unquoted(text),
    at: word.at + index,
  }));

const variable = /\$(?:\{(\w+)(?::?[-=]([^}]*))?[^}]*\}|(\w+))/g;

/** A word with the values of variables that are known. */
export function expand(word: ShellWord, environment: Environment): readonly Word[] {
  if (!word.text.includes("$")) return [word];
  let from: Word = word;
  const text = word.text.replaceAll(variable, (all, braced, fallback, plain) => {
    const known = environment.get(braced ?? plain);
    if (known !== undefined && word.text === all) from = known;
    return known?.text ?? fallback ?? all;
  });
  const expanded = text === word.text ? word : { ...from, text, written: word.written ?? word.text };
  return word.isQuoted || text === word.text
    ? [expanded]
    : wordsOf(expanded).map((one) => ({ ...one, at: from.at }));
}

/** A value that may name other variables, or itself: `NODE_OPTIONS="$NODE_OPTIONS --require x"`. */
export const expandedValue = (word: Word, environment: Environment): Word => ({
  ...word,
  text: expand({ ...word, isQuoted: true }, environment)[0]!.text,
});

/** The variables of a file with a line for each. */
export function variablesIn(source: Word["source"]): Environment {
  const lines = [...source.text.matchAll(/^[ \t]*(?:export[ \t]+)?([\w.]+)[ \t]*[=:][ \t]*(.*)$/gm)];
  return new Map(
    lines.map(({ 1: name, 2: value, index, 0: all }) => [
      name!,
      { text: unquoted(value!.trim()).text, source, at: index + all.length - value!.length },
    ]),
  );
}
