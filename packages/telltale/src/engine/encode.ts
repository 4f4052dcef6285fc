// Attributes and values into OTLP bytes: the part that all three signals share.
import type { AnyValue, ByteWriter } from "otlp";
import { keyField } from "./attribute-key.ts";
import type { AttributeList } from "./attribute-list.ts";

const varintWire = 0;
const fixed64Wire = 1;
const lengthWire = 2;
// fields of KeyValue and AnyValue with their wire types
const valueTag = 0x12;
const textTag = 0x0a;
const flagTag = 0x10;
const wholeTag = 0x18;
/** The longest message whose length is one byte. */
const maxShort = 0x7f;
/** The largest varint of two bytes. */
const maxSmall = 0x3fff;

/** Writes every attribute of `list` as a `KeyValue` in `field`. */
export function writeAttributes(writer: ByteWriter, field: number, list: AttributeList): void {
  for (let at = 0; at < list.length; at += 2) {
    writeAttribute(writer, field, list[at] as string, list[at + 1] as AnyValue);
  }
}

/** Writes one attribute as a `KeyValue` in `field`, which must be below 16. */
export function writeAttribute(writer: ByteWriter, field: number, key: string, value: AnyValue): void {
  const name = keyField(key);
  if (
    typeof value === "string" ? writeText(writer, field, name, value) : writeSmall(writer, field, name, value)
  ) {
    return;
  }
  const mark = writer.open(field);
  writer.append(name);
  writeValue(writer, 2, value);
  writer.close(mark);
}

// Nearly all attributes are a short ASCII text, a small whole number or a boolean: their lengths are known and fit in one byte.
// One check of the room and plain stores, instead of ten calls. False, with nothing written, for all others.

function writeText(writer: ByteWriter, field: number, name: Uint8Array, text: string): boolean {
  const size = text.length;
  const total = name.length + size + 4;
  if (total > maxShort) return false;
  const buffer = writer.room(total + 2);
  let at = putName(buffer, writer.length, field, total, name);
  buffer[at++] = valueTag;
  buffer[at++] = size + 2;
  buffer[at++] = textTag;
  buffer[at++] = size;
  for (let i = 0; i < size; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return false;
    buffer[at++] = code;
  }
  writer.length = at;
  return true;
}

function writeSmall(writer: ByteWriter, field: number, name: Uint8Array, value: AnyValue): boolean {
  const isFlag = typeof value === "boolean";
  if (!isFlag && (typeof value !== "number" || !(value >= 0 && value <= maxSmall) || value % 1 !== 0))
    return false;
  const small = isFlag ? (value ? 1 : 0) : (value as number);
  const size = small < 0x80 ? 2 : 3;
  const total = name.length + size + 2;
  if (total > maxShort) return false;
  const buffer = writer.room(total + 2);
  let at = putName(buffer, writer.length, field, total, name);
  buffer[at++] = valueTag;
  buffer[at++] = size;
  buffer[at++] = isFlag ? flagTag : wholeTag;
  if (size === 3) buffer[at++] = (small & 0x7f) | 0x80;
  buffer[at++] = size === 3 ? small >>> 7 : small;
  writer.length = at;
  return true;
}

function putName(buffer: Uint8Array, start: number, field: number, total: number, name: Uint8Array): number {
  let at = start;
  buffer[at++] = (field << 3) | lengthWire;
  buffer[at++] = total;
  for (let i = 0; i < name.length; i++) buffer[at++] = name[i] as number;
  return at;
}

/** Writes an `AnyValue` message in `field`. */
export function writeValue(writer: ByteWriter, field: number, value: AnyValue): void {
  const mark = writer.open(field);
  switch (typeof value) {
    case "string":
      writer.string(1, value);
      break;
    case "number":
      writeNumber(writer, value);
      break;
    case "boolean":
      writer.tag(2, varintWire);
      writer.varint(value ? 1 : 0);
      break;
    case "bigint":
      writer.tag(3, varintWire);
      writer.varint64(value);
      break;
    default:
      if (value !== null) writeComposite(writer, value);
  }
  writer.close(mark);
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) {
    writer.tag(4, fixed64Wire);
    writer.double(value);
    return;
  }
  writer.tag(3, varintWire);
  if (value >= 0) writer.varint(value);
  else writer.varint64(BigInt(value));
}

function writeComposite(
  writer: ByteWriter,
  value: Exclude<AnyValue, null | string | number | boolean | bigint>,
): void {
  if (value instanceof Uint8Array) {
    writer.bytes(7, value);
    return;
  }
  if (Array.isArray(value)) {
    const mark = writer.open(5);
    for (const part of value as readonly AnyValue[]) writeValue(writer, 1, part);
    writer.close(mark);
    return;
  }
  const mark = writer.open(6);
  for (const [key, part] of value as ReadonlyMap<string, AnyValue>) writeAttribute(writer, 1, key, part);
  writer.close(mark);
}
