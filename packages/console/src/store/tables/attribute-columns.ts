// Attributes as columns: one map a type, so that each value comes out as it went in, and one JSON text for what fits none.
import type { AnyValue } from "otlp";
import type { Column } from "../native.ts";
import { boolColumn, float64Column, int64Column, type ValueColumn } from "../native-numbers.ts";
import { type MapColumn, mapColumn, stringColumn } from "../native-strings.ts";
import type { AttributeMap } from "../rows.ts";
import { attributesJson } from "../typed-json.ts";

type MapOf<Value> = MapColumn<ValueColumn<Value>>;

export interface TypedAttributeColumns extends Readonly<Record<string, Column>> {
  readonly sattr: MapOf<string>;
  readonly iattr: MapOf<bigint>;
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
  sattr.endRow();
  iattr.endRow();
  nattr.endRow();
  battr.endRow();
  columns.attributes_json.add(others === undefined ? "" : attributesJson(others));
}

export interface TextAttributeColumns extends Readonly<Record<string, Column>> {
  readonly attributes: MapOf<string>;
  readonly attributes_json: ValueColumn<string>;
}

/** The two columns of tables whose attributes are looked up as text: what is not text stands in the JSON, too, with its type. */
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
