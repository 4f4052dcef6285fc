// Parameters of a query as they are sent, and how large they may be. Servers read them as fields of a form, each up to 128 KiB as it is
// encoded in the address, and all together as long as an address may be. Over that they only answer that the form is wrong, so the size is
// checked before anything is sent.
import { ProblemError } from "../../problem/problem.ts";
import type { QueryParams } from "./text.ts";

/** The default of a server's `http_max_field_value_size`. */
export const maxParamBytes = 131_072;
/** The default of `http_max_uri_size` is 1 MiB; names and settings take some of it. */
const maxAllBytes = 1_000_000;

/** Name and text of each. @throws {ProblemError} `PARAMETERS_TOO_LARGE` when one of them, or all together, are larger than servers take. */
export function toParamTexts(params: QueryParams): readonly (readonly [name: string, text: string])[] {
  let all = 0;
  return Object.entries(params).map(([name, value]) => {
    const text = Array.isArray(value) ? toListText(value) : toText(value);
    const bytes = encodedBytes(text);
    all += bytes;
    if (bytes > maxParamBytes) throw tooLarge(`\`${name}\` takes ${bytes} bytes`, maxParamBytes);
    if (all > maxAllBytes)
      throw tooLarge(`the values take more than ${maxAllBytes} bytes together`, maxAllBytes);
    return [name, text];
  });
}

/** The first of `values`, as many as one parameter takes of their texts. */
export function fitParam<Value>(
  values: readonly Value[],
  textOf: (value: Value) => string,
): readonly Value[] {
  let bytes = encodedBytes("[]");
  const end = values.findIndex((value) => {
    bytes += encodedBytes(`${toItemText(textOf(value))},`);
    return bytes > maxParamBytes;
  });
  return end === -1 ? values : values.slice(0, end);
}

/** In the address: most characters but letters, digits, `-` and `_` take three bytes for each of their own. */
function encodedBytes(text: string): number {
  return new URLSearchParams([["", text]]).toString().length - 1;
}

/** By itself a text stands without quotes, as in a column separated by tabs. */
function toText(value: unknown): string {
  if (typeof value === "string") return escaped(value);
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number") return toNumberText(value);
  if (typeof value === "bigint") return value.toString();
  if (value === null || value === undefined) return "\\N";
  throw new TypeError(`A parameter of a query cannot be a ${typeof value}.`);
}

function toListText(values: readonly unknown[]): string {
  return `[${values.map(toItemText).join(",")}]`;
}

function toItemText(value: unknown): string {
  if (Array.isArray(value)) return toListText(value);
  if (typeof value === "string") return `'${escaped(value)}'`;
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  return value === null || value === undefined ? "NULL" : toText(value);
}

function toNumberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "nan" : value > 0 ? "+inf" : "-inf";
}

const escapes: Readonly<Record<string, string>> = {
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
  // oxlint-disable-next-line own/quoted-text -- the one writer of parameters of queries, a form of its own
  "'": "\\'",
  "\\": "\\\\",
};

function escaped(text: string): string {
  return text.replace(/[\t\n\r'\\]/g, (character) => escapes[character]!);
}

function tooLarge(what: string, most: number): ProblemError {
  return new ProblemError(
    "PARAMETERS_TOO_LARGE",
    `Cannot send this query to the store: ${what}; the limit is ${most}.`,
    "Use shorter values, or fewer.",
  );
}
