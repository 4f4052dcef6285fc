// JSON values as attribute values. Whole numbers become integers, as their senders meant them.
import type { AnyValue, Attributes } from "otlp";
import { isObject, type JsonObject } from "./shape.ts";

/** One value. */
export function toAnyValue(value: unknown): AnyValue {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(toAnyValue);
  return isObject(value) ? toAttributes(value) : null;
}

/** All members of `object`. */
export function toAttributes(object: JsonObject): Attributes {
  return new Map(Object.entries(object).map(([key, value]) => [key, toAnyValue(value)]));
}
