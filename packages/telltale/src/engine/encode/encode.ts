// Attributes and values into OTLP bytes: the part that all three signals share. Redaction is the last step before the bytes.
import type { AnyValue, ByteWriter } from "otlp";
import { ruledField, keyField, type KeyField } from "./attribute-key.ts";
import type { AttributeList } from "../attributes/attribute-list.ts";
import { toJsonForm } from "../text/json-form.ts";
import { currentRedaction, isHarmless, redactKey, type Redaction } from "../redaction/redaction.ts";
import { putWords } from "./words.ts";

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

/**
 * Lists and maps leave as such when they are at most this deep in each other; deeper ones leave as their JSON text (ADR 41).
 *
 * Decoders refuse a request with more than 100 messages in each other. A map takes three, and an exemplar's attribute, the deepest
 * place, begins at the eighth.
 */
const maxSentDepth = 30;

/** Texts that are remembered as clean are no longer than this. */
const longestKept = 256;

/** Writes every attribute of `list` as it leaves, as a `KeyValue` in `field`. */
export function writeAttributes(writer: ByteWriter, field: number, list: AttributeList): void {
  const redaction = currentRedaction();
  if (redaction === undefined) {
    writeList(writer, field, list);
    return;
  }
  for (let at = 0; at < list.length; at += 2) {
    const value = list[at + 1] as AnyValue;
    const name = ruledField(list[at] as string, redaction);
    if (name.unasked && typeof value === "string" && value !== name.clean) {
      if (writeIfClean(writer, field, name, value, redaction)) continue;
    } else if (name.unasked && (value === name.clean || isHarmless(value, redaction))) {
      writeAttribute(writer, field, name, value, 1);
      continue;
    }
    writeRedacted(writer, field, { list, at, name, redaction });
  }
}

/** Writes a text that is clean, of which nearly all are: a short one is looked at where it was put. False, with nothing written, for others. */
function writeIfClean(
  writer: ByteWriter,
  field: number,
  name: KeyField,
  text: string,
  redaction: Redaction,
): boolean {
  const before = writer.length;
  const { isClean } = redaction;
  const looked =
    isClean !== undefined && writeText(writer, field, name, text)
      ? isClean(writer.room(0), writer.length - text.length, text)
      : text.length < redaction.shortest;
  if (!looked && redaction.text(text, name.key) !== text) {
    writer.truncate(before);
    return false;
  }
  if (redaction.lasting && text.length <= longestKept) name.clean = text;
  if (writer.length === before) writeAttribute(writer, field, name, text, 1);
  return true;
}

/** One of a list of attributes. */
interface Place {
  readonly list: AttributeList;
  readonly at: number;
  readonly name: KeyField;
  readonly redaction: Redaction;
}

function writeRedacted(writer: ByteWriter, field: number, { list, at, name, redaction }: Place): void {
  const given = list[at + 1] as AnyValue;
  const value = name.verdict === "leave" ? given : redaction.value(given, name.key, list);
  if (value === undefined) return;
  const same = name.leaving === name.key;
  writeAttribute(writer, field, same ? name : keyField(redactKey(redaction, list, at)), value, 1);
}

/** Writes every attribute of `list`, which must have been redacted before. */
export function writeList(writer: ByteWriter, field: number, list: Readonly<AttributeList>): void {
  for (let at = 0; at < list.length; at += 2) {
    writeAttribute(writer, field, keyField(list[at] as string), list[at + 1] as AnyValue, 1);
  }
}

/** Writes one attribute as a `KeyValue` in `field`, which must be below 16. `depth` is its value's. */
function writeAttribute(
  writer: ByteWriter,
  field: number,
  name: KeyField,
  value: AnyValue,
  depth: number,
): void {
  if (
    typeof value === "string" ? writeText(writer, field, name, value) : writeSmall(writer, field, name, value)
  ) {
    return;
  }
  const mark = writer.open(field);
  writer.length = putWords(writer.room(name.size + 4), writer.length, name);
  writeValue(writer, 2, value, depth);
  writer.close(mark);
}

// Nearly all attributes are a short ASCII text, a small whole number or a boolean: their lengths are known and fit in one byte.
// One check of the room and plain stores, four bytes at a time, instead of ten calls. False, with nothing written, for all others.

function writeText(writer: ByteWriter, field: number, name: KeyField, text: string): boolean {
  const size = text.length;
  const total = name.size + size + 4;
  if (total > maxShort) return false;
  const view = writer.room(total + 8);
  const at = putName(view, writer.length, field, total, name);
  if (!putTextValue(view, at, valueTag, text)) return false;
  writer.length = at + 4 + size;
  return true;
}

/** Puts an `AnyValue` of at most 125 ASCII characters at `start`. False where it is not ASCII. */
function putTextValue(view: DataView, start: number, tag: number, text: string): boolean {
  const size = text.length;
  // the four bytes value tag, value length, text tag, text length
  view.setInt32(start, (tag << 24) | ((size + 2) << 16) | (textTag << 8) | size);
  const at = start + 4;
  let seen = 0;
  let i = 0;
  for (; i + 3 < size; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    seen |= a | b | c | d;
    view.setInt32(at + i, a | (b << 8) | (c << 16) | (d << 24), true);
  }
  for (; i < size; i++) {
    const code = text.charCodeAt(i);
    seen |= code;
    view.setUint8(at + i, code);
  }
  return seen <= 0x7f;
}

function writeSmall(writer: ByteWriter, field: number, name: KeyField, value: AnyValue): boolean {
  const isFlag = typeof value === "boolean";
  if (!isFlag && (typeof value !== "number" || (value & maxSmall) !== value)) return false;
  const small = isFlag ? (value ? 1 : 0) : value;
  const size = small < 0x80 ? 2 : 3;
  const total = name.size + size + 2;
  if (total > maxShort) return false;
  const view = writer.room(total + 8);
  const at = putName(view, writer.length, field, total, name);
  const tag = isFlag ? flagTag : wholeTag;
  const varint = size === 2 ? small << 8 : (((small & 0x7f) | 0x80) << 8) | (small >>> 7);
  view.setInt32(at, (valueTag << 24) | (size << 16) | (tag << 8) | (varint >>> 8));
  if (size === 3) view.setUint8(at + 4, varint & 0xff);
  writer.length = at + 2 + size;
  return true;
}

function putName(view: DataView, start: number, field: number, total: number, name: KeyField): number {
  view.setUint8(start, (field << 3) | lengthWire);
  view.setUint8(start + 1, total);
  // its last word may write up to three bytes too many, which what follows covers
  return putWords(view, start + 2, name);
}

/** Writes `value`, which has no name, as it leaves, as an `AnyValue` message in `field`; nothing where nothing leaves of it. */
export function writeRedactedValue(writer: ByteWriter, field: number, value: AnyValue): void {
  const redaction = currentRedaction();
  if (redaction?.isClean === undefined || typeof value !== "string" || value.length > maxShort - 2) {
    const left = redaction === undefined ? value : redaction.value(value, undefined);
    if (left !== undefined) writeValue(writer, field, left, 1);
    return;
  }
  const at = writer.length;
  const view = writer.room(value.length + 8);
  // looked at where it was put: a clean one stays
  if (
    putTextValue(view, at, (field << 3) | lengthWire, value) &&
    (value.length < redaction.shortest || redaction.isClean(view, at + 4, value))
  ) {
    writer.length = at + 4 + value.length;
    return;
  }
  const left = redaction.text(value, undefined);
  if (left !== undefined) writeValue(writer, field, left, 1);
}

/** Writes an `AnyValue` message, redacted before, in `field`, which must be below 16. The outermost value is at depth 1. */
function writeValue(writer: ByteWriter, field: number, value: AnyValue, depth: number): void {
  if (typeof value === "string" && value.length <= maxShort - 2) {
    const at = writer.length;
    if (putTextValue(writer.room(value.length + 8), at, (field << 3) | lengthWire, value)) {
      writer.length = at + 4 + value.length;
      return;
    }
  }
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
      if (value !== null) writeComposite(writer, value, depth);
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
  depth: number,
): void {
  if (value instanceof Uint8Array) {
    writer.bytes(7, value);
    return;
  }
  if (depth > maxSentDepth) {
    writer.string(1, JSON.stringify(toJsonForm(value)));
    return;
  }
  if (Array.isArray(value)) {
    const mark = writer.open(5);
    for (const part of value as readonly AnyValue[]) writeValue(writer, 1, part, depth + 1);
    writer.close(mark);
    return;
  }
  const mark = writer.open(6);
  for (const [key, part] of value as ReadonlyMap<string, AnyValue>)
    writeAttribute(writer, 1, keyField(key), part, depth + 1);
  writer.close(mark);
}
