// Fields that are omitted when they have the default value, as in proto3.
import { type ByteWriter, FIXED32, FIXED64, VARINT } from "../byte-writer.ts";
import { toInt32, toUint32, toUint64 } from "../number.ts";

/** A string field, omitted when empty. */
export function writeString(writer: ByteWriter, field: number, text: string): void {
  if (text.length > 0) writer.string(field, text);
}

/** A bytes field, omitted when empty. */
export function writeBytes(writer: ByteWriter, field: number, bytes: Uint8Array): void {
  if (bytes.length > 0) writer.bytes(field, bytes);
}

/** A uint32 field, clamped, omitted when 0. */
export function writeUint32(writer: ByteWriter, field: number, value: number): void {
  if (value > 0) {
    writer.tag(field, VARINT);
    writer.varint(toUint32(value));
  }
}

/** An enum or int32 field, clamped, omitted when 0. */
export function writeInt32(writer: ByteWriter, field: number, value: number): void {
  if (value === 0) return;
  writer.tag(field, VARINT);
  writer.int32(toInt32(value));
}

/** A fixed64 field, clamped, omitted when 0. */
export function writeFixed64(writer: ByteWriter, field: number, value: bigint): void {
  if (value === 0n) return;
  writer.tag(field, FIXED64);
  writer.fixed64(toUint64(value));
}

/** A fixed32 field, clamped, omitted when 0. */
export function writeFixed32(writer: ByteWriter, field: number, value: number): void {
  if (value === 0) return;
  writer.tag(field, FIXED32);
  writer.fixed32(toUint32(value));
}
