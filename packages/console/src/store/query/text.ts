// Queries: from the text of a file to the text that is sent. A file is SQL with four directives, which are comments of SQL:
//
//     AND environment = {environment:String} -- if environment
//
// This line is sent only if the parameter is given (and not `undefined`). The same holds for the lines below it that are indented
// further. One of the lines that depend on a parameter must use it.
//
//     quantiles(0.5, 0.9)(duration) AS percentiles, -- when timed
//
// The same for a flag, which is not a parameter of the SQL: these lines are sent when it is `true`.
//
//     AND has(kv, {pair#:String}) -- repeat 3 if pair#
//
// This line and those below it that are indented further are written three times, with 1, 2 and 3 for `#`. `-- repeat 2 to 8` begins
// at 2. A line with nothing but
//
//     -- include span-conditions
//
// is replaced by the lines of `span-conditions.sql` in a folder `parts`; with `as select` behind it, their parameters have that prefix
// (`{selectService:…}`), so that one query can have the same conditions twice. So the text consists of lines of files, and has no conditions
// that are switched off: the engine would need as much time to parse and plan them as for others.
import { ProblemError } from "../../problem/problem.ts";
import type { QueryFiles, SqlFile } from "../schema/sql-files.ts";
import { writeRepeats } from "./repeat.ts";

/** Values of a query's named parameters (`{name:Type}` in its text). */
export type QueryParams = Readonly<Record<string, unknown>>;

export interface QueryText {
  /** Required parameters and their types. */
  readonly required: ReadonlyMap<string, string>;
  /** Optional parameters and flags, each with the parameters that its lines use, and their types; the type of a flag is `flag`. */
  readonly optional: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /**
   * The text for these parameters, and those of them that the text uses.
   *
   * @throws {ProblemError} `QUERY_UNKNOWN` when one is missing, one has a name that no query knows, or a flag is not a boolean.
   */
  for(params: QueryParams): { readonly text: string; readonly params: QueryParams };
}

/** What lines depend on: a parameter or a flag. */
interface Need {
  readonly name: string;
  readonly isFlag: boolean;
}

/** Lines that depend on the same parameters. */
interface Piece {
  readonly text: string;
  /** All of them must be given. */
  readonly needs: readonly Need[];
  readonly names: readonly string[];
}

/** One that is being read. */
interface OpenPiece {
  readonly lines: string[];
  readonly needs: readonly Need[];
  readonly names: string[];
}

/**
 * Reads the queries of `files`, by name.
 *
 * @throws {ProblemError} `QUERY_UNKNOWN` for two files of one name, for a part that is missing or that no query includes, and for lines
 * that do not use the parameter they depend on.
 */
export function readQueryTexts({ queries, parts }: QueryFiles): ReadonlyMap<string, QueryText> {
  checkNames(queries);
  checkNames(parts);
  const files = new Map(parts.map(({ name, text }) => [name, text]));
  const unused = new Set(files.keys());
  const expanded = new Map<string, readonly Line[]>();
  function expand(text: string, trail: readonly string[]): readonly Line[] {
    return writeRepeats(toLines(text)).flatMap((line) => {
      const [, indent = "", part, prefix] =
        (line.includes("-- include ") && /^( *)-- include ([\w-]+)(?: as (\w+))?$/.exec(line)) || [];
      if (part === undefined) return [readLine(trail.at(-1)!, line)];
      unused.delete(part);
      const included = files.get(part);
      if (included === undefined)
        throw mistake(`\`${trail.at(-1)}\` includes \`${part}\`, and no folder \`parts\` has that file`);
      if (trail.includes(part)) throw mistake(`The part \`${part}\` includes itself`);
      const whole = expanded.get(part) ?? expand(included, [...trail, part]);
      expanded.set(part, whole);
      const own = prefix === undefined ? whole : whole.map((one) => withPrefix(one, prefix));
      return own.map((one) => ({ ...one, indent: one.indent + indent.length }));
    });
  }
  const pieces = queries.map(
    ({ name, text }) => [name, toPieces(name, expand(text.trim().replace(/;$/, ""), [name]))] as const,
  );
  if (unused.size > 0) throw mistake(`No query includes the parts ${[...unused].join(", ")}`);
  const parameters = new Set<string>();
  for (const [, own] of pieces)
    for (const { names, needs } of own) {
      for (const name of names) parameters.add(name);
      for (const { name } of needs) parameters.add(name);
    }
  return new Map(pieces.map(([name, own]) => [name, toQueryText(name, own, parameters)]));
}

/** The name of a parameter of a part that is included with a prefix. */
function prefixed(prefix: string, name: string): string {
  return prefix + name.charAt(0).toUpperCase() + name.slice(1);
}

function withPrefix({ indent, text, mark, names }: Line, prefix: string): Line {
  return {
    indent,
    text: text.replace(parameter, (_, name: string, type: string) => `{${prefixed(prefix, name)}:${type}}`),
    mark: mark && { ...mark, name: prefixed(prefix, mark.name) },
    names: names.map((name) => prefixed(prefix, name)),
  };
}

function checkNames(files: readonly SqlFile[]): void {
  const seen = new Set<string>();
  for (const { name } of files) {
    if (seen.has(name)) throw mistake(`Two SQL files have the name \`${name}\``);
    seen.add(name);
  }
}

/** @param known names of the parameters and flags of all queries. */
function toQueryText(query: string, pieces: readonly Piece[], known: ReadonlySet<string>): QueryText {
  const required = new Map<string, string>();
  const optional = new Map<string, Map<string, string>>();
  for (const { needs, text } of pieces) {
    const own = needs.at(-1);
    const used = own === undefined ? required : (optional.get(own.name) ?? new Map<string, string>());
    if (own !== undefined) optional.set(own.name, used);
    if (own?.isFlag === true) used.set(own.name, "flag");
    for (const [, name = "", type = ""] of text.matchAll(parameter)) used.set(name, type);
  }
  return {
    required,
    optional,
    for(params) {
      const isGiven = (name: string): boolean => params[name] !== undefined;
      const isMet = ({ name, isFlag }: Need): boolean =>
        isFlag ? isSet(query, name, params[name]) : isGiven(name);
      const standing = pieces.filter(({ needs }) => needs.every(isMet));
      const names = new Set(standing.flatMap((piece) => piece.names));
      const missing = [...names].filter((name) => !isGiven(name));
      if (missing.length > 0)
        throw mistake(`The query \`${query}\` needs the parameter ${missing.join(", ")}`);
      // Several queries may be asked with the same parameters. But one by a wrong name would be a condition that has no effect.
      const unknown = Object.keys(params).filter((name) => isGiven(name) && !known.has(name));
      if (unknown.length > 0)
        throw mistake(
          `The query \`${query}\` has no parameter ${unknown.join(", ")}, and no other query has`,
        );
      return {
        text: standing.map(({ text }) => text).join("\n"),
        params: Object.fromEntries([...names].map((name) => [name, params[name]])),
      };
    },
  };
}

function isSet(query: string, flag: string, value: unknown): boolean {
  if (value === undefined || typeof value === "boolean") return value === true;
  throw mistake(
    `\`${flag}\` of the query \`${query}\` is a flag, and takes no other value than \`true\` and \`false\``,
  );
}

const parameter = /\{(\w+):([^{}]+)\}/g;

/** Lines without comments and empty lines; directives stay. */
function toLines(text: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && (!/^\s*--/.test(line) || /^ *-- include /.test(line)));
}

/** One that was read. */
interface Line {
  readonly indent: number;
  readonly text: string;
  readonly mark: Need | undefined;
  /** Its parameters. */
  readonly names: readonly string[];
}

/** Joins lines that depend on the same parameters. */
function toPieces(query: string, lines: readonly Line[]): readonly Piece[] {
  const open: OpenPiece[] = [];
  /** The directives that hold for the line, outermost first, with the indent of their own lines. */
  let marks: readonly (Need & Pick<Line, "indent">)[] = [];
  for (const { text, mark, indent, names } of lines) {
    let last = open.at(-1);
    if (last === undefined || mark !== undefined || marks.some((outer) => outer.indent >= indent)) {
      marks = marks.filter((outer) => outer.indent < indent).concat(mark ? { ...mark, indent } : []);
      if (last === undefined || namesOf(last.needs) !== namesOf(marks)) {
        last = { lines: [], needs: marks.map(({ name, isFlag }) => ({ name, isFlag })), names: [] };
        open.push(last);
      }
    }
    last.lines.push(" ".repeat(indent) + text);
    last.names.push(...names);
  }
  const pieces = open.map(({ lines: own, needs, names }) => ({ text: own.join("\n"), needs, names }));
  checkNeeds(query, pieces);
  return pieces;
}

function namesOf(needs: readonly Need[]): string {
  return needs.map(({ name }) => name).join();
}

function checkNeeds(query: string, pieces: readonly Piece[]): void {
  const used = new Set(pieces.flatMap(({ names }) => names));
  const usedByOwn = new Set<string>();
  for (const { names, needs } of pieces) {
    const own = new Set(names);
    for (const { name } of needs) if (own.has(name)) usedByOwn.add(name);
  }
  for (const { name, isFlag } of pieces.flatMap(({ needs }) => needs)) {
    if (isFlag && used.has(name)) throw mistake(`\`${name}\` of \`${query}\` is a flag and a parameter`);
    if (!isFlag && !usedByOwn.has(name))
      throw mistake(`Lines of \`${query}\` depend on \`${name}\`, and none of them uses it`);
  }
}

function readLine(file: string, line: string): Line {
  const indent = line.length - line.trimStart().length;
  const [text = "", directive] = line.slice(indent).split(/\s*-- /);
  if (text.includes("#")) throw mistake(`\`${file}\` has \`#\` outside of a repeat`);
  const names = text.includes("{") ? [...text.matchAll(parameter)].map(([, name = ""]) => name) : [];
  if (directive === undefined) return { indent, text, mark: undefined, names };
  const [, word, name] = /^(if|when) (\w+)$/.exec(directive) ?? [];
  if (name === undefined) throw mistake(`\`${file}\` has the unknown directive \`-- ${directive}\``);
  return { indent, text, mark: { name, isFlag: word === "when" }, names };
}

function mistake(message: string): ProblemError {
  return new ProblemError("QUERY_UNKNOWN", `${message}.`, "This is a bug in the console: please report it.");
}
