// Attributes as columns: one map a type, so that each value comes out as it went in, and one JSON text for what fits none.
import { type AnyValue, WIRE_KIND, WIRE_WORDS, type WireAttributes } from "otlp";
import type { Column } from "../native/native.ts";
import {
  boolColumn,
  float64Column,
  int64Column,
  type Int64Column,
  type ValueColumn,
} from "../native/numbers.ts";
import { type MapColumn, mapColumn } from "../native/nested.ts";
import { stringColumn, type TextColumn } from "../native/strings.ts";
import type { AttributeMap } from "../rows.ts";
import { attributesJson } from "../native/typed-json.ts";
import type { WireKeys } from "./wire-keys.ts";

type MapOf<Value> = MapColumn<ValueColumn<Value>>;

export interface TypedAttributeColumns extends Readonly<Record<string, Column>> {
  readonly sattr: MapColumn<TextColumn>;
  readonly iattr: MapColumn<Int64Column>;
  readonly nattr: MapOf<number>;
  readonly battr: MapOf<boolean>;
  readonly attributes_json: ValueColumn<string>;
}

/** The five columns of spans and logs. */
export function typedAttributeColumns(): TypedAttributeColumns {
  return {
    sattr: mapColumn(stringColumn()),
    iattr: mapColumn(int64Column()),
    nattr: mapColumn(float64Column()),
    battr: mapColumn(boolColumn()),
    attributes_json: stringColumn(),
  };
}

/** Adds one row. */
export function addTypedAttributes(columns: TypedAttributeColumns, attributes: AttributeMap): void {
  const { sattr, iattr, nattr, battr } = columns;
  let others: Map<string, AnyValue> | undefined;
  for (const [key, value] of attributes) {
    if (typeof value === "string") put(sattr, key, value);
    else if (typeof value === "bigint") put(iattr, key, value);
    else if (typeof value === "number") put(nattr, key, value);
    else if (typeof value === "boolean") put(battr, key, value);
    else (others ??= new Map<string, AnyValue>()).set(key, value);
  }
  endRow(columns, others);
}

/** Adds one row from the bytes of the request. Its keys have just been read by `keys`. */
export function addWireAttributes(
  columns: TypedAttributeColumns,
  { tape, from, to }: WireAttributes,
  { texts, numbers }: WireKeys,
): void {
  const { sattr, iattr, nattr, battr } = columns;
  const { bytes, words } = tape;
  let others: Map<string, AnyValue> | undefined;
  for (let at = from, index = 0; at < to; at += WIRE_WORDS, index++) {
    const number = numbers[index]!;
    const value = words[at + 3]!;
    switch (words[at + 2]) {
      case WIRE_KIND.string:
        sattr.key.addNumber(number, texts);
        sattr.value.addBytes(bytes, value, words[at + 4]!);
        break;
      case WIRE_KIND.int:
        iattr.key.addNumber(number, texts);
        iattr.value.addWords(value, words[at + 4]!);
        break;
      case WIRE_KIND.double:
        nattr.key.addNumber(number, texts);
        nattr.value.add(bytes.readDoubleLE(value));
        break;
      case WIRE_KIND.bool:
        battr.key.addNumber(number, texts);
        battr.value.add(value === 1);
        break;
      default:
        (others ??= new Map<string, AnyValue>()).set(texts.text(number), tape.valueAt(at));
    }
  }
  endRow(columns, others);
}

function endRow(columns: TypedAttributeColumns, others: Map<string, AnyValue> | undefined): void {
  columns.sattr.endRow();
  columns.iattr.endRow();
  columns.nattr.endRow();
  columns.battr.endRow();
  columns.attributes_json.add(others === undefined ? "" : attributesJson(others));
}

export interface TextAttributeColumns extends Readonly<Record<string, Column>> {
  readonly attributes: MapOf<string>;
  readonly attributes_json: ValueColumn<string>;
}

/** The two columns of tables whose attributes are looked up as text: what is not text is in the JSON, too, with its type. */
export function textAttributeColumns(): TextAttributeColumns {
  return { attributes: mapColumn(stringColumn()), attributes_json: stringColumn() };
}

/** Adds one row. */
export function addTextAttributes(columns: TextAttributeColumns, attributes: AttributeMap): void {
  let others: Map<string, AnyValue> | undefined;
  for (const [key, value] of attributes) {
    const kind = typeof value;
    if (kind !== "object") put(columns.attributes, key, String(value));
    if (kind !== "string") (others ??= new Map<string, AnyValue>()).set(key, value);
  }
  columns.attributes.endRow();
  columns.attributes_json.add(others === undefined ? "" : attributesJson(others));
}

function put<Value>(map: MapOf<Value>, key: string, value: Value): void {
  map.key.add(key);
  map.value.add(value);
}
