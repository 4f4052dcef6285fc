// Cuts an export request into smaller ones, so that it can be decoded in pieces. Traces, metrics and logs have the same form: a
// request holds resources, a resource scopes, a scope items, each as field 1 (the resource, the scope) and field 2 (what is in it).
import { COST } from "../budget.ts";
import { ByteReader } from "../byte-reader.ts";
import { ByteWriter } from "../byte-writer.ts";
import { OtlpError } from "../error.ts";

const INSIDE = 0x12;
const LENGTH_WIRE = 2;

/** What all items of a resource or scope share, and each piece repeats. */
const maxSharedBytes = 2 * 1024 * 1024;
/** A piece has so many times as much of the items as it repeats, */
const itemsPerShared = 16;
/** as long as it is no larger than this, or twice what it repeats. */
const maxWidenedBytes = 2 * 1024 * 1024;

/** How a request is cut. */
export interface CutOptions {
  /** The size of a piece, about. */
  readonly pieceBytes: number;
  /** Larger items are left out. Default: none are. */
  readonly itemBytes?: number;
  /** Called for each item that is left out. */
  readonly onLeftOut?: () => void;
}

/**
 * Yields requests that together hold what `bytes` hold, in order. Items are not cut, and a piece has more of them than it repeats of
 * their resource and scope. Pieces with whole resources are views into `bytes`.
 *
 * @throws {OtlpError} when `bytes` are not such a request, or a resource or scope has more than 2 MiB without what is in it. What is wrong
 * inside of items is found only when these are decoded.
 * @example
 * ```ts
 * import { cutRequest, decodeTraces } from "otlp";
 *
 * [...cutRequest(new Uint8Array(0), { pieceBytes: 1000 })].flatMap((piece) => decodeTraces(piece)); // => []
 * ```
 */
export function* cutRequest(bytes: Uint8Array, options: CutOptions): Generator<Uint8Array> {
  const { pieceBytes } = options;
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
    if (reader.pos - from <= pieceBytes) continue;
    if (start > from) yield bytes.subarray(from, start);
    from = start;
    if (reader.pos - start <= pieceBytes) continue;
    for (const part of cutMessage(bytes.subarray(inside.from, inside.to), options, pieceBytes, 1))
      yield wrapped(0x0a, part);
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
  options: CutOptions,
  pieceBytes: number,
  levels: number,
): Generator<Uint8Array> {
  const shared = sharedOf(bytes);
  const widened = Math.min(shared.length * itemsPerShared, maxWidenedBytes);
  const most = Math.max(pieceBytes, widened, shared.length * 2);
  const reader = new ByteReader(bytes);
  let parts: Uint8Array[] = [];
  let length = 0;
  let isYielded = false;
  while (reader.pos < reader.end) {
    const start = reader.pos;
    const tag = reader.tag();
    if (tag !== INSIDE) {
      reader.skip(tag, 0);
      continue;
    }
    const inside = rangeOf(reader);
    const size = reader.pos - start;
    if (levels === 0 && size > (options.itemBytes ?? Number.POSITIVE_INFINITY)) {
      options.onLeftOut?.();
      continue;
    }
    if (length > 0 && length + size > most) {
      yield Buffer.concat([shared, ...parts]);
      [parts, length, isYielded] = [[], 0, true];
    }
    if (levels > 0 && size > most) {
      for (const part of cutMessage(bytes.subarray(inside.from, inside.to), options, most, levels - 1))
        yield Buffer.concat([shared, wrapped(INSIDE, part)]);
      isYielded = true;
      continue;
    }
    parts.push(bytes.subarray(start, reader.pos));
    length += size;
  }
  // Without items it is a piece as well: what is wrong with it is found when it is decoded.
  if (length > 0 || !isYielded) yield Buffer.concat([shared, ...parts]);
}

/** The fields outside of field 2. */
function sharedOf(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes);
  const parts: Uint8Array[] = [];
  let length = 0;
  let from = 0;
  const keepTo = (to: number): void => {
    if (to > from) parts.push(bytes.subarray(from, to));
    length += to - from;
    if (length > maxSharedBytes)
      throw new OtlpError(
        "OTLP_TOO_DENSE",
        `Cannot decode the message: a resource or scope has more than ${maxSharedBytes} bytes without what is in it.`,
      );
  };
  while (reader.pos < reader.end) {
    const start = reader.pos;
    const tag = reader.tag();
    reader.skip(tag, 0);
    if (tag !== INSIDE) continue;
    // As decoding them would: a request of very many empty items is refused before it is cut.
    reader.charge(COST.metric);
    keepTo(start);
    from = reader.pos;
  }
  keepTo(reader.end);
  return Buffer.concat(parts);
}

/** `part` as the message of a field. */
function wrapped(tag: number, part: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.tag(tag >>> 3, LENGTH_WIRE);
  writer.varint(part.length);
  return Buffer.concat([writer.finish(), part]);
}
