// Estimates of a span's size: in memory while it is buffered (rather too high than too low), and encoded.
import type { AttributeList } from "../attributes/attribute-list.ts";
import { listOf } from "../context/context-attributes.ts";
import type { RecordedSpan } from "../recording/recorded-span.ts";

/** A trace without its spans. */
export const traceBytes = 300;
const spanBytes = 600;
const pairBytes = 40;
const eventBytes = 160;
const headBytes = 76;

/** The estimate in bytes. A few nanoseconds an attribute. */
export function sizeOf(span: RecordedSpan): number {
  let bytes = spanBytes + span.name.length * 2 + span.statusMessage.length * 2 + listBytes(span.own);
  if (span.events !== undefined) {
    for (const { name, attributes } of span.events)
      bytes += eventBytes + name.length * 2 + listBytes(attributes);
  }
  if (span.links !== undefined) {
    for (const { attributes } of span.links) bytes += eventBytes + listBytes(attributes);
  }
  return bytes;
}

/** The estimated size of `span` when it is encoded. */
export function encodedSize({ name, own, context, events, links }: RecordedSpan): number {
  let bytes = headBytes + name.length + encodedList(own);
  if (context !== undefined) bytes += encodedList(listOf(context));
  if (events !== undefined)
    for (const event of events) bytes += 16 + event.name.length + encodedList(event.attributes);
  if (links !== undefined) for (const { attributes } of links) bytes += 40 + encodedList(attributes);
  return bytes;
}

function encodedList(list: AttributeList): number {
  let bytes = 0;
  for (let at = 0; at < list.length; at += 2) {
    const value = list[at + 1];
    bytes += 8 + (list[at] as string).length;
    if (typeof value === "string") bytes += value.length;
    else bytes += typeof value === "object" && value !== null ? deepBytes(value) : 8;
  }
  return bytes;
}

function listBytes(list: AttributeList): number {
  let bytes = 0;
  for (let at = 1; at < list.length; at += 2) {
    const value = list[at];
    bytes += pairBytes;
    // text may take two bytes a character; names are mostly the program's own and shared
    if (typeof value === "string") bytes += value.length * 2;
    else if (typeof value === "object" && value !== null) bytes += deepBytes(value);
  }
  return bytes;
}

function deepBytes(value: object): number {
  if (value instanceof Uint8Array) return value.byteLength + pairBytes;
  let bytes = pairBytes;
  if (Array.isArray(value)) for (const part of value) bytes += partBytes(part);
  else if (value instanceof Map) for (const [key, part] of value) bytes += key.length * 2 + partBytes(part);
  return bytes;
}

function partBytes(part: unknown): number {
  if (typeof part === "string") return pairBytes + part.length * 2;
  return typeof part === "object" && part !== null ? deepBytes(part) : pairBytes;
}
