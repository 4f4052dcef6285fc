// Context attributes into bytes: encoded once a context, then a copy of some sixty bytes per span and record.
import { type AnyValue, ByteWriter } from "otlp";
import { type AttributeLimits, type AttributeList, cut } from "./attribute-list.ts";
import { type ContextAttributes, type EncodedContext, indexIn, listOf } from "./context-attributes.ts";
import { writeAttributes } from "./encode.ts";

/**
 * Writes the attributes of `context` in `field`, but for those that stand in `own`. Returns how many had no room by `limits`,
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
  if (list.length + own.length > limits.count * 2 || overlap(list, own)) {
    const { kept, crowdedOut } = beside(list, own, limits);
    writeAttributes(writer, field, kept);
    return crowdedOut;
  }
  const known = field === 9 ? context.onSpans : context.onRecords;
  const valid = known?.list === list && known.limits === limits;
  writer.append((valid ? known : encode(context, list, field, limits)).bytes);
  return 0;
}

function overlap(list: AttributeList, own: AttributeList): boolean {
  for (let at = 0; at < own.length; at += 2) if (indexIn(list, own[at] as string) !== -1) return true;
  return false;
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
  const encoded = { bytes: writer.finish(), list, limits };
  if (field === 9) context.onSpans = encoded;
  else context.onRecords = encoded;
  return encoded;
}

function cutTo(list: AttributeList, limits: AttributeLimits): AttributeList {
  return list.map((value, at) => (at % 2 === 0 ? value : cut(value as AnyValue, limits)));
}
