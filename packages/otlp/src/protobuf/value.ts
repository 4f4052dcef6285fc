// Attribute values and attributes in protobuf. A value is written even when it is the default, because its field is its type.
import { COST } from "../budget.ts";
import type { ByteReader } from "../byte-reader.ts";
import { type ByteWriter, FIXED64, VARINT } from "../byte-writer.ts";
import { toInt64 } from "../number.ts";
import { type AnyValue, type Attributes, MAX_DEPTH, NO_ATTRIBUTES, NO_ITEMS, tooDeep } from "../value.ts";

const VALUE_FIELDS = 0b1111_1110;
const KEY_VALUE_FIELDS = 0b110;
const LIST_FIELDS = 0b10;

/** Writes each attribute as a `KeyValue` under `field`. */
export function writeAttributes(
  writer: ByteWriter,
  field: number,
  attributes: Attributes,
  depth: number = 0,
): void {
  if (attributes.size === 0) return;
  for (const [key, value] of attributes) {
    const mark = writer.open(field);
    writer.string(1, key);
    writeValue(writer, 2, value, depth);
    writer.close(mark);
  }
}

/** Writes an `AnyValue` under `field`. Integers beyond int64 are clamped. */
export function writeValue(writer: ByteWriter, field: number, value: AnyValue, depth: number = 0): void {
  const mark = writer.open(field);
  switch (typeof value) {
    case "string":
      writer.string(1, value);
      break;
    case "boolean":
      writer.tag(2, VARINT);
      writer.varint(value ? 1 : 0);
      break;
    case "bigint":
      writer.tag(3, VARINT);
      writer.varint64(toInt64(value));
      break;
    case "number":
      writer.tag(4, FIXED64);
      writer.double(value);
      break;
    case "object":
      if (value !== null) writeComposite(writer, value, depth);
      break;
  }
  writer.close(mark);
}

function writeComposite(
  writer: ByteWriter,
  value: Uint8Array | readonly AnyValue[] | ReadonlyMap<string, AnyValue>,
  depth: number,
): void {
  if (value instanceof Uint8Array) {
    writer.bytes(7, value);
    return;
  }
  if (depth >= MAX_DEPTH) throw tooDeep("encode");
  if (Array.isArray(value)) {
    const mark = writer.open(5);
    for (const item of value as readonly AnyValue[]) writeValue(writer, 1, item, depth + 1);
    writer.close(mark);
  } else {
    const mark = writer.open(6);
    writeAttributes(writer, 1, value as Attributes, depth + 1);
    writer.close(mark);
  }
}

/**
 * Reads a `KeyValue` into `attributes`, or into a new map when these are `NO_ATTRIBUTES`. The last of equal keys wins.
 *
 * @param attributes `NO_ATTRIBUTES`, or the result of an earlier call.
 */
export function readAttribute(reader: ByteReader, attributes: Attributes, depth: number = 0): Attributes {
  const isFirst = attributes === NO_ATTRIBUTES;
  reader.charge(isFirst ? COST.map + COST.entry : COST.entry);
  const into = isFirst ? new Map<string, AnyValue>() : (attributes as Map<string, AnyValue>);
  const outer = reader.enter();
  let key = "";
  let value: AnyValue = null;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        key = reader.key();
        break;
      case 0x12:
        value = readValue(reader, depth);
        break;
      default:
        reader.skip(tag, KEY_VALUE_FIELDS);
    }
  }
  reader.leave(outer);
  into.set(key, value);
  return into;
}

/** Reads an attribute of a span, log record or point: onto the reader's tape if it has one, otherwise into `attributes`. */
export function collectAttribute(reader: ByteReader, attributes: Attributes): Attributes {
  if (reader.tape === undefined) return readAttribute(reader, attributes);
  reader.tape.read(reader);
  return attributes;
}

/** Reads an `AnyValue`; of several values in it the last one wins. */
export function readValue(reader: ByteReader, depth: number = 0): AnyValue {
  const outer = reader.enter();
  let value: AnyValue = null;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        value = reader.string();
        break;
      case 0x10:
        value = reader.bool();
        break;
      case 0x18:
        value = reader.int64();
        break;
      case 0x21:
        value = reader.double();
        break;
      case 0x2a:
        value = readArray(reader, depth);
        break;
      case 0x32:
        value = readKeyValueList(reader, depth);
        break;
      case 0x3a:
        value = reader.bytes();
        break;
      default:
        reader.skip(tag, VALUE_FIELDS);
    }
  }
  reader.leave(outer);
  return value;
}

export function readArray(reader: ByteReader, depth: number): readonly AnyValue[] {
  if (depth >= MAX_DEPTH) throw tooDeep("decode");
  const outer = reader.enter();
  let items: AnyValue[] | undefined;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) {
      reader.charge(items === undefined ? COST.array + COST.item : COST.item);
      items ??= [];
      items.push(readValue(reader, depth + 1));
    } else {
      reader.skip(tag, LIST_FIELDS);
    }
  }
  reader.leave(outer);
  return items ?? NO_ITEMS;
}

export function readKeyValueList(reader: ByteReader, depth: number): Attributes {
  if (depth >= MAX_DEPTH) throw tooDeep("decode");
  const outer = reader.enter();
  let map = NO_ATTRIBUTES;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) map = readAttribute(reader, map, depth + 1);
    else reader.skip(tag, LIST_FIELDS);
  }
  reader.leave(outer);
  return map;
}
