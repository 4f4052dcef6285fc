// Go's syntax of regular expressions (RE2), as files of Prometheus have it: https://github.com/google/re2/wiki/Syntax
import { append, type Assembly, emit, fail, repeat, type Repetition } from "./assemble.ts";
import type { CharacterSet, Program, Step } from "./program.ts";
import { classSource, escapeSource, setOf } from "./sets.ts";

const maxRepetitions = 1000;

/** Flags of a pattern: ignore case, `.` matches line ends, `^` and `$` match at lines. */
interface Flags {
  readonly i: boolean;
  readonly s: boolean;
  readonly m: boolean;
}

/** The parser: where it is in the pattern, and what it has assembled. */
interface Parser extends Assembly {
  at: number;
  groups: number;
  flags: Flags;
  readonly names: Map<string, number>;
}

/** Makes the program of `source`, in which `.` is every character. @throws {SyntaxError} with what is wrong. */
export function parse(source: string): Program {
  const parser: Parser = {
    source,
    steps: [],
    at: 0,
    groups: 1,
    flags: { i: false, s: true, m: false },
    names: new Map(),
  };
  parseAlternatives(parser);
  if (parser.at < source.length) fail(parser, "a `)` without its `(`");
  emit(parser, { kind: "match" });
  return { steps: parser.steps, groups: parser.groups, names: parser.names };
}

function parseAlternatives(parser: Parser): void {
  const { steps } = parser;
  const start = steps.length;
  parseSequence(parser);
  if (!skip(parser, "|")) return;
  const first = steps.splice(start);
  const split = emit(parser, { kind: "split", next: start + 1, other: 0 });
  append(parser, first, start);
  const jump = emit(parser, { kind: "jump", next: 0 });
  (steps[split] as { other: number }).other = steps.length;
  parseAlternatives(parser);
  (steps[jump] as { next: number }).next = steps.length;
}

function parseSequence(parser: Parser): void {
  const { source } = parser;
  while (parser.at < source.length && source[parser.at] !== "|" && source[parser.at] !== ")")
    parseRepeated(parser);
}

function parseRepeated(parser: Parser): void {
  const start = parser.steps.length;
  parseAtom(parser);
  for (let times = 0; ; times++) {
    const repetition = readRepetition(parser);
    if (repetition === undefined) return;
    if (times > 0) fail(parser, "a repetition of a repetition (put it into parentheses)");
    repeat(parser, start, repetition);
  }
}

/** How often the atom before is repeated; undefined for once. */
function readRepetition(parser: Parser): Repetition | undefined {
  const range = readRange(parser);
  return range && { least: range[0], most: range[1], lazy: skip(parser, "?") };
}

function readRange(parser: Parser): readonly [least: number, most: number] | undefined {
  if (skip(parser, "*")) return [0, Infinity];
  if (skip(parser, "+")) return [1, Infinity];
  if (skip(parser, "?")) return [0, 1];
  const counted = skipMatch(parser, /^\{(\d+)(?:(,)(\d*))?\}/, 16);
  if (counted === null) return undefined;
  const least = Number(counted[1]);
  const most = counted[2] === undefined ? least : counted[3] === "" ? Infinity : Number(counted[3]);
  if (least > most || least > maxRepetitions || (most > maxRepetitions && most !== Infinity))
    fail(parser, `the repetition ${counted[0]}: expected at most ${maxRepetitions} times`);
  return [least, most];
}

function parseAtom(parser: Parser): void {
  const { flags } = parser;
  const code = parser.source.codePointAt(parser.at) as number;
  const character = String.fromCodePoint(code);
  if ("*+?".includes(character)) fail(parser, `a \`${character}\` that repeats nothing`);
  parser.at += character.length;
  if (character === "(") return parseGroup(parser);
  if (character === ".") return emitSet(parser, flags.s ? () => true : (one) => one !== 0x0a);
  if (character === "^") return emitAssertion(parser, flags.m ? "lineStart" : "start");
  if (character === "$") return emitAssertion(parser, flags.m ? "lineEnd" : "end");
  if (character === "[") return parseClass(parser);
  if (character === "\\") return parseEscape(parser);
  emitSet(parser, setOf(`\\u{${code.toString(16)}}`, flags.i));
}

function parseClass(parser: Parser): void {
  const { text, end } =
    classSource(parser.source, parser.at - 1) ?? fail(parser, "a class `[` that never ends");
  parser.at = end;
  emitSet(parser, setOf(text, parser.flags.i));
}

function parseEscape(parser: Parser): void {
  const { source, flags } = parser;
  if (skip(parser, "b")) return emitAssertion(parser, "wordEdge");
  if (skip(parser, "B")) return emitAssertion(parser, "noWordEdge");
  if (skip(parser, "A")) return emitAssertion(parser, "start");
  if (skip(parser, "z")) return emitAssertion(parser, "end");
  const begin = parser.at - 1;
  const { text, end } =
    escapeSource(source, begin) ??
    fail(parser, `\`${source.slice(begin, begin + 2)}\`, which Go's patterns do not have,`);
  parser.at = end;
  emitSet(parser, setOf(text, flags.i));
}

function parseGroup(parser: Parser): void {
  const outer = parser.flags;
  if (!skip(parser, "?")) return parseCapture(parser, undefined);
  const named = skipMatch(parser, /^P?<(\w+)>/, 128);
  if (named !== null) return parseCapture(parser, named[1]);
  const letters = skipMatch(parser, /^([ims]*)(?:-([ims]+))?([:)])/, 12);
  if (letters === null) {
    const shown = parser.source.slice(parser.at, parser.at + 2);
    return fail(parser, `\`(?${shown}\`, which Go's patterns do not have,`);
  }
  const [, on = "", off = "", end] = letters;
  parser.flags = { ...outer, ...flagsOf(on, true), ...flagsOf(off, false) };
  // `(?i)` is for the rest of the group it is in, `(?i:…)` for itself.
  if (end === ")") return;
  parseAlternatives(parser);
  closeGroup(parser, outer);
}

function flagsOf(letters: string, value: boolean): Partial<Flags> {
  return Object.fromEntries([...letters].map((letter) => [letter, value]));
}

function parseCapture(parser: Parser, name: string | undefined): void {
  const { names, flags: outer } = parser;
  const number = parser.groups++;
  if (name !== undefined && names.has(name)) fail(parser, `two groups named \`${name}\``);
  if (name !== undefined) names.set(name, number);
  emit(parser, { kind: "save", slot: number * 2 });
  parseAlternatives(parser);
  emit(parser, { kind: "save", slot: number * 2 + 1 });
  closeGroup(parser, outer);
}

function closeGroup(parser: Parser, outer: Flags): void {
  if (!skip(parser, ")")) fail(parser, "a `(` without its `)`");
  parser.flags = outer;
}

function emitSet(parser: Parser, set: CharacterSet): void {
  emit(parser, { kind: "set", set });
}

function emitAssertion(parser: Parser, what: Extract<Step, { kind: "assert" }>["what"]): void {
  emit(parser, { kind: "assert", what } as Step);
}

/** Whether `text` is next; it is passed over then. */
function skip(parser: Parser, text: string): boolean {
  const isNext = parser.source.startsWith(text, parser.at);
  if (isNext) parser.at += text.length;
  return isNext;
}

/** The match of `pattern` with the next `longest` characters, which are passed over then. */
function skipMatch(parser: Parser, pattern: RegExp, longest: number): RegExpExecArray | null {
  const match = pattern.exec(parser.source.slice(parser.at, parser.at + longest));
  if (match !== null) parser.at += match[0].length;
  return match;
}
