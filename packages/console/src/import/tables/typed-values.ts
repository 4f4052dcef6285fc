// Attributes as a table has them: a map a type, and JSON that says the type of each value for all others.
import { type AnyValue, type Attributes, MAX_DEPTH } from "otlp";
import { isObject } from "../../formats/shape.ts";
import { bool, CellError, double, entries, parseJson, text, whole } from "./cells.ts";

type Entries = readonly (readonly [string, AnyValue])[];

const int64 = whole(-(1n << 63n), (1n << 63n) - 1n);
const ints = entries(int64);

export const stringMap: (cell: unknown) => Entries = entries(text);
export const doubleMap: (cell: unknown) => Entries = entries(double);
export const boolMap: (cell: unknown) => Entries = entries(bool);

/** Digits of numbers that JavaScript would round are kept. */
export function intMap(cell: unknown): Entries {
  return ints(typeof cell === "string" ? quoteIntegers(cell) : cell);
}

function quoteIntegers(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"?|(?<![\d.])-?\d{16,}(?![\d.eE])/g, (found) =>
    found.startsWith('"') ? found : `"${found}"`,
  );
}

/** `{"a":{"type":"int","value":"1"}}` */
export function typedMap(cell: unknown): Entries {
  const value = typeof cell === "string" ? parseJson(cell) : cell;
  if (!isObject(value)) throw wrongType();
  return Object.entries(value).map(([key, one]) => [key, toValue(one, 0)] as const);
}

/** `{"type":"int","value":"1"}` */
export function typedValue(cell: unknown): AnyValue {
  return toValue(typeof cell === "string" ? parseJson(cell) : cell, 0);
}

export function toMap(...parts: readonly Entries[]): Attributes {
  const attributes = new Map<string, AnyValue>();
  for (const part of parts) for (const [key, value] of part) attributes.set(key, value);
  return attributes;
}

function toValue(typed: unknown, depth: number): AnyValue {
  if (!isObject(typed)) throw wrongType();
  const { type, value } = typed;
  const read = readers.get(type);
  const result = read === undefined ? toNested(type, value, depth) : read(value);
  if (result === undefined) throw wrongType();
  return result;
}

/** What makes a value of its JSON, by type; undefined where the JSON is of another type. */
type ReadValue = (value: unknown) => AnyValue | undefined;
const readers: ReadonlyMap<unknown, ReadValue> = new Map<unknown, ReadValue>([
  ["string", (value) => (typeof value === "string" ? value : undefined)],
  ["bool", (value) => (typeof value === "boolean" ? value : undefined)],
  ["int", int64],
  ["double", double],
  ["bytes", (value) => (typeof value === "string" ? Buffer.from(value, "base64") : undefined)],
  ["empty", () => null],
]);

function toNested(type: unknown, value: unknown, depth: number): AnyValue | undefined {
  // A value nested deeper could not be sent, and its whole request with it.
  if (depth >= MAX_DEPTH) return undefined;
  if (type === "array" && Array.isArray(value)) return value.map((one) => toValue(one, depth + 1));
  if (type === "map" && isObject(value))
    return new Map(Object.entries(value).map(([key, one]) => [key, toValue(one, depth + 1)]));
  return undefined;
}

function wrongType(): CellError {
  return new CellError('JSON that says types, like {"count":{"type":"int","value":"1"}}');
}
