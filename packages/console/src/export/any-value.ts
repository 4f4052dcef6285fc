// Values as the store has them back to values as OTLP has them.
import type { TypedValue } from "contract";
import type { AnyValue } from "otlp";

/** A row's typed maps (integers and doubles as text, so that none is rounded) and the JSON of all other kinds. */
export interface TypedColumns {
  readonly sattr: Readonly<Record<string, string>>;
  readonly iattr: Readonly<Record<string, string>>;
  readonly nattr: Readonly<Record<string, string>>;
  readonly battr: Readonly<Record<string, boolean>>;
  readonly attributesJson: string;
}

/** Attributes that are looked up as text, with the typed JSON of all that are something else. */
export interface TextColumns {
  readonly textAttributes: Readonly<Record<string, string>>;
  readonly attributesJson: string;
}

export function fromTypedColumns(row: TypedColumns): Map<string, AnyValue> {
  const attributes = new Map<string, AnyValue>(Object.entries(row.sattr));
  for (const [key, value] of Object.entries(row.iattr)) attributes.set(key, BigInt(value));
  for (const [key, value] of Object.entries(row.nattr)) attributes.set(key, toDouble(value));
  for (const [key, value] of Object.entries(row.battr)) attributes.set(key, value);
  for (const [key, value] of fromJson(row.attributesJson)) attributes.set(key, value);
  return attributes;
}

export function fromTextColumns(row: TextColumns): Map<string, AnyValue> {
  const attributes = new Map<string, AnyValue>(Object.entries(row.textAttributes));
  for (const [key, value] of fromJson(row.attributesJson)) attributes.set(key, value);
  return attributes;
}

/** Attributes that are JSON only. */
export function fromJson(json: string): Map<string, AnyValue> {
  if (json === "") return new Map();
  const values = JSON.parse(json) as Readonly<Record<string, TypedValue>>;
  return new Map(Object.entries(values).map(([key, value]) => [key, fromTyped(value)]));
}

/** One typed value as JSON. */
export function fromTypedText(json: string): AnyValue {
  return fromTyped(JSON.parse(json) as TypedValue);
}

function fromTyped(typed: TypedValue): AnyValue {
  switch (typed.type) {
    case "string":
    case "bool":
      return typed.value;
    case "int":
      return BigInt(typed.value);
    case "double":
      return Number(typed.value);
    case "bytes":
      return Buffer.from(typed.value, "base64");
    case "array":
      return typed.value.map(fromTyped);
    case "map":
      return new Map(Object.entries(typed.value).map(([key, value]) => [key, fromTyped(value)]));
    case "empty":
      return null;
  }
}

/** ClickHouse spells doubles as `nan`, `inf`, `-inf` and otherwise as JavaScript reads them. */
export function toDouble(text: string): number {
  if (text === "nan" || text === "-nan") return NaN;
  if (text === "inf") return Infinity;
  return text === "-inf" ? -Infinity : Number(text);
}

/** Hexadecimal digits; none for no id, and for one that is all zero. */
export function toId(hex: string): Uint8Array {
  return /^0*$/.test(hex) ? new Uint8Array(0) : Buffer.from(hex, "hex");
}
