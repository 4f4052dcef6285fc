// Values that have no column of their own as JSON text: the contract's `TypedValue`, keys in order.
// Written by hand, because no object has to be made for it and a negative zero stays one.
import type { AnyValue } from "otlp";

/** Attributes as JSON by key; empty text when there are none. */
export function attributesJson(attributes: ReadonlyMap<string, AnyValue>): string {
  return attributes.size === 0 ? "" : record(attributes);
}

/** One value as JSON. */
export function valueJson(value: AnyValue): string {
  if (typeof value === "string") return `{"type":"string","value":${JSON.stringify(value)}}`;
  if (typeof value === "bigint") return `{"type":"int","value":"${value}"}`;
  if (typeof value === "number") return `{"type":"double","value":${double(value)}}`;
  if (typeof value === "boolean") return `{"type":"bool","value":${value}}`;
  if (value === null) return '{"type":"empty","value":null}';
  if (value instanceof Uint8Array)
    return `{"type":"bytes","value":"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}"}`;
  if (value instanceof Map) return `{"type":"map","value":${record(value)}}`;
  return `{"type":"array","value":[${(value as readonly AnyValue[]).map(valueJson).join(",")}]}`;
}

/** A value as a person would write it, to be searched: text as it is, everything else as plain JSON. */
export function plainText(value: AnyValue): string {
  if (typeof value === "string") return value;
  return value === null ? "" : plainJson(value);
}

function record(map: ReadonlyMap<string, AnyValue>): string {
  const keys = [...map.keys()].toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${valueJson(map.get(key)!)}`).join(",")}}`;
}

function double(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? "-0" : String(value);
}

function plainJson(value: AnyValue): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof Uint8Array)
    return `"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64")}"`;
  if (value instanceof Map) {
    const members = [...(value as ReadonlyMap<string, AnyValue>)].map(
      ([key, member]) => `${JSON.stringify(key)}:${plainJson(member)}`,
    );
    return `{${members.join(",")}}`;
  }
  return Array.isArray(value) ? `[${value.map(plainJson).join(",")}]` : String(value);
}
