// Cuts an export request into smaller ones, so that it can be decoded in pieces. Traces, metrics and logs have the same form: a
// request holds resources, a resource scopes, a scope items, each as field 1 (the resource, the scope) and field 2 (what is in it).
import { COST } from "../budget.ts";
import { ByteReader } from "../byte-reader.ts";
import { ByteWriter } from "../byte-writer.ts";

const INSIDE = 0x12;
const LENGTH_WIRE = 2;

/**
 * Yields requests that together hold what `bytes` hold, in order, each of about `maxBytes`. Items are not cut, and a
 * piece has at least as much of them as it repeats of their resource and scope. Pieces with whole resources are views into `bytes`.
 *
 * @throws {OtlpError} when `bytes` are not such a request; it finds what is wrong inside of items only when these are decoded.
 * @example
 * ```ts
 * import { cutRequest, decodeTraces } from "otlp";
 *
 * [...cutRequest(new Uint8Array(0), 1000)].flatMap((piece) => decodeTraces(piece)); // => []
 * ```
 */
export function* cutRequest(bytes: Uint8Array, maxBytes: number): Generator<Uint8Array> {
  const reader = new ByteReader(bytes);
  let from = 0;
  while (reader.pos < reader.end) {
    const start = reader.pos;
    const tag = reader.tag();
    if (tag !== 0x0a) {
      reader.skip(tag, 0b10);
      continue;
    }
    reader.charge(COST.resource);
    const inside = rangeOf(reader);
    if (reader.pos - from <= maxBytes) continue;
    if (start > from) yield bytes.subarray(from, start);
    from = start;
    if (reader.pos - start <= maxBytes) continue;
    for (const part of cutMessage(bytes, inside, maxBytes, 1)) yield wrapped(0x0a, part);
    from = reader.pos;
  }
  if (from < bytes.length) yield bytes.subarray(from);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Skips a message, and returns where it is. */
function rangeOf(reader: ByteReader): Range {
  const from = reader.over();
  return { from, to: reader.pos };
}

/** Cuts a resource or a scope: each piece has what is outside of field 2, and some of what is in it. */
function* cutMessage(
  bytes: Uint8Array,
  { from, to }: Range,
  maxBytes: number,
  levels: number,
): Generator<Uint8Array> {
  const shared = sharedOf(bytes.subarray(from, to));
  const most = Math.max(maxBytes, shared.length);
  const reader = new ByteReader(bytes.subarray(from, to));
  let parts: Uint8Array[] = [];
  let length = 0;
  while (reader.pos < reader.end) {
    const start = reader.pos;
    const tag = reader.tag();
    if (tag !== INSIDE) {
      reader.skip(tag, 0);
      continue;
    }
    const inside = rangeOf(reader);
    if (length > 0 && length + reader.pos - start > most) {
      yield Buffer.concat([shared, ...parts]);
      [parts, length] = [[], 0];
    }
    if (levels > 0 && reader.pos - start > most) {
      const own = { from: from + inside.from, to: from + inside.to };
      for (const part of cutMessage(bytes, own, most, levels - 1))
        yield Buffer.concat([shared, wrapped(INSIDE, part)]);
      continue;
    }
    parts.push(bytes.subarray(from + start, from + reader.pos));
    length += reader.pos - start;
  }
  if (length > 0) yield Buffer.concat([shared, ...parts]);
}

/** The fields outside of field 2. */
function sharedOf(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes);
  const parts: Uint8Array[] = [];
  while (reader.pos < reader.end) {
    const start = reader.pos;
    const tag = reader.tag();
    reader.skip(tag, 0);
    // As decoding them would: a request of very many empty items is refused before it is cut.
    if (tag === INSIDE) reader.charge(COST.metric);
    else {
      reader.charge(COST.entry);
      parts.push(bytes.subarray(start, reader.pos));
    }
  }
  return Buffer.concat(parts);
}

/** `part` as the message of a field. */
function wrapped(tag: number, part: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.tag(tag >>> 3, LENGTH_WIRE);
  writer.varint(part.length);
  return Buffer.concat([writer.finish(), part]);
}
