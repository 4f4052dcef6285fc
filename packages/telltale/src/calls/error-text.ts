// What a database says of an error repeats values of the query: `invalid input syntax for type integer: "hunter2"`, `Duplicate entry
// 'ann' for key …`, `Key (email)=(ann) already exists`. Names of tables and columns are worth keeping; what is in quotes and is not known
// to be one is hidden, and so is what is where databases put values without quotes.
import { errorMessage, errorType } from "../engine/errors/error-form.ts";
import { hideBare } from "./bare-values.ts";
import { replaceQuoted } from "./quoted-pieces.ts";
import { readField } from "./read-field.ts";

// what is before the name of something that the database knows
const kinds =
  /\b(?:relation|table|column|constraint|index|key|type|function|procedure|database|schema|role|sequence|view|trigger|operator|collation|language|extension|parameter|engine)\s$/i;
// criteria of object mappers, and conditions
const criterion = /((?:["'`]|\b[a-z_]\w*)\s?[:=]\s?)-?\d+(?:\.\d+)?(?=\s*[,}\])]|\s+(?:and|or)\b)/gi;
// long enough to be a secret; an address and its port are not
const longNumber = /(?<![\w.:/-])-?\d{6,}(?:\.\d+)?(?!\w)/g;
const maxNames = 100;
const maxLength = 4 * 1024;

/** `message` of a database without what may be a value; `text` is the query as it leaves. Doing it twice changes nothing. */
export function cleanMessage(message: string, text: string): string {
  const whole = hideBare(message.length > maxLength ? message.slice(0, maxLength) : message)
    .replace(criterion, "$1?")
    .replace(longNumber, "?");
  if (!/["'`]/.test(whole)) return whole;
  // an apostrophe inside a word is not a quote: doesn't, can't
  const plain = whole.replace(/(?<=\w)'(?=t\b)/g, "’");
  const known = new Map<string, boolean>();
  const isKnown = (name: string): boolean => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = known.size < maxNames && text !== "" && isName(name) && hasWord(text, name);
    known.set(name, found);
    return found;
  };
  const { replaced, rest } = replaceQuoted(plain, (piece, at) => {
    const inner = piece.slice(1, -1);
    if (inner === "" || inner === "?" || kinds.test(plain.slice(Math.max(0, at - 20), at))) return piece;
    return isKnown(inner) ? piece : `${piece[0]}?${piece.at(-1)}`;
  });
  return /["'`]/.test(rest) ? hideBetween(plain) : replaced;
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
  const character = text.charAt(at);
  return character < "\u0080" ? /[\w$]/.test(character) : /[\p{L}\p{N}]/u.test(character);
}
