// Lines of what is built end before column 300. Node prints the line that threw before an uncaught error's message; a long one hides
// the message, and a pipe cuts it off. The bundler writes a statement in one line, however long its lists, conditions and texts are.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Rolldown } from "tsdown";

/** The longest line that a published file may have, in characters. */
export const maxLineLength = 300;
const wantedLength = 160;

/** A node of the syntax tree (ESTree), of which only the position and the children are used. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A position where a line may end, and the text to insert there so that the program stays the same. */
interface Break {
  readonly at: number;
  readonly before: string;
  readonly after: string;
  /** The literal whose pieces need brackets around them. */
  readonly literal?: Node;
}

/** Breaks the long lines of every chunk, which its source map follows, and of its declarations. */
export const shortLines: Rolldown.Plugin = {
  name: "short-lines",
  renderChunk(code, { fileName }) {
    if (isDeclaration(fileName)) return undefined;
    const inserts = breaksIn(code, (text) => this.parse(text) as unknown as Node);
    if (inserts.size === 0) return undefined;
    const broken = new Rolldown.RolldownMagicString(code);
    for (const [at, text] of inserts) broken.appendLeft(at, text);
    return { code: broken };
  },
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === "chunk" && isDeclaration(chunk.fileName)) chunk.code = breakLists(chunk.code);
  },
};

const isDeclaration = (file: string): boolean => /\.d\.[cm]?ts$/.test(file);

/** Breaks the long lines of declarations in `folder`: plugins do not see all that are made for CommonJS. */
export function shortenDeclarations(folder: string): void {
  for (const name of readdirSync(folder).filter(isDeclaration)) {
    const file = path.join(folder, name);
    writeFileSync(file, breakLists(readFileSync(file, "utf8")));
  }
}

/** Text in which a line ends before `width`, where it has a blank. */
export function wrapText(text: string, width = 100): string {
  return text
    .split("\n")
    .flatMap((line) => line.match(new RegExp(`.{1,${width}}(?:\\s+|$)|\\S+`, "g")) ?? [""])
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Declarations: only their lists of imports and exports are long. */
export function breakLists(code: string): string {
  return code.replaceAll(/^(?:import|export) .*\{.*\}.*$/gm, (line) => {
    if (line.length <= wantedLength) return line;
    const pieces = line.split(", ");
    const lines = [pieces[0] ?? ""];
    for (const piece of pieces.slice(1)) {
      const last = lines.at(-1) ?? "";
      if (last.length + piece.length + 3 <= wantedLength) lines[lines.length - 1] = `${last}, ${piece}`;
      else lines.push(`  ${piece}`);
    }
    return lines.join(",\n");
  });
}

/** `code`, JavaScript, with its long lines broken. */
export function breakCode(code: string, parse: (code: string) => Node): string {
  let result = "";
  let from = 0;
  for (const [at, text] of breaksIn(code, parse)) {
    result += code.slice(from, at) + text;
    from = at;
  }
  return result + code.slice(from);
}

/**
 * What to insert into JavaScript, by position and in order: line ends in lists, before the right sides of operators, and in strings. A
 * line without such a position stays.
 */
function breaksIn(code: string, parse: (code: string) => Node): Map<number, string> {
  const lines = longLines(code);
  if (lines.length === 0) return new Map();
  const breaks: Break[] = [];
  collectBreaks(parse(code), code, (one) => breaks.push(one));
  breaks.sort((one, other) => one.at - other.at);
  const chosen = lines.flatMap(({ start, end }) =>
    choose(
      start,
      end,
      breaks.filter(({ at }) => at > start && at < end),
    ),
  );
  const literals = new Set(chosen.flatMap(({ literal }) => (literal === undefined ? [] : [literal])));
  const inserts = [
    ...chosen.map(({ at, before, after }) => ({ at, text: `${before}\n${after}` })),
    ...[...literals].flatMap(({ start, end }) => [
      { at: start, text: "(" },
      { at: end, text: ")" },
    ]),
  ];
  const merged = new Map<number, string>();
  for (const { at, text } of inserts.toSorted((one, other) => one.at - other.at))
    merged.set(at, (merged.get(at) ?? "") + text);
  return merged;
}

function longLines(code: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  for (const line of code.split("\n")) {
    if (line.length > wantedLength) found.push({ start, end: start + line.length });
    start += line.length + 1;
  }
  return found;
}

/** Chooses the last positions that keep each piece of a line as short as wanted, or the first ones that do not. */
function choose(start: number, end: number, breaks: readonly Break[]): Break[] {
  const chosen: Break[] = [];
  let from = start;
  for (const [index, one] of breaks.entries()) {
    if (end - from <= wantedLength) break;
    const next = breaks[index + 1]?.at ?? end;
    if (next - from <= wantedLength || one.at === from) continue;
    chosen.push(one);
    from = one.at;
  }
  return chosen;
}

/** Fields whose nodes may begin a line: what follows a comma, an operator or `=>`. */
const lists = ["specifiers", "elements", "properties", "arguments", "params", "expressions", "body"];
const rightSides: Readonly<Record<string, readonly string[]>> = {
  LogicalExpression: ["right"],
  BinaryExpression: ["right"],
  AssignmentExpression: ["right"],
  ConditionalExpression: ["consequent", "alternate"],
  VariableDeclarator: ["init"],
};

function collectBreaks(node: Node, code: string, add: (one: Break) => void): void {
  if (node.end - node.start <= wantedLength / 2) return;
  for (const { start } of lineStarts(node)) add({ at: start, before: "", after: "" });
  if (node.type === "Literal" && typeof node["value"] === "string") addPieces(node, code, add);
  for (const child of childrenOf(node)) collectBreaks(child, code, add);
}

/** Children of `node` that may begin a line. */
function lineStarts(node: Node): readonly Node[] {
  const inLists = lists.flatMap((field) => {
    const value = node[field];
    // no line may end after `return`, `throw` or `async`
    const first = /^(?:expressions|params)$/.test(field) ? 1 : 0;
    return Array.isArray(value) ? (value as readonly (Node | null)[]).slice(first) : [];
  });
  const onTheRight = (rightSides[node.type] ?? []).map((field) => node[field] as Node | null);
  return [...inLists, ...onTheRight].filter((child) => child !== null);
}

/** Children that may be broken. Names and sources stay whole, and so does what a tag is given. */
function childrenOf(node: Node): readonly Node[] {
  return Object.entries(node)
    .filter(([field]) => !/^(?:key|source|quasi|directive)$/.test(field))
    .flatMap(([, value]) => (Array.isArray(value) ? (value as unknown[]) : [value]))
    .filter((child) => isNode(child))
    .filter((child) => !("directive" in child));
}

/** A long text becomes a sum of shorter ones. */
function addPieces(node: Node, code: string, add: (one: Break) => void): void {
  const quote = code.charAt(node.start);
  for (let at = node.start + 1; at < node.end - 1;) {
    // an escape, or a character with both its halves
    const piece = /^(?:\\(?:u\{[^}]*\}|u.{4}|x..|[0-7]{1,3}|[^])|[^])/u.exec(code.slice(at, at + 12))?.[0];
    const next = at + (piece?.length ?? 1);
    if (next < node.end - 1) add({ at: next, before: `${quote} +`, after: quote, literal: node });
    at = next;
  }
}

function isNode(value: unknown): value is Node {
  return typeof (value as { type?: unknown } | null)?.type === "string";
}
