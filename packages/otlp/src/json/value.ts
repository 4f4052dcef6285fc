// Attribute values and attributes in JSON.
import { type Budget, COST } from "../budget.ts";
import { toInt64 } from "../number.ts";
import { type AnyValue, type Attributes, MAX_DEPTH, NO_ATTRIBUTES, NO_ITEMS, tooDeep } from "../value.ts";
import type { JsonObject } from "./parse.ts";
import { array, object, text, toBytes, toDouble, toObject, toWhole, wrong } from "./read-field.ts";
import { bytesJson, doubleJson } from "./write-field.ts";

/** Attributes as a list of `KeyValue`, omitted when there are none. */
export function attributesJson(attributes: Attributes, depth: number = 0): readonly unknown[] | undefined {
  if (attributes.size === 0) return undefined;
  const list: unknown[] = [];
  for (const [key, value] of attributes) list.push({ key, value: valueJson(value, depth) });
  return list;
}

/** An `AnyValue`. Integers beyond int64 are clamped. */
export function valueJson(value: AnyValue, depth: number = 0): unknown {
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { boolValue: value };
    case "bigint":
      return { intValue: toInt64(value).toString() };
    case "number":
      return { doubleValue: doubleJson(value) };
    default:
      return value === null || value === undefined ? {} : compositeJson(value, depth);
  }
}

function compositeJson(
  value: Uint8Array | readonly AnyValue[] | ReadonlyMap<string, AnyValue>,
  depth: number,
): unknown {
  if (value instanceof Uint8Array) return { bytesValue: bytesJson(value) };
  if (depth >= MAX_DEPTH) throw tooDeep("encode");
  if (Array.isArray(value)) {
    const values: unknown[] = [];
    for (const item of value as readonly AnyValue[]) values.push(valueJson(item, depth + 1));
    return { arrayValue: { values } };
  }
  return { kvlistValue: { values: attributesJson(value as Attributes, depth + 1) ?? [] } };
}

/** The list of `KeyValue` at `key`. The last of equal keys wins. */
export function readAttributes(json: JsonObject, key: string, budget: Budget, depth: number = 0): Attributes {
  const list = array(json, key);
  if (list.length === 0) return NO_ATTRIBUTES;
  budget.charge(COST.map + list.length * COST.entry);
  const attributes = new Map<string, AnyValue>();
  for (const item of list) {
    const pair = toObject(item, key);
    attributes.set(text(pair, "key"), readValue(object(pair, "value"), budget, depth));
  }
  return attributes;
}

/** An `AnyValue`; one without a known member is the empty value. */
export function readValue(json: JsonObject, budget: Budget, depth: number = 0): AnyValue {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue, kvlistValue, bytesValue } = json;
  if (isSet(stringValue)) return text(json, "stringValue");
  if (isSet(intValue)) return toInt64(BigInt(toWhole(intValue, "intValue")));
  if (isSet(boolValue)) {
    if (typeof boolValue !== "boolean") throw wrong("boolValue", "true or false");
    return boolValue;
  }
  if (isSet(doubleValue)) return toDouble(doubleValue, "doubleValue");
  if (isSet(bytesValue)) return toBytes(bytesValue, "bytesValue");
  if (isSet(arrayValue)) return readArray(toObject(arrayValue, "arrayValue"), budget, depth);
  if (!isSet(kvlistValue)) return null;
  if (depth >= MAX_DEPTH) throw tooDeep("decode");
  return readAttributes(toObject(kvlistValue, "kvlistValue"), "values", budget, depth + 1);
}

function readArray(json: JsonObject, budget: Budget, depth: number): readonly AnyValue[] {
  if (depth >= MAX_DEPTH) throw tooDeep("decode");
  const values = array(json, "values");
  if (values.length === 0) return NO_ITEMS;
  budget.charge(COST.array + values.length * COST.item);
  const items: AnyValue[] = [];
  for (const value of values) items.push(readValue(toObject(value, "values"), budget, depth + 1));
  return items;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
