// One field of a JSON object, by its protobuf type. Absent and null give the default; a value of another type gives
// an error that names the field. As in the protobuf JSON mapping, numbers may be strings.
import { Budget } from "../budget.ts";
import { OtlpError } from "../error.ts";
import { toInt32, toInt64, toUint32, toUint64 } from "../number.ts";
import { NO_BYTES, NO_ITEMS } from "../value.ts";
import { isObject, type JsonObject } from "./parse.ts";

const WHOLE = /^-?\d{1,40}$/;
const DECIMAL = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

export function text(json: JsonObject, key: string): string {
  const value = json[key];
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw wrong(key, "a string");
  return value;
}

export function bool(json: JsonObject, key: string): boolean {
  const value = json[key];
  if (value === undefined || value === null) return false;
  if (typeof value !== "boolean") throw wrong(key, "true or false");
  return value;
}

export function uint32(json: JsonObject, key: string): number {
  return toUint32(Number(whole(json, key)));
}

export function int32(json: JsonObject, key: string): number {
  return toInt32(Number(whole(json, key)));
}

/** An enum value as number or, beyond what the specification asks, by its protobuf name: `names[n]` or `prefix` before it. */
export function enumeration(json: JsonObject, key: string, prefix: string, names: readonly string[]): number {
  const value = json[key];
  if (typeof value !== "string" || WHOLE.test(value)) return int32(json, key);
  const number = names.indexOf(value.startsWith(prefix) ? value.slice(prefix.length) : value);
  if (number === -1) throw wrong(key, `a number or one of ${names.map((name) => prefix + name).join(", ")}`);
  return number;
}

export function uint64(json: JsonObject, key: string): bigint {
  return toUint64(BigInt(whole(json, key)));
}

export function int64(json: JsonObject, key: string): bigint {
  return toInt64(BigInt(whole(json, key)));
}

/** A whole number of any size. */
function whole(json: JsonObject, key: string): number | bigint {
  return toWhole(json[key], key);
}

/** `value` as a whole number; absent is 0. */
export function toWhole(value: unknown, key: string): number | bigint {
  if (value === undefined || value === null) return 0;
  if (typeof value === "string" && WHOLE.test(value))
    return value.length < 16 ? Number(value) : BigInt(value);
  const number = typeof value === "string" && DECIMAL.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number)) {
    throw wrong(key, "a whole number, or a string of one");
  }
  return number;
}

export function double(json: JsonObject, key: string): number {
  return optionalDouble(json, key) ?? 0;
}

export function optionalDouble(json: JsonObject, key: string): number | undefined {
  const value = json[key];
  if (value === undefined || value === null) return undefined;
  return toDouble(value, key);
}

/** `value` as a double. */
export function toDouble(value: unknown, key: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "string") {
    if (DECIMAL.test(value)) return Number(value);
    if (value === "NaN") return Number.NaN;
    if (value === "Infinity") return Number.POSITIVE_INFINITY;
    if (value === "-Infinity") return Number.NEGATIVE_INFINITY;
  }
  throw wrong(key, 'a number, a string of one, "NaN", "Infinity" or "-Infinity"');
}

/** A trace or span id in hexadecimal of either case, of any length. */
export function id(json: JsonObject, key: string): Uint8Array {
  const value = json[key];
  if (value === undefined || value === null || value === "") return NO_BYTES;
  if (typeof value !== "string" || value.length % 2 !== 0) throw wrong(key, "hexadecimal digits in pairs");
  const bytes = new Uint8Array(value.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const high = hexDigit(value.charCodeAt(2 * i));
    const low = hexDigit(value.charCodeAt(2 * i + 1));
    if (high < 0 || low < 0) throw wrong(key, "hexadecimal digits in pairs");
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** `value`, base64 of either alphabet with or without padding, as bytes. */
export function toBytes(value: unknown, key: string): Uint8Array {
  if (typeof value !== "string" || !BASE64.test(value)) throw wrong(key, "base64");
  return new Uint8Array(Buffer.from(value, "base64"));
}

/** A nested message; absent is the empty one. */
export function object(json: JsonObject, key: string): JsonObject {
  const value = json[key];
  return value === undefined || value === null ? EMPTY : toObject(value, key);
}

const EMPTY: JsonObject = Object.freeze({});

/** `value` as a JSON object. */
export function toObject(value: unknown, key: string): JsonObject {
  if (!isObject(value)) throw wrong(key, "an object");
  return value;
}

export function array(json: JsonObject, key: string): readonly unknown[] {
  const value = json[key];
  if (value === undefined || value === null) return NO_ITEMS;
  if (!Array.isArray(value)) throw wrong(key, "an array");
  return value;
}

/** A repeated message: `read` decodes each element, `cost` is the memory of one. */
export function list<Item>(
  json: JsonObject,
  key: string,
  budget: Budget,
  cost: number,
  read: (json: JsonObject, budget: Budget) => Item,
): readonly Item[] {
  const values = array(json, key);
  if (values.length === 0) return NO_ITEMS;
  budget.charge(values.length * cost);
  const items: Item[] = [];
  for (const value of values) items.push(read(toObject(value, key), budget));
  return items;
}

/** Called for an item that cannot be read, with the number of rows that are lost with it. */
export type OnBadItem = (error: OtlpError, rows: number) => void;

/** Options of the decoders. */
export interface JsonOptions {
  /** Called for each span, log record, metric or point with a field of a wrong type; the rest is decoded. Without it, the first such error is thrown. */
  readonly onBadItem?: OnBadItem | undefined;
}

/** The memory budget of one text, and what happens to items that cannot be read. */
export class JsonBudget extends Budget {
  readonly onBadItem: OnBadItem | undefined;

  constructor(size: number, { onBadItem }: JsonOptions) {
    super(size);
    this.onBadItem = onBadItem;
  }
}

/** A repeated message of which each element becomes one or more rows: spans, log records, metrics, points. */
export interface RowField<Item> {
  readonly key: string;
  /** Memory of one element: a value of `COST`. */
  readonly cost: number;
  readonly read: (json: JsonObject, budget: JsonBudget) => Item;
  /** How many rows are lost with an element that cannot be read. Default 1. */
  readonly countOf?: (value: unknown) => number;
}

/** Like {@link list}, but with `onBadItem` an element that cannot be read is left out and the others are decoded. */
export function rows<Item>(json: JsonObject, field: RowField<Item>, budget: JsonBudget): readonly Item[] {
  const { key, cost, read, countOf } = field;
  const { onBadItem } = budget;
  if (onBadItem === undefined) return list(json, key, budget, cost, (each) => read(each, budget));
  const values = array(json, key);
  if (values.length === 0) return NO_ITEMS;
  budget.charge(values.length * cost);
  const items: Item[] = [];
  for (const value of values) {
    try {
      items.push(read(toObject(value, key), budget));
    } catch (error) {
      if (!(error instanceof OtlpError) || error.code !== "OTLP_JSON") throw error;
      onBadItem(error, countOf?.(value) ?? 1);
    }
  }
  return items;
}

/** A repeated string. */
export function texts(json: JsonObject, key: string): readonly string[] {
  const values = array(json, key);
  if (!values.every((value) => typeof value === "string")) throw wrong(key, "an array of strings");
  return values as readonly string[];
}

/** A repeated double. */
export function doubles(json: JsonObject, key: string): readonly number[] {
  const numbers: number[] = [];
  for (const value of array(json, key)) numbers.push(toDouble(value, key));
  return numbers;
}

/** A repeated uint64 or fixed64. */
export function counts(json: JsonObject, key: string): readonly bigint[] {
  const numbers: bigint[] = [];
  for (const value of array(json, key)) numbers.push(toUint64(BigInt(toWhole(value, key))));
  return numbers;
}

/** The error for a field of the wrong type. */
export function wrong(key: string, expected: string): OtlpError {
  return new OtlpError(
    "OTLP_JSON",
    `Cannot decode the message: the JSON field \`${key}\` must be ${expected}.`,
  );
}
