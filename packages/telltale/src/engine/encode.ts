// Attributes and values into OTLP bytes: the part that all three signals share.
import type { AnyValue, ByteWriter } from "otlp";
import type { AttributeList } from "./attribute-list.ts";

const varintWire = 0;
const fixed64Wire = 1;

/** Writes every attribute of `list` as a `KeyValue` in `field`. */
export function writeAttributes(writer: ByteWriter, field: number, list: AttributeList): void {
  for (let at = 0; at < list.length; at += 2) {
    writeAttribute(writer, field, list[at] as string, list[at + 1] as AnyValue);
  }
}

/** Writes one attribute as a `KeyValue` in `field`. */
export function writeAttribute(writer: ByteWriter, field: number, key: string, value: AnyValue): void {
  const mark = writer.open(field);
  writer.string(1, key);
  writeValue(writer, 2, value);
  writer.close(mark);
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
