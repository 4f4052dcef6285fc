// Values as JSON has them, for places where a value can only be a text.
import type { AnyValue } from "otlp";

/**
 * `value` as `JSON.stringify` takes it: maps are objects, integers beyond 2^53 and doubles that are not finite are texts, bytes are
 * Base64. Secrets must have been taken out before: their names are not names any more once they are part of a text.
 */
export function toJsonForm(value: AnyValue): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return (value as readonly AnyValue[]).map(toJsonForm);
  const fields: Record<string, unknown> = Object.create(null);
  for (const [key, part] of value as ReadonlyMap<string, AnyValue>) fields[key] = toJsonForm(part);
  return fields;
}
