// What a database says of an error repeats values of the query: `invalid input syntax for type integer: "hunter2"`, `Duplicate entry
// 'ann' for key …`, `Key (email)=(ann) already exists`. Names of tables and columns are worth keeping; what is in quotes and is not known
// to be one is hidden, and so is what stands where databases put values without quotes.
import { errorMessage, errorType } from "../engine/error-form.ts";
import { readField } from "./read-field.ts";

// a quote in front of a letter does not end what is quoted, and one behind a letter does not begin it: databases do not double the
// quotes that a value has
const quoted =
  /(?<!\w)(?:"(?:[^"\\]|\\.|""|"(?=\w))*"|'(?:[^'\\]|\\.|''|'(?=\w))*'|`(?:[^`]|`(?=\w))*`)(?!\w)/g;
// what stands before the name of something that the database knows
const kinds =
  /\b(?:relation|table|column|constraint|index|key|type|function|procedure|database|schema|role|sequence|view|trigger|operator|collation|language|extension|parameter|engine)\s$/i;
// where values stand without quotes, and what takes their place
const bare: readonly (readonly [RegExp, string])[] = [
  // PostgreSQL's details, SQL Server's keys, MongoDB's: these end with the value, which may have parentheses of its own
  [/((?:\)\s?=|key value is|row contains)\s?)\((?!\?\)).*\)/gis, "$1(?)"],
  [/(dup key: )\{(?! \? \}).*\}/gis, "$1{ ? }"],
  // ClickHouse repeats the text from the mistake on
  [
    /(failed at position \d+)(?! \(\?\))(?: \(.*?\) \(line \d+, col \d+\)| ).*?(?=\. Expected|\. \([A-Z_]+\)|$)/gis,
    "$1 (?)",
  ],
  [/\b(in scope|while (?:executing|processing)|in query:?)\s(?!\?).*/gis, "$1 ?"],
  // criteria of object mappers, and conditions
  [/((?:["'`]|\b[a-z_]\w*)\s?[:=]\s?)-?\d+(?:\.\d+)?(?=\s*[,}\])]|\s+(?:and|or)\b)/gi, "$1?"],
  // long enough to be somebody's; an address and its port are not
  [/(?<![\w.:/-])-?\d{6,}(?:\.\d+)?(?!\w)/g, "?"],
];
const maxLength = 4 * 1024;

/** `message` of a database without what may be a value; `text` is the query as it leaves. Doing it twice changes nothing. */
export function cleanMessage(message: string, text: string): string {
  const whole = withoutBare(message.length > maxLength ? message.slice(0, maxLength) : message);
  if (!/["'`]/.test(whole)) return whole;
  // an apostrophe inside of a word is none: doesn't, can't
  const plain = whole.replace(/(?<=\w)'(?=t\b)/g, "’");
  let rest = "";
  let from = 0;
  const cleaned = plain.replace(quoted, (piece, at: number) => {
    rest += plain.slice(from, at);
    from = at + piece.length;
    const inner = piece.slice(1, -1);
    if (inner === "" || inner === "?" || kinds.test(plain.slice(Math.max(0, at - 20), at))) return piece;
    return text !== "" && isName(inner) && hasWord(text, inner) ? piece : `${piece[0]}?${piece.at(-1)}`;
  });
  rest += plain.slice(from);
  return /["'`]/.test(rest) ? hideBetween(plain) : cleaned;
}

function withoutBare(message: string): string {
  let rest = message;
  for (const [value, instead] of bare) rest = rest.replace(value, instead);
  return rest;
}

/** Quotes that do not match: a value has some of its own, and all between the first and the last may be it. */
function hideBetween(message: string): string {
  const first = message.search(/["'`]/);
  const last = Math.max(...['"', "'", "`"].map((quote) => message.lastIndexOf(quote)));
  return `${message.slice(0, first)}?${last > first ? message.slice(last + 1) : ""}`;
}

/** `error` in a form that can leave: its class, its message and its stack, cleaned; none of the driver's own fields, which repeat values too. */
export function cleanError(error: unknown, text: string): { name: string; message: string; stack?: string } {
  const message = errorMessage(error);
  const cleaned = cleanMessage(message, text);
  const stack = readField(error, "stack");
  const form = { name: classOfError(error), message: cleaned };
  if (typeof stack !== "string") return form;
  return { ...form, stack: message === "" ? stack : stack.split(message).join(cleaned) };
}

// its class rather than its code, which is an attribute of the span
function classOfError(error: unknown): string {
  const name = readField(error, "name");
  return typeof name === "string" && name !== "" && name !== "Error" ? name : errorType(error);
}

function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_$.]{0,127}$/u.test(text);
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + word.length)) return true;
  }
  return false;
}

function isWordAt(text: string, at: number): boolean {
  return /[\p{L}\p{N}_$]/u.test(text.charAt(at));
}
