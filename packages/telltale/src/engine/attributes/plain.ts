// Values in the plain shape that OpenTelemetry's processors and exporters know.
import type { AnyValue } from "otlp";
import { toText } from "./value.ts";

// an attribute may be called `__proto__`
export function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__")
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** A value in the shape of OpenTelemetry's `AnyValue`: maps as objects, int64 as a number where that is exact, else as text. */
export function toPlain(value: AnyValue): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : toText(value);
  }
  if (value === null || typeof value !== "object" || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return (value as readonly AnyValue[]).map(toPlain);
  const plain: Record<string, unknown> = {};
  for (const [key, part] of value as ReadonlyMap<string, AnyValue>) define(plain, key, toPlain(part));
  return plain;
}
