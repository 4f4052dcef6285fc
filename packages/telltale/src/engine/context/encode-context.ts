// Context attributes into bytes: encoded once a context, then a copy of some sixty bytes per span and record.
import { type AnyValue, ByteWriter } from "otlp";
import { type AttributeLimits, type AttributeList, cut } from "../attributes/attribute-list.ts";
import { type ContextAttributes, type EncodedContext, indexIn, listOf } from "./context-attributes.ts";
import { writeAttributes } from "../encode/encode.ts";
import { putWords, toWords } from "../encode/words.ts";

/** Up to so many bytes a loop over words beats the call into native code. */
const maxInWords = 128;

/**
 * Writes the attributes of `context` in `field`, but for those that are in `own`. Returns how many had no room by `limits`,
 * beside `own`.
 */
export function writeContext(
  writer: ByteWriter,
  field: number,
  context: ContextAttributes,
  own: AttributeList,
  limits: AttributeLimits,
): number {
  const list = listOf(context);
  const known = field === 9 ? context.onSpans : context.onRecords;
  const valid = known?.list === list && known.limits === limits;
  const encoded = valid ? known : encode(context, list, field, limits);
  if (list.length + own.length > limits.count * 2 || overlap(encoded, own)) {
    const { kept, crowdedOut } = beside(list, own, limits);
    writeAttributes(writer, field, kept);
    return crowdedOut;
  }
  const { bytes, words } = encoded;
  if (words === undefined) writer.append(bytes);
  else writer.length = putWords(writer.room(words.size + 3), writer.length, words);
  return 0;
}

function overlap({ list, lengths }: EncodedContext, own: AttributeList): boolean {
  for (let at = 0; at < own.length; at += 2) {
    const key = own[at] as string;
    if ((lengths & (1 << key.length)) !== 0 && indexIn(list, key) !== -1) return true;
  }
  return false;
}

function lengthsOf(list: AttributeList): number {
  let lengths = 0;
  for (let at = 0; at < list.length; at += 2) lengths |= 1 << (list[at] as string).length;
  return lengths;
}

function beside(
  list: AttributeList,
  own: AttributeList,
  limits: AttributeLimits,
): { readonly kept: AttributeList; readonly crowdedOut: number } {
  const others = cutTo(list, limits).filter((_, at) => indexIn(own, list[at & ~1] as string) === -1);
  const room = Math.max(0, limits.count * 2 - own.length);
  const kept = others.slice(0, room);
  return { kept, crowdedOut: (others.length - kept.length) / 2 };
}

function encode(
  context: ContextAttributes,
  list: AttributeList,
  field: number,
  limits: AttributeLimits,
): EncodedContext {
  const writer = new ByteWriter(128);
  writeAttributes(writer, field, cutTo(list, limits));
  const bytes = writer.finish();
  const words = bytes.length > maxInWords ? undefined : toWords(bytes);
  const encoded = { bytes, words, list, limits, lengths: lengthsOf(list) };
  if (field === 9) context.onSpans = encoded;
  else context.onRecords = encoded;
  return encoded;
}

function cutTo(list: AttributeList, limits: AttributeLimits): AttributeList {
  return list.map((value, at) =>
    at % 2 === 0 ? value : cut(value as AnyValue, limits, list[at - 1] as string),
  );
}
