// Fields in the protobuf JSON mapping and OTLP's changes to it. `undefined` omits the field.

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** A string, omitted when empty. */
export function optionalText(text: string): string | undefined {
  return text === "" ? undefined : text;
}

/** A number, omitted when 0. */
export function optionalNumber(value: number): number | undefined {
  return value === 0 ? undefined : value;
}

/** A 64-bit integer as decimal text, omitted when 0. */
export function optionalInteger(value: bigint): string | undefined {
  return value === 0n ? undefined : value.toString();
}

/** A double: JSON has no `NaN`, no infinities and (in JavaScript) no -0, so these are strings. */
export function doubleJson(value: number): number | string {
  if (Object.is(value, -0)) return "-0";
  return Number.isFinite(value) ? value : String(value);
}

/** A double that may be absent. */
export function optionalDoubleJson(value: number | undefined): number | string | undefined {
  return value === undefined ? undefined : doubleJson(value);
}

/** An id in lower-case hexadecimal, omitted when empty. */
export function idJson(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return undefined;
  let hex = "";
  for (let i = 0; i < bytes.length; i++) hex += HEX[bytes[i] as number] as string;
  return hex;
}

/** Bytes in base64. */
export function bytesJson(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}

/** A list, omitted when empty. */
export function optionalList<Item>(
  items: readonly Item[],
  toJson: (item: Item) => unknown,
): readonly unknown[] | undefined {
  if (items.length === 0) return undefined;
  const list: unknown[] = [];
  for (const item of items) list.push(toJson(item));
  return list;
}
