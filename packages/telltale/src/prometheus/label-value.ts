// Attribute values as label values, which are texts (specification: common, "Representation of attributes in non-OTLP
// protocols"): plain values by their text, bytes in base64, arrays and maps as JSON.
import type { AnyValue } from "otlp";

/** The text of `value`. */
export function labelValue(value: AnyValue): string {
  if (typeof value === "string") return value;
  if (value === null) return "";
  if (typeof value === "number") return numberText(value);
  if (value instanceof Uint8Array) return base64(value);
  return typeof value === "object" ? JSON.stringify(plain(value)) : String(value);
}

function numberText(value: number): string {
  return value === 0 ? "0" : String(value);
}

function plain(value: AnyValue): unknown {
  if (typeof value === "bigint") return plainInteger(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array) return base64(value);
  if (Array.isArray(value)) return value.map((part: AnyValue) => plain(part));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, part]) => [key, plain(part)]));
  return value;
}

function plainInteger(value: bigint): number | string {
  return BigInt(Number(value)) === value ? Number(value) : value.toString();
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
