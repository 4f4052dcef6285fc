// Fails on SQL of the console that breaks the rules of docs/adr/055: a condition that is switched off by a value instead of `-- if` or
// `-- when`, two columns on a line, a line over 120 characters, a query that no module beside it runs, a parameter or a flag that no
// code passes.
// Steps of the schema are left out: those of a release were applied, and must not change.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

const source = "packages/console/src/";
const maxCharacters = 120;

export interface SourceFile {
  /** From the root. */
  readonly file: string;
  readonly text: string;
}

/** What is wrong with the text of one SQL file, a line each. */
export function mistakesIn({ file, text }: SourceFile): readonly string[] {
  const report = (line: number, what: string): string => `${file}:${line} ${what}`;
  const lines = text.split("\n");
  return [
    ...lines.flatMap((line, at) =>
      line.length > maxCharacters ? [report(at + 1, `has ${line.length} characters, at most 120`)] : [],
    ),
    ...lines.flatMap((line, at) =>
      switchedOff.test(line)
        ? [
            report(
              at + 1,
              "switches a condition off: end the line in `-- if <parameter>` or `-- when <flag>`",
            ),
          ]
        : [],
    ),
    ...crowdedLines(text).map((line) => report(line, "has several columns: write one a line")),
  ];
}

const parameter = String.raw`\{\w+:[^{}]+\}`;

/** `{x:String} = '' OR`, `if({x:String} = ''`, `{all:UInt8} = 1 OR`, `{all:Bool} AND`, `empty({list:Array(String)})` and the like. */
const switchedOff = new RegExp(
  [
    String.raw`${parameter} *!?= *(''|\[\])`,
    String.raw`${parameter} *!?= *(\d+|true|false) OR\b`,
    String.raw`\bOR ${parameter} *!?= *(\d+|true|false)(?!\w)`,
    String.raw`\b(not)?empty\(${parameter}\)`,
    String.raw`\{\w+:Bool\} AND\b`,
  ].join("|"),
  "i",
);

interface SelectList {
  /** Parentheses around it. */
  readonly depth: number;
  /** The line of the parenthesis around the subquery; 0 for none. */
  readonly openedAt: number;
  readonly crowded: number[];
  hasEnded: boolean;
}

interface Scan {
  /** Lines of the parentheses that are open. */
  readonly opened: number[];
  readonly lists: SelectList[];
  readonly found: number[];
}

/** Lines with a column after another one, except in a subquery on one line. */
function crowdedLines(text: string): readonly number[] {
  const scan: Scan = { opened: [], lists: [], found: [] };
  const { opened, lists, found } = scan;
  let before = "";
  for (const { 0: token, index } of text.matchAll(/'(?:[^'\\]|\\.)*'|--[^\n]*|\{[^{}]*\}|\w+|[()[\],]/g)) {
    const line = text.slice(0, index).split("\n").length;
    const list = lists.at(-1);
    if (/^[([]$/.test(token)) opened.push(line);
    else if (/^[)\]]$/.test(token)) close(scan, line);
    else if (token === "SELECT")
      lists.push({ depth: opened.length, openedAt: opened.at(-1) ?? 0, crowded: [], hasEnded: false });
    else if (list?.depth === opened.length && !list.hasEnded) {
      list.hasEnded = endsList(token, before);
      if (token === "," && !isAtEndOfLine(text, index)) list.crowded.push(line);
    }
    before = token;
  }
  return [...found, ...lists.flatMap(({ crowded }) => crowded)];
}

function close({ opened, lists, found }: Scan, line: number): void {
  opened.pop();
  const list = lists.at(-1);
  if (list === undefined || opened.length >= list.depth) return;
  lists.pop();
  if (list.openedAt !== line) found.push(...list.crowded);
}

/** FROM, or an included part that begins with it. */
function endsList(token: string, before: string): boolean {
  return token === "FROM" || (token.startsWith("-- include") && before !== ",");
}

function isAtEndOfLine(text: string, comma: number): boolean {
  return /^ *(--.*)?(\n|$)/.test(text.slice(comma + 1));
}

/** Queries that no module in their folder runs, and parameters and flags that no module names. */
export function unusedNames(sql: readonly SourceFile[], modules: readonly SourceFile[]): readonly string[] {
  const code = modules.map(({ text }) => text).join("\n");
  const queries = sql.filter(({ file }) => !file.includes("/sql/") && !file.includes("/parts/"));
  return [
    ...queries
      .filter(({ file }) => !modules.some((module) => runs(module, file)))
      .map(({ file }) => `${file} is run by no module beside it`),
    ...sql.flatMap(({ file, text }) =>
      [
        ...new Set(
          Array.from(
            text.matchAll(/\{([a-zA-Z_#]+)\d*:|-- when (\w+)$/gm),
            ([, name, flag]) => name ?? flag!,
          ),
        ),
      ]
        .filter((name) => !isNamed(name, code))
        .map((name) => `${file} has the parameter \`${name}\`, which no code passes`),
    ),
  ];
}

/** Whether code has the name as a word, or makes it of another one (`${field}IsNot`) or of a number (`pair${n}`, `${name}${n}`). */
function isNamed(name: string, code: string): boolean {
  const [before = "", after] = name.split("#");
  if (after === "" && code.includes(`"${before}"`)) return true;
  if (after !== undefined) return new RegExp(`\\b${before}\\$\\{[^{}]*\\}${after}\``).test(code);
  const ends = Array.from(name.matchAll(/[A-Z]/g), ({ index }) => name.slice(index));
  return new RegExp(`\\b${name}\\b`).test(code) || ends.some((end) => code.includes(`}${end}\``));
}

function runs(module: SourceFile, query: string): boolean {
  if (path.posix.dirname(module.file) !== path.posix.dirname(query)) return false;
  const name = path.posix.basename(query, ".sql");
  if (module.text.includes(`"${name}"`)) return true;
  return Array.from(module.text.matchAll(/`([\w-]+)\$\{/g)).some(([, begin]) => name.startsWith(begin!));
}

function read(file: string): SourceFile {
  return { file, text: readFileSync(path.join(root, file), "utf8") };
}

if (import.meta.main) {
  const sql = sourceFiles(".sql")
    .filter((file) => file.startsWith(source) && !file.startsWith(`${source}sql/schema/`))
    .map(read);
  const modules = sourceFiles(".ts")
    .filter((file) => file.startsWith(source) && !file.endsWith(".test.ts"))
    .map(read);
  const found = [...sql.flatMap(mistakesIn), ...unusedNames(sql, modules)];
  for (const mistake of found) console.error(mistake);
  console.log(`${sql.length} SQL files, ${found.length} mistakes`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
