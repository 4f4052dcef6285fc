// A line of the filter bar: several conditions with blanks between them, the last perhaps unfinished.
//
// `service=checkout duration>500ms !error name="POST /checkout" order.id exists`. A `!` or `-` before a condition negates it; `is`, `not`
// and `is not` are words for `=` and `!=`.
import { durationUnits } from "catalog/duration";
import {
  type FilterCondition,
  filterFieldsByKey,
  type FilterOperator,
  filterWords,
  mistakeOf,
  readCondition,
  writeCondition,
} from "./filter.ts";
import { isPeopleOperator } from "./filter-people.ts";

/** A condition of the line. */
export interface LinePart {
  /** Where it begins and ends in the line. */
  readonly start: number;
  readonly end: number;
  readonly key: string;
  /** Absent while only a key is typed. */
  readonly operator: FilterOperator | undefined;
  readonly value: string;
  /** What is missing or wrong, as a sentence; `undefined` for a condition that can be used. */
  readonly mistake: string | undefined;
}

const negations: Readonly<Record<string, FilterOperator>> = {
  "=": "!=",
  "!=": "=",
  ">": "<=",
  ">=": "<",
  "<": ">=",
  "<=": ">",
  exists: "!exists",
  is: "!is",
};
const words: Readonly<Record<string, FilterOperator>> = {
  exists: "exists",
  is: "=",
  not: "!=",
  "is not": "!=",
};

interface Reader {
  readonly line: string;
  readonly fields: typeof filterFieldsByKey;
  at: number;
}

/** The conditions of `line` on attributes and `fields`, in order, finished or not. */
export function readLine(line: string, fields = filterFieldsByKey): readonly LinePart[] {
  const reader: Reader = { line, fields, at: 0 };
  const parts: LinePart[] = [];
  skipBlanks(reader);
  while (reader.at < line.length) {
    parts.push(readPart(reader));
    skipBlanks(reader);
  }
  return parts;
}

/** The part as a condition; `undefined` while something is wrong with it. */
export function toCondition({ key, operator, value, mistake }: LinePart): FilterCondition | undefined {
  return mistake === undefined && operator !== undefined ? { key, operator, value } : undefined;
}

function negate(operator: FilterOperator): FilterOperator {
  return isPeopleOperator(operator) ? (`!${operator}` as FilterOperator) : (negations[operator] ?? operator);
}

function readPart(reader: Reader): LinePart {
  const start = reader.at;
  const isNegated = take(reader, /[!-]\s*/y) !== undefined;
  const key = takeText(reader, /[^\s=!<>"]+/y);
  const keyEnd = reader.at;
  const done = (operator: FilterOperator | undefined, value: string, mistake?: string): LinePart => {
    const used = isNegated && operator !== undefined ? negate(operator) : operator;
    const wrong =
      mistake ??
      (used === undefined ? undefined : mistakeOf({ key: key.text, operator: used, value }, reader.fields));
    return { start, end: reader.at, key: key.text, operator: used, value, mistake: wrong };
  };
  if (key.mistake !== undefined) return done(undefined, "", key.mistake);
  const ofPeople = key.isQuoted ? undefined : takePeopleWord(reader, key.text);
  if (ofPeople !== undefined) return readPeopleValue(reader, ofPeople, done);
  skipBlanks(reader);
  const sign = take(reader, /!=|>=|<=|=|>|</y);
  if (key.text === "") {
    if (sign === undefined) reader.at = Math.max(reader.at, start + 1);
    return done(undefined, "", `Enter a key before \`${sign ?? reader.line.slice(start, reader.at)}\`.`);
  }
  if (sign !== undefined) return readValue(reader, key.text, sign, done);
  const word = reader.at === keyEnd ? undefined : take(reader, /(?:exists|is not|is|not)(?!\S)/y);
  if (word !== undefined) {
    const operator = words[word]!;
    return operator === "exists" ? done(operator, "") : readValue(reader, key.text, operator, done);
  }
  // The blanks behind a lone key belong to nothing.
  reader.at = keyEnd;
  return filterWords.includes(key.text)
    ? done("is", "")
    : done(
        undefined,
        "",
        `\`${key.text}\` is not a condition. Enter \`${key.text}=…\`, \`${key.text} exists\` or \`error\`.`,
      );
}

type Done = (operator: FilterOperator, value: string, mistake?: string) => LinePart;

/** What is behind `person` and `transaction`; `undefined` where it is an attribute. */
function takePeopleWord(reader: Reader, key: string): string | undefined {
  if (key === "person") return take(reader, /\s+(?:did|has)(?!\S)/y)?.trim();
  if (key !== "transaction") return undefined;
  const outcome = take(reader, /\s+(?:completed|failed|abandoned)(?!\S)/y)?.trim();
  if (outcome === undefined || outcome === "completed") return outcome;
  return take(reader, /\s+with(?!\S)/y) === undefined ? outcome : `${outcome} with`;
}

function readPeopleValue(reader: Reader, word: string, done: Done): LinePart {
  const operator = word as FilterOperator;
  if (!/did|has|with/.test(word)) return done(operator, "");
  skipBlanks(reader);
  if (word === "has") return readHeld(reader, done);
  const value = takeText(reader, /\S+/y);
  const isMissing = value.text === "" && (word === "did" || !value.isQuoted);
  const what = word === "did" ? "person did" : `transaction ${word}`;
  return done(
    operator,
    value.text,
    value.mistake ?? (isMissing ? `Enter a name after \`${what}\`.` : undefined),
  );
}

/** The condition behind `person has`: one on an attribute. */
function readHeld(reader: Reader, done: Done): LinePart {
  const example = "Enter a condition after `person has`, for example `person has tier=gold`.";
  if (reader.at === reader.line.length) return done("has", "", example);
  const part = readPart(reader);
  const condition = toCondition(part);
  if (condition === undefined) return done("has", part.key, part.mistake ?? example);
  const value = writeCondition(condition);
  return done("has", value, readCondition(`person has ${value}`) === undefined ? example : undefined);
}

/** `500 ms`, `1 h 30 min`: units and further parts of a duration may stand apart. */
const restOfDuration = new RegExp(String.raw`(?:\s+(?:[\d.]+\s*)?(?:${durationUnits})(?!\S))*`, "y");

function readValue(reader: Reader, key: string, sign: string, done: Done): LinePart {
  const operator = sign as FilterOperator;
  skipBlanks(reader);
  const value = takeText(reader, /\S+/y);
  if (value.mistake !== undefined) return done(operator, value.text, value.mistake);
  if (value.text === "" && !value.isQuoted)
    return done(operator, "", `Enter a value after \`${key}${sign}\`.`);
  if (key !== "duration" || !/^\d/.test(value.text)) return done(operator, value.text);
  const rest = take(reader, restOfDuration) ?? "";
  return done(operator, (value.text + rest).replaceAll(/\s/g, ""));
}

/** A quoted text, else what matches `plain`. */
function takeText(
  reader: Reader,
  plain: RegExp,
): { readonly text: string; readonly isQuoted: boolean; readonly mistake?: string } {
  if (reader.line[reader.at] !== '"') return { text: take(reader, plain) ?? "", isQuoted: false };
  const quoted = take(reader, /"(?:[^"\\]|\\.)*"/sy);
  if (quoted !== undefined) return { text: quoted.slice(1, -1).replaceAll(/\\(.)/gs, "$1"), isQuoted: true };
  const rest = reader.line.slice(reader.at + 1);
  reader.at = reader.line.length;
  return { text: rest, isQuoted: true, mistake: "Close the quotation mark." };
}

function skipBlanks(reader: Reader): void {
  take(reader, /\s+/y);
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.line)?.[0];
  if (found !== undefined) reader.at += found.length;
  return found;
}
