// Keys and values of Kafka's records, as far as they may be recorded.

/** A key as text; undefined if it is not readable text. */
export function keyOf(key: unknown): string | undefined {
  if (typeof key === "string") return key;
  if (!(key instanceof Uint8Array) || key.length > 256) return undefined;
  const text = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString();
  return /[\p{Cc}\ufffd]/u.test(text) ? undefined : text;
}

/** How many bytes a value has. */
export function sizeOf(value: unknown): number | undefined {
  if (typeof value === "string") return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : undefined;
}
