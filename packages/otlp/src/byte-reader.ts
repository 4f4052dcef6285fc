// Reads protobuf from untrusted bytes. Every read is checked against the end of the innermost message, so a wrong length
// can neither read past it nor allocate more memory than the message has bytes.
import { Budget } from "./budget.ts";
import { FIXED32, FIXED64, LENGTH, VARINT } from "./byte-writer.ts";
import { OtlpError } from "./error.ts";
import { SMALL_BIGINTS } from "./number.ts";
import type { Attributes } from "./value.ts";

const GROUP_START = 3;
const GROUP_END = 4;
const MAX_GROUPS = 100;

/** Strings returned by `key` are cached in a table of fixed size; a new one replaces the one in its slot. */
const KEY_SLOTS = 1024;
const MAX_KEY_BYTES = 64;
const keys: string[] = Array.from({ length: KEY_SLOTS }, () => "");

/** Maximum length of a string in Node. */
const MAX_TEXT_BYTES = 0x1fff_ffe8;

/** Records where the attributes of spans, log records and points are, instead of decoding them. */
export interface Tape {
  /** Begins an item: a span, log record or point. Items do not nest. */
  begin(): void;
  /** Records the `KeyValue` that `reader` is at. */
  read(reader: ByteReader): void;
  /** The attributes recorded since `begin`. */
  attributes(): Attributes;
}

/**
 * Reads one protobuf message field by field.
 *
 * Loop while `pos < end`: read a `tag`, then its value; `enter` a nested message and `leave` it.
 *
 * @example
 * ```ts
 * import { ByteReader } from "otlp";
 *
 * const reader = new ByteReader(Uint8Array.of(0x0a, 0x02, 0x68, 0x69));
 * reader.tag() >>> 3; // => 1
 * reader.string(); // => "hi"
 * ```
 */
export class ByteReader {
  /** Next byte to read. */
  pos: number = 0;
  /** End of the innermost message that was entered. */
  end: number;
  readonly #budget: Budget;
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #memory: ArrayBufferLike;
  readonly #offset: number;
  #high: number = 0;
  /** Where the attributes of spans, log records and points are recorded; `undefined` when they are decoded. */
  readonly tape: Tape | undefined;

  constructor(bytes: Uint8Array, tape?: Tape, budget: Budget = new Budget(bytes.length)) {
    this.tape = tape;
    this.end = bytes.length;
    this.#budget = budget;
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#memory = bytes.buffer;
    this.#offset = bytes.byteOffset;
  }

  /** Charges `cost` bytes of memory to the budget of this message. */
  charge(cost: number): void {
    this.#budget.charge(cost);
  }

  /** The next field's key: number and wire type. */
  tag(): number {
    const tag = this.#varint();
    if (tag < 8 || this.#high !== 0) throw malformed(`field number 0 or beyond 32 bits at byte ${this.pos}`);
    return tag;
  }

  /** Upper 32 bits of the last varint. */
  get high(): number {
    return this.#high;
  }

  /** A varint, truncated to its lower 32 bits as protobuf requires. */
  uint32(): number {
    return this.#varint();
  }

  int32(): number {
    return this.#varint() | 0;
  }

  sint32(): number {
    const value = this.#varint();
    return (value >>> 1) ^ -(value & 1);
  }

  bool(): boolean {
    return this.#varint() !== 0 || this.#high !== 0;
  }

  int64(): bigint {
    const low = this.#varint();
    if (this.#high === 0) return low < 128 ? (SMALL_BIGINTS[low] as bigint) : BigInt(low);
    return (BigInt(this.#high | 0) << 32n) | BigInt(low);
  }

  uint64(): bigint {
    const low = this.#varint();
    if (this.#high === 0) return low < 128 ? (SMALL_BIGINTS[low] as bigint) : BigInt(low);
    return (BigInt(this.#high) << 32n) | BigInt(low);
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }

  sfixed64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A string. Invalid UTF-8 becomes U+FFFD. */
  string(): string {
    const size = this.#size();
    if (size === 0) return "";
    if (size > MAX_TEXT_BYTES) throw malformed(`a string of ${size} bytes`);
    const start = this.#take(size);
    return this.#bytes.toString("utf8", start, start + size);
  }

  /** A string that is likely to recur, such as the key of an attribute: recent ones are cached. */
  key(): string {
    const size = this.#size();
    const start = this.#take(size);
    if (size > MAX_KEY_BYTES) return this.#bytes.toString("utf8", start, start + size);
    const bytes = this.#bytes;
    const end = start + size;
    let hash = size;
    for (let i = start; i < end; i++) hash = Math.imul(hash, 31) + (bytes[i] as number);
    const slot = (hash ^ (hash >>> 15)) & (KEY_SLOTS - 1);
    const known = keys[slot] as string;
    if (known.length === size) {
      let same = 0;
      while (same < size && known.charCodeAt(same) === bytes[start + same]) same++;
      if (same === size) return known;
    }
    const text = bytes.toString("utf8", start, end);
    // As many characters as bytes: ASCII, or U+FFFD for an invalid byte, which equals no byte and so never matches.
    if (text.length === size) keys[slot] = text;
    return text;
  }

  /** Bytes: a view into the message. */
  bytes(): Uint8Array {
    const size = this.#size();
    return new Uint8Array(this.#memory, this.#offset + this.#take(size), size);
  }

  /** Skips a string or bytes and returns their position. */
  over(): number {
    return this.#take(this.#size());
  }

  /** Skips eight bytes and returns their position. */
  over8(): number {
    return this.#take(8);
  }

  /** Enters a nested message. Returns the argument for `leave`. */
  enter(): number {
    const outer = this.end;
    const size = this.#size();
    this.end = this.pos + size;
    return outer;
  }

  leave(outer: number): void {
    this.end = outer;
  }

  /**
   * Skips the value of an unknown field.
   *
   * @param known bit n is set when field n is known: then its wire type is wrong, which is an error.
   */
  skip(tag: number, known: number): void {
    const field = tag >>> 3;
    if (field < 32 && (known >>> field) & 1) {
      throw malformed(`field ${field} has wire type ${tag & 7} at byte ${this.pos}`);
    }
    this.#skip(tag, 0);
  }

  #skip(tag: number, depth: number): void {
    switch (tag & 7) {
      case VARINT:
        this.#varint();
        return;
      case FIXED64:
        this.#take(8);
        return;
      case LENGTH:
        this.#take(this.#size());
        return;
      case FIXED32:
        this.#take(4);
        return;
      case GROUP_START:
        this.#skipGroup(tag, depth + 1);
        return;
      default:
        throw malformed(`unexpected wire type ${tag & 7} at byte ${this.pos}`);
    }
  }

  #skipGroup(start: number, depth: number): void {
    if (depth > MAX_GROUPS) {
      throw new OtlpError(
        "OTLP_TOO_DEEP",
        `Cannot decode the message: groups nested deeper than ${MAX_GROUPS}.`,
      );
    }
    const close = start - GROUP_START + GROUP_END;
    for (;;) {
      const tag = this.tag();
      if (tag === close) return;
      this.#skip(tag, depth);
    }
  }

  /** The length of the following value, which must fit in the message. */
  #size(): number {
    const size = this.#varint();
    if (this.#high !== 0 || size > this.end - this.pos) throw truncated(this.pos);
    return size;
  }

  /** Skips `size` bytes and returns their position. */
  #take(size: number): number {
    const start = this.pos;
    if (size > this.end - start) throw truncated(start);
    this.pos = start + size;
    return start;
  }

  /** The lower 32 bits of a varint; the upper ones go to `#high`. */
  #varint(): number {
    const bytes = this.#bytes;
    const end = this.end;
    let at = this.pos;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      if (at >= end) throw truncated(at);
      const byte = bytes[at++] as number;
      const bits = byte & 0x7f;
      if (i < 4) {
        low |= bits << (7 * i);
      } else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else {
        high |= bits << (7 * i - 32);
      }
      if (byte < 0x80) {
        this.pos = at;
        this.#high = high >>> 0;
        return low >>> 0;
      }
    }
    throw malformed(`a varint longer than ten bytes at byte ${this.pos}`);
  }
}

function truncated(at: number): OtlpError {
  return new OtlpError(
    "OTLP_TRUNCATED",
    `Cannot decode the message: it ends, or its enclosing field ends, inside a value at byte ${at}; expected a whole protobuf message.`,
  );
}

function malformed(what: string): OtlpError {
  return new OtlpError(
    "OTLP_MALFORMED",
    `Cannot decode the message: ${what}; expected an OTLP protobuf message.`,
  );
}
