// An argument as it is recorded: plain values as they are, everything else as a text of at most 100 characters. It stops when it
// is full, so a large object costs no more than a small one.
import { cutPlain } from "../engine/attributes/cut-text.ts";

/** Longest text of an argument, in UTF-16 units. */
const maxArgumentLength = 100;
/** So much is written, that redaction sees whole what the cut would halve. */
const maxWritten = maxArgumentLength + 256;

const maxDepth = 4;
const sensitive = /password|token|secret|key/i;

/** What replaces a value under a name that contains password, token, secret or key; undefined for any other name. */
export function withheldBy(name: string): string | undefined {
  const word = sensitive.exec(name)?.[0];
  return word === undefined ? undefined : `[redacted:${word.toLowerCase()}]`;
}

/** `value` as an attribute. Never throws. */
export function toArgument(value: unknown): unknown {
  if (typeof value === "string") return cut(value);
  if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
  const out = { text: "" };
  write(out, value, 0);
  return cut(out.text);
}

function cut(text: string): string {
  if (text.length <= maxArgumentLength) return text;
  return `${cutPlain(text, maxArgumentLength - 1, "argument")}…`;
}

function write(out: { text: string }, value: unknown, depth: number): void {
  try {
    out.text += typeof value === "object" && value !== null ? "" : plain(value, depth);
    if (typeof value === "object" && value !== null) writeObject(out, value, depth);
  } catch {
    out.text += "[unreadable]";
  }
}

function plain(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return depth === 0 ? value : JSON.stringify(value.slice(0, maxWritten));
    case "function":
      return `[function ${value.name === "" ? "anonymous" : value.name}]`;
    default:
      return String(value);
  }
}

function writeObject(out: { text: string }, value: object, depth: number): void {
  if (value instanceof Date) out.text += Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  else if (value instanceof Error) out.text += `${value.name}: ${value.message}`;
  else if (value instanceof RegExp || value instanceof URL) out.text += String(value);
  else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer)
    out.text += `[${value.byteLength} bytes]`;
  else if (depth >= maxDepth) out.text += "[…]";
  else if (Array.isArray(value) || value instanceof Set)
    writeParts(out, "[", "]", value, (part) => write(out, part, depth + 1));
  else if (value instanceof Map) writeFields(out, value, depth);
  else writeFields(out, fieldsOf(value), depth);
}

function writeFields(
  out: { text: string },
  fields: Iterable<readonly [unknown, unknown]>,
  depth: number,
): void {
  writeParts(out, "{", "}", fields, ([key, field]) => {
    const name = String(key);
    out.text += `${JSON.stringify(name)}:`;
    const withheld = withheldBy(name);
    if (withheld === undefined) write(out, field, depth + 1);
    else out.text += JSON.stringify(withheld);
  });
}

function writeParts<T>(
  out: { text: string },
  open: string,
  close: string,
  parts: Iterable<T>,
  each: (part: T) => void,
): void {
  out.text += open;
  let first = true;
  for (const part of parts) {
    if (out.text.length > maxWritten) return;
    if (!first) out.text += ",";
    first = false;
    each(part);
  }
  out.text += close;
}

function* fieldsOf(value: object): Generator<readonly [string, unknown]> {
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    let field: unknown;
    try {
      field = (value as Record<string, unknown>)[key];
    } catch {
      field = "[unreadable]";
    }
    if (field !== undefined) yield [key, field];
  }
}
